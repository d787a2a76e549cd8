import { DocumentState, type LangiumCoreServices, type LangiumDocument } from 'langium';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import type { Edit, Fix, Span } from '../../check/check.ts';
import type { Found } from '../../check/checker.ts';
import type { Spec } from '../../generated/ast.ts';
import type { CspecAddedServices } from '../../services.ts';
import type { Repair } from './action.ts';
import { EditedText } from './edited-text.ts';

/** A repair may lead to another finding; what is not done after so many rounds goes in a circle. */
const MAX_ROUNDS = 20;

/** Whether there is something in a file that can be repaired without asking. */
export function isRepairable(found: readonly Found[], repair: Repair): boolean {
  return found.some((each) => safeFix(each, repair));
}

/** The repair of a finding that nearly everybody wants. */
function safeFix({ check, fixes }: Found, { code }: Repair): Fix | undefined {
  return code === undefined || check.code === code ? fixes?.find(({ preferred }) => preferred) : undefined;
}

/** Applies repairs round by round, and checks the text after each. Repairs that would clash wait for the next round. */
export class Repairer {
  readonly #services: LangiumCoreServices & CspecAddedServices;

  constructor(services: LangiumCoreServices & CspecAddedServices) {
    this.#services = services;
  }

  /** @throws OperationCancelled */
  async repair(document: LangiumDocument, repair: Repair, token: CancellationToken): Promise<readonly Edit[]> {
    const edited = new EditedText(document.textDocument.getText());
    const seen = new Set<string>();
    let found = this.#services.validation.DocumentValidator.findings(document);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const edits = togetherSafe(found, repair);
      seen.add(edited.text);
      if (edits.length === 0) break;
      edited.apply(edits);
      if (seen.has(edited.text)) break;
      found = await this.#check(edited.text, document, token);
    }
    return edited.edits();
  }

  /** What is to be said of a text that stands nowhere yet: no editor is told. */
  async #check(text: string, { uri }: LangiumDocument, token: CancellationToken): Promise<readonly Found[]> {
    const { LangiumDocumentFactory } = this.#services.shared.workspace;
    const document = LangiumDocumentFactory.fromString<Spec>(text, uri);
    // Names are found in the index of the file: there are no scopes to compute.
    document.state = DocumentState.ComputedScopes;
    await this.#services.references.Linker.link(document, token);
    const { DocumentValidator } = this.#services.validation;
    await DocumentValidator.validateDocument(document, undefined, token);
    return DocumentValidator.findings(document);
  }
}

/** The edits of as many repairs as can be made at once, the first of those that clash. */
function togetherSafe(found: readonly Found[], repair: Repair): readonly Edit[] {
  const taken = new Spans();
  return found.flatMap((each) => {
    const { edits = [] } = safeFix(each, repair) ?? {};
    return taken.take(edits) ? edits : [];
  });
}

/** Parts of a text that do not touch each other. */
class Spans {
  /** In order. */
  readonly #taken: Span[] = [];

  /** Takes all or none. */
  take(spans: readonly Span[]): boolean {
    if (spans.some((span) => this.#isTaken(span))) return false;
    for (const span of spans) this.#taken.splice(this.#after(span), 0, span);
    return true;
  }

  #isTaken(span: Span): boolean {
    const after = this.#after(span);
    return [this.#taken[after - 1], this.#taken[after]].some(
      (near) => near && near.offset <= span.end && span.offset <= near.end,
    );
  }

  /** Index of the first span that begins behind the beginning of this one. */
  #after({ offset }: Span): number {
    let low = 0;
    let high = this.#taken.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#taken[middle]?.offset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
