import type { CompletionItemKind } from 'vscode-languageserver-protocol';
import type { Message } from '../../../base/message.ts';

/** Something that may stand at the cursor. */
export interface Proposal {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** A few words behind the label: as they are, they come from the file or the kernel. */
  readonly detail?: string;
  readonly doc?: Message | string;
  /** What is put in; by default the label. */
  readonly insert?: string;
  /** `insert` has places to fill in. */
  readonly isSnippet?: true;
  /** Asks for proposals again when it was put in: it is not complete. */
  readonly goesOn?: true;
}
