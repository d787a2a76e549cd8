import { interruptAndCheck, type LangiumDocument } from 'langium';
import type { CancellationToken } from 'vscode-languageserver-protocol';
import { message } from '../../base/message.ts';
import type { ExportTarget } from '../../model/spec/export-target.ts';
import type { HostFacts } from '../../model/spec/host-facts.ts';
import type { Spec } from '../generated/ast.ts';
import { nodesOf } from '../nodes.ts';
import { SpecIndex } from '../spec-index.ts';
import type { Check, CheckContext, Finding, Span } from './check.ts';
import type { Files } from './files.ts';
import { Ignores } from './ignores.ts';
import { spanOf } from './spans.ts';

/** A finding with the check that made it, and where it is. */
export interface Found extends Finding, Span {
  readonly check: Check;
  /** The parser could not read it: no comment silences that. */
  readonly isSyntax?: true;
}

export interface Surroundings {
  readonly directory: string | undefined;
  readonly facts: HostFacts | undefined;
  readonly folders: readonly string[];
  readonly exports: readonly ExportTarget[];
  readonly files: Files | undefined;
  /** A check failed: a defect of the check, the others go on. */
  readonly onError: (code: string, error: unknown) => void;
}

/** After so many nodes a newer edit may cancel the work. */
const NODES_PER_TURN = 500;

/** More findings than this are not told of a file: editors and people drown in them. */
export const MAX_FOUND = 1000;

/** Ends a check that has more to say than anybody reads. */
const ENOUGH = new Error('There are more findings than are told');

/** Runs checks over parsed files. */
export class Checker {
  readonly #byType = new Map<string, Check[]>();

  constructor(checks: readonly Check[]) {
    for (const check of checks) {
      for (const type of check.on) this.#byType.set(type, [...(this.#byType.get(type) ?? []), check]);
    }
  }

  /** Everything that is to be said of a file, without what `# cspec-ignore CODE` silences. @throws OperationCancelled */
  async run(document: LangiumDocument<Spec>, surroundings: Surroundings, token: CancellationToken): Promise<Found[]> {
    const spec = document.parseResult.value;
    const text = document.textDocument.getText();
    const ignores = new Ignores(text);
    const found: Found[] = [];
    const context = { ...surroundings, text, index: SpecIndex.of(spec) };
    let count = 0;
    const told = new Set<string>();
    for (const node of nodesOf(spec)) {
      if (++count % NODES_PER_TURN === 0) await interruptAndCheck(token);
      for (const check of this.#byType.get(node.$type) ?? []) {
        const report: CheckContext['report'] = (at, finding) => {
          const span = spanOf(at);
          // What a profile says is seen once for every container that uses it.
          const { text: sentence, args } = finding.message;
          const key = [check.code, span.offset, span.end, sentence, JSON.stringify(args)].join('\0');
          if (ignores.has(check.code, span.offset) || told.has(key)) return;
          if (found.length === MAX_FOUND) throw ENOUGH;
          told.add(key);
          found.push({ ...finding, ...span, check });
        };
        try {
          const pending = check.check(node as never, { ...context, report });
          if (pending) await pending;
        } catch (error) {
          if (error === ENOUGH) return limited(found);
          surroundings.onError(check.code, error);
        }
      }
    }
    return found;
  }
}

/** The first of them; the last one says that there are more. */
function limited(found: readonly Found[]): Found[] {
  const last = found.at(-1);
  const more = message('There are more problems: the first {0} are told.', MAX_FOUND);
  return last ? [...found, { ...last, fixes: [], message: more }] : [];
}
