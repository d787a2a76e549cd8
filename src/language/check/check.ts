import type { AstNode } from 'langium';
import type { Message } from '../../base/message.ts';
import type { ExportTarget } from '../../model/spec/export-target.ts';
import type { HostFacts } from '../../model/spec/host-facts.ts';
import type { CspecAstType } from '../generated/ast.ts';
import type { SpecIndex } from '../spec-index.ts';
import type { Files } from './files.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A part of the text, in UTF-16 units from the beginning. */
export interface Span {
  readonly offset: number;
  readonly end: number;
}

/** Where a finding or an edit is: a node, one of its properties (`index` of a list), one of its keywords, or a span. */
export type Place =
  | { readonly node: AstNode; readonly property?: string; readonly index?: number; readonly keyword?: string }
  | Span;

export interface Edit extends Span {
  readonly text: string;
}

/** A way to repair a finding. Its edits never overlap. */
export interface Fix {
  readonly title: Message;
  readonly edits: readonly Edit[];
  /** The one that `source.fixAll` takes: safe, and what nearly everybody wants. */
  readonly preferred?: true;
}

export interface Finding {
  readonly message: Message;
  /** Instead of that of the check. */
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly { readonly at: Place; readonly message: Message }[];
  /** What is useless, shown faded. */
  readonly unnecessary?: true;
}

export interface CheckContext {
  readonly text: string;
  readonly index: SpecIndex;
  /** Directory of the file, an absolute path; undefined when it is in no file system. */
  readonly directory: string | undefined;
  /** Folders of the workspace, absolute paths; none: not known. */
  readonly folders: readonly string[];
  /** What people will export to. */
  readonly exports: readonly ExportTarget[];
  /** What is known of the host; undefined and missing parts: say nothing. */
  readonly facts: HostFacts | undefined;
  /** Undefined where there is no file system, as in a browser. */
  readonly files: Files | undefined;
  readonly report: (at: Place, finding: Finding) => void;
}

export type NodeType = keyof CspecAstType;

/** One row of the table of checks; one file for each. */
export interface Check<T extends NodeType = NodeType> {
  /** Stable: `A03`. */
  readonly code: string;
  readonly severity: Severity;
  /** A line for the list of checks. */
  readonly title: string;
  /** Markdown: what is wrong with it, what the kernel does, what to do. */
  readonly explanation: string;
  /** The nodes it wants to see. */
  readonly on: readonly T[];
  check(node: CspecAstType[T], context: CheckContext): void | Promise<void>;
}

/** Gives a check its types: `export default defineCheck({ … })`. */
export function defineCheck<const T extends NodeType>(check: Check<T>): Check<T> {
  return check;
}
