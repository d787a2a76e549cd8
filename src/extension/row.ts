import type { Message } from '../base/message.ts';

/** Text of a row: raw text, or a sentence to translate. */
export type Words = string | Message;

/** What the view shows of a node. Nothing here is escaped yet. */
export interface Row {
  readonly label: Words;
  /** Joined by dots. */
  readonly description: readonly Words[];
  /** Id of a codicon, and of a theme colour. */
  readonly icon: string;
  readonly color?: string;
  /** Words that menus look for in `viewItem`. */
  readonly context: string;
  readonly expandable: boolean;
  /** Whether it is open when it is first seen. */
  readonly expanded: boolean;
  /** What a screen reader says. */
  readonly spoken: readonly Words[];
}

/** What rows of all types have in common. */
export type Plain = Pick<Row, 'description' | 'expandable' | 'expanded' | 'spoken'>;
