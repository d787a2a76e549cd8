import { type LangiumDocument, URI } from 'langium';
import { environment } from '../../src/language/environment.ts';
import { formatText } from '../../src/language/format/format.ts';
import type { Spec } from '../../src/language/generated/ast.ts';
import { createCspecServices } from '../../src/language/services.ts';

/** The language as one server has it, for many texts one after another. A check that fails throws. */
export class TestLanguage {
  readonly #services = createCspecServices(
    environment({
      onError: (code, error) => {
        throw new Error(`The check ${code} failed`, { cause: error });
      },
    }),
  );

  get cspec() {
    return this.#services.cspec;
  }

  /** Parses, links and checks a text; the file stays open. */
  async open(text: string, path: string): Promise<LangiumDocument<Spec>> {
    const { DocumentBuilder, LangiumDocumentFactory, LangiumDocuments } = this.#services.shared.workspace;
    const document = LangiumDocumentFactory.fromString<Spec>(text, URI.parse(`memory:${path}`));
    LangiumDocuments.addDocument(document);
    await DocumentBuilder.build([document], { validation: true });
    return document;
  }

  format(text: string): string {
    return formatText(text, this.cspec.parser);
  }

  close({ uri }: LangiumDocument): void {
    this.#services.shared.workspace.LangiumDocuments.deleteDocument(uri);
  }
}

/** Processor time of this process that some work takes, in ms: the wall clock also tells of others. */
export async function processorTime(work: () => unknown): Promise<number> {
  const began = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}
