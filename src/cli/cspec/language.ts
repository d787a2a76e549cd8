import { URI } from 'langium';
import type { Found } from '../../language/check/checker.ts';
import { environment } from '../../language/environment.ts';
import { formatText } from '../../language/format/format.ts';
import type { Spec } from '../../language/generated/ast.ts';
import { environmentName } from '../../language/hidden-ends.ts';
import { resolveSpec } from '../../language/resolve/resolve.ts';
import { createCspecServices } from '../../language/services.ts';
import { SpecIndex } from '../../language/spec-index.ts';
import type { HostFacts } from '../../model/spec/host-facts.ts';
import type { ResolvedSpec } from '../../model/spec/spec.ts';
import { nodeFiles } from '../../server/node/node-files.ts';
import { severityOf } from './problem-lines.ts';
import type { SpecFile } from './spec-file.ts';

/** A place in a text, counted from 1; columns in UTF-16 units, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something that is said of a file. */
export interface Problem extends Found {
  readonly from: Position;
  readonly to: Position;
}

/** Checks one file by itself: names of other files are not seen. */
export async function checkSpec(file: SpecFile, facts: HostFacts | undefined): Promise<Problem[]> {
  return (await build(file, facts)).problems;
}

/** What a file means, with what is wrong in it: with errors it means nothing. */
export async function resolveSpecFile(
  file: SpecFile,
  facts: HostFacts | undefined,
): Promise<{ readonly problems: readonly Problem[]; readonly spec: ResolvedSpec | undefined }> {
  const { problems, document } = await build(file, facts);
  const isWrong = problems.some((problem) => severityOf(problem) === 'error');
  return { problems, spec: isWrong ? undefined : resolveSpec(document.parseResult.value) };
}

/** The name of the environment that a file is for, whatever else is wrong in it. */
export function environmentOf(file: SpecFile): string {
  const { shared } = createCspecServices(environment({ onError: fail }));
  const document = shared.workspace.LangiumDocumentFactory.fromString<Spec>(file.text, URI.file(file.path));
  return environmentName(SpecIndex.of(document.parseResult.value));
}

async function build(file: SpecFile, facts: HostFacts | undefined) {
  const { shared, cspec } = createCspecServices(environment({ files: nodeFiles, facts, onError: fail }));
  const { LangiumDocumentFactory, LangiumDocuments, DocumentBuilder } = shared.workspace;
  const document = LangiumDocumentFactory.fromString<Spec>(file.text, URI.file(file.path));
  LangiumDocuments.addDocument(document);
  await DocumentBuilder.build([document], { validation: true });
  const { textDocument } = document;
  const at = (offset: number): Position => {
    const { line, character } = textDocument.positionAt(offset);
    return { line: line + 1, column: character + 1 };
  };
  const problems = cspec.validation.DocumentValidator.findings(document)
    .toSorted((a, b) => a.offset - b.offset)
    .map((found): Problem => ({ ...found, from: at(found.offset), to: at(found.end) }));
  return { document, problems };
}

/** The text of a file in its layout; parts with errors stay as they are. */
export function formatSpec({ text }: SpecFile): string {
  const { cspec } = createCspecServices(environment({ onError: fail }));
  return formatText(text, cspec.parser);
}

function fail(code: string, error: unknown): never {
  throw new Error(`the check ${code} failed`, { cause: error });
}
