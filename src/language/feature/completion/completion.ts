import type { LangiumDocument } from 'langium';
import { UriUtils } from 'langium';
import type { CompletionProvider, LangiumServices } from 'langium/lsp';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  InsertTextFormat,
  type Range,
} from 'vscode-languageserver-protocol';
import { settingKey } from '../../check/n08-stands-twice.ts';
import { type Environment, surroundingsOf } from '../../environment.ts';
import { SpecIndex } from '../../spec-index.ts';
import { STATEMENT_DOCS } from '../../statement-docs.ts';
import { rangeOf } from '../../validator.ts';
import { Cursors } from './cursor.ts';
import { blockAround, type Spot } from './place.ts';
import type { Proposal } from './proposal.ts';
import { valuesFor } from './values.ts';

/** Proposes what may stand at the cursor: values first, then words of the statement, then new statements. */
export class CspecCompletionProvider implements CompletionProvider {
  readonly completionOptions = { triggerCharacters: [' ', '=', '[', ',', '.', '/'] };
  readonly #cursors: Cursors;
  readonly #environment: Environment;

  constructor(services: LangiumServices, environment: Environment) {
    this.#cursors = new Cursors(services);
    this.#environment = environment;
  }

  async getCompletion(document: LangiumDocument, { position }: CompletionParams): Promise<CompletionList | undefined> {
    const { parseResult, uri } = document;
    const cursor = this.#cursors.at(document, position);
    if (!cursor) return undefined;
    const directory = uri.scheme === 'file' ? UriUtils.dirname(uri).path : undefined;
    const index = SpecIndex.of(parseResult.value);
    const spot: Spot = { cursor, index, environment: surroundingsOf(index, this.#environment), directory };
    const proposals = [...(await values(spot)), ...keywords(spot), ...statements(spot)];
    const range = rangeOf(document, cursor.word);
    const unique = [...new Map(proposals.map((each) => [each.label, each])).values()];
    return { isIncomplete: false, items: unique.map((each, at) => this.#item(each, at, range)) };
  }

  #item(proposal: Proposal, at: number, range: Range): CompletionItem {
    const { label, kind, detail, doc, insert = label, isSnippet, goesOn } = proposal;
    const text = typeof doc === 'object' ? this.#environment.render(doc) : doc;
    return {
      label,
      kind,
      sortText: String(at).padStart(4, '0'),
      filterText: label,
      textEdit: { range, newText: insert },
      ...(detail !== undefined && { detail }),
      ...(text !== undefined && { documentation: { kind: 'markdown', value: text } }),
      ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
      ...(goesOn && { command: { command: 'editor.action.triggerSuggest', title: '' } }),
    };
  }
}

async function values(spot: Spot): Promise<Proposal[]> {
  const { expected, beginnings } = spot.cursor;
  const properties = [...expected, ...beginnings].flatMap(({ property, keyword }) =>
    property === undefined || keyword !== undefined ? [] : [property],
  );
  const found = await Promise.all([...new Set(properties)].map((property) => valuesFor(property, spot)));
  return found.flat();
}

function isWord(keyword: string | undefined): keyword is string {
  return /^[a-z]/.test(keyword ?? '');
}

/** What opens a block or a list, as a snippet with its end. */
const OPENING: Readonly<Record<string, string>> = { '{': '{ $0 }', '[': '[$0]' };

/** Words that the statement may go on with. */
function keywords({ cursor }: Spot): Proposal[] {
  return cursor.expected.flatMap(({ keyword = '', isLast }): Proposal[] => {
    const opening = OPENING[keyword];
    if (opening !== undefined) {
      return [{ label: keyword, kind: CompletionItemKind.Snippet, insert: opening, isSnippet: true, goesOn: true }];
    }
    if (!isWord(keyword)) return [];
    const word = { label: keyword, kind: CompletionItemKind.Keyword };
    return [isLast ? word : { ...word, insert: `${keyword} `, goesOn: true }];
  });
}

/** New statements, without those that may stand once and are there. */
function statements(spot: Spot): Proposal[] {
  const there = settingsIn(spot);
  return spot.cursor.beginnings.flatMap(({ keyword, rule }): Proposal[] =>
    isWord(keyword) && !there.has(keyword) ? [beginningOf(keyword, rule)] : [],
  );
}

function beginningOf(keyword: string, rule: string): Proposal {
  const known = STATEMENT_DOCS[rule];
  const { form: detail, doc, snippet } = known ?? {};
  return {
    label: keyword,
    kind: snippet === undefined ? CompletionItemKind.Keyword : CompletionItemKind.Snippet,
    ...(detail !== undefined && { detail }),
    ...(doc && { doc }),
    insert: snippet ?? `${keyword} `,
    ...(snippet === undefined ? { goesOn: true as const } : { isSnippet: true as const }),
  };
}

function settingsIn(spot: Spot): ReadonlySet<string | undefined> {
  const block = blockAround(spot);
  const body = block && 'body' in block && Array.isArray(block.body) ? block.body : [];
  const own = spot.cursor.word.offset;
  return new Set(body.filter((each) => each.$cstNode?.offset !== own).map(settingKey));
}
