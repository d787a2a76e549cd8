import {
  type DocumentValidator,
  type Grammar,
  interruptAndCheck,
  type LangiumDocument,
  type URI,
  UriUtils,
  type ValidationOptions,
} from 'langium';
import {
  CancellationToken,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range,
} from 'vscode-languageserver-protocol';
import { CHECKS } from './check/all.ts';
import type { Severity, Span } from './check/check.ts';
import { Checker, type Found } from './check/checker.ts';
import { spanOf } from './check/spans.ts';
import { type Environment, surroundingsOf } from './environment.ts';
import type { Spec } from './generated/ast.ts';
import { SpecIndex } from './spec-index.ts';
import { syntaxFindings } from './syntax/findings.ts';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Where the page of each check is. */
const PAGE = 'https://github.com/isolens/isolens/blob/main/docs/checks.md';

/** Everything that is said of a file: what the parser says (N09) and what the checks say. */
export class CspecValidator implements DocumentValidator {
  readonly #environment: Environment;
  readonly #grammar: Grammar;
  readonly #checker = new Checker(CHECKS);
  readonly #found = new WeakMap<LangiumDocument, readonly Found[]>();

  constructor(environment: Environment, grammar: Grammar) {
    this.#environment = environment;
    this.#grammar = grammar;
  }

  /** What the last validation found, with the repairs. */
  findings(document: LangiumDocument): readonly Found[] {
    return this.#found.get(document) ?? [];
  }

  /** @throws OperationCancelled when a newer edit came */
  async validateDocument(
    document: LangiumDocument,
    _options?: ValidationOptions,
    token: CancellationToken = CancellationToken.None,
  ): Promise<Diagnostic[]> {
    await interruptAndCheck(token);
    const spec = document as LangiumDocument<Spec>;
    const around = surroundingsOf(SpecIndex.of(spec.parseResult.value), this.#environment);
    const surroundings = { ...around, directory: directoryOf(document.uri) };
    const found = [...syntaxFindings(spec, this.#grammar), ...(await this.#checker.run(spec, surroundings, token))];
    this.#found.set(document, found);
    return found.map((each) => this.diagnostic(document, each));
  }

  /** As editors are told of it. */
  diagnostic(document: LangiumDocument, found: Found): Diagnostic {
    const { check, severity = check.severity, related, unnecessary } = found;
    const { render } = this.#environment;
    return {
      range: rangeOf(document, found),
      severity: SEVERITIES[severity],
      code: check.code,
      codeDescription: { href: `${PAGE}#${check.code.toLowerCase()}` },
      source: 'cspec',
      message: render(found.message),
      ...(unnecessary && { tags: [DiagnosticTag.Unnecessary] }),
      ...(related && {
        relatedInformation: related.map(({ at, message }) => ({
          location: { uri: document.uri.toString(), range: rangeOf(document, spanOf(at)) },
          message: render(message),
        })),
      }),
    };
  }
}

export function rangeOf({ textDocument }: LangiumDocument, { offset, end }: Span): Range {
  return { start: textDocument.positionAt(offset), end: textDocument.positionAt(end) };
}

function directoryOf(uri: URI): string | undefined {
  return uri.scheme === 'file' ? UriUtils.dirname(uri).fsPath : undefined;
}
