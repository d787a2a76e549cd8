import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type LangiumDocument, URI } from 'langium';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { formatMessage } from '../../src/base/message.ts';
import type { Check, Edit, Fix } from '../../src/language/check/check.ts';
import type { Found } from '../../src/language/check/checker.ts';
import type { Files } from '../../src/language/check/files.ts';
import { environment } from '../../src/language/environment.ts';
import type { Spec } from '../../src/language/generated/ast.ts';
import { createCspecServices } from '../../src/language/services.ts';
import type { ExportTarget } from '../../src/model/spec/export-target.ts';
import type { HostFacts } from '../../src/model/spec/host-facts.ts';

export interface Parsed {
  readonly document: LangiumDocument<Spec>;
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Found[];
}

export interface ParseOptions {
  readonly facts?: HostFacts;
  readonly files?: Files;
  readonly folders?: readonly string[];
  readonly exports?: readonly ExportTarget[];
  /** Where the file is said to be. */
  readonly path?: string;
}

/** In a test a check that fails must not go unseen. */
function onError(code: string, error: unknown): never {
  throw new Error(`The check ${code} failed`, { cause: error });
}

let count = 0;
const surroundings = environment({ onError });
const { shared, cspec } = createCspecServices(surroundings);

/** Parses, links and checks a text as the server does; one after another, for all have one server. */
export async function parseCspec(text: string, { path: file, ...known }: ParseOptions = {}): Promise<Parsed> {
  Object.assign(surroundings, environment({ onError }), known);
  const { DocumentBuilder, LangiumDocumentFactory, LangiumDocuments } = shared.workspace;
  const uri = file === undefined ? URI.parse(`memory:/${++count}.cspec`) : URI.file(file);
  const document = LangiumDocumentFactory.fromString<Spec>(text, uri);
  LangiumDocuments.addDocument(document);
  try {
    await DocumentBuilder.build([document], { validation: true });
    const findings = cspec.validation.DocumentValidator.findings(document);
    return { document, diagnostics: document.diagnostics ?? [], findings };
  } finally {
    LangiumDocuments.deleteDocument(uri);
  }
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.toSorted((a, b) => b.offset - a.offset || b.end - a.end);
  return sorted.reduce((result, { offset, end, text: put }) => result.slice(0, offset) + put + result.slice(end), text);
}

/** A text in which a check must find something. */
export interface WrongCase extends ParseOptions {
  /** With `«` and `»` around the place of the first finding. */
  readonly text: string;
  /** The text after the fix; it must leave nothing of this code. Undefined: the check has no fix here. */
  readonly fixed?: string;
  /** Title of the fix in `fixed`; default: the first. */
  readonly fix?: string;
  /** The whole sentence. */
  readonly message?: string;
  readonly severity?: Found['severity'];
}

export interface CheckCases {
  readonly right: readonly (string | (ParseOptions & { readonly text: string }))[];
  readonly wrong: readonly WrongCase[];
}

function fixOf(found: Found, title: string | undefined): Fix | undefined {
  const fixes = found.fixes ?? [];
  return title === undefined ? fixes[0] : fixes.find((fix) => formatMessage(fix.title) === title);
}

/** Files with the cases of checks. */
const CHECK_TESTS = path.join(import.meta.dirname, '../unit/language/check');

/** Where the cases of checks go while they are gathered; else they are run. */
let gathering: Map<string, CheckCases> | undefined;
let gathered: Promise<ReadonlyMap<string, CheckCases>> | undefined;

/** The cases of all checks by code, without running them: what the documentation tells of the tests. */
export function gatherCases(): Promise<ReadonlyMap<string, CheckCases>> {
  gathered ??= gather();
  return gathered;
}

async function gather(): Promise<ReadonlyMap<string, CheckCases>> {
  const cases = new Map<string, CheckCases>();
  gathering = cases;
  try {
    for (const file of readdirSync(CHECK_TESTS)) await import(pathToFileURL(path.join(CHECK_TESTS, file)).href);
  } finally {
    gathering = undefined;
  }
  return cases;
}

/** The repairs that a check has for its wrong cases: titles without what they are filled with, sorted. */
export async function repairsOf(code: string, { wrong }: CheckCases): Promise<readonly string[]> {
  const titles = new Set<string>();
  for (const { text, ...options } of wrong) {
    const { findings } = await parseCspec(text.replace(/[«»]/g, ''), options);
    for (const { fixes } of findings.filter(({ check }) => check.code === code)) {
      for (const { title } of fixes ?? []) titles.add(title.text);
    }
  }
  return [...titles].sort();
}

/** Holds a check to texts that are right, and to texts that are wrong at a place, with their repairs. */
export function testCheck({ code }: Pick<Check, 'code'>, cases: CheckCases): void {
  if (gathering) {
    assert.ok(!gathering.has(code), `${code} has two tests`);
    gathering.set(code, cases);
    return;
  }
  const { right, wrong } = cases;
  assert.ok(right.length > 0 && wrong.length > 0, 'a check needs a right and a wrong case');
  const own = (findings: readonly Found[]) => findings.filter(({ check }) => check.code === code);
  for (const [at, each] of right.entries()) {
    const { text, ...options } = typeof each === 'string' ? { text: each } : each;
    it(`${code} says nothing of right text ${at + 1}`, async () => {
      const { findings } = await parseCspec(text, options);
      assert.deepEqual(
        own(findings).map(({ message }) => formatMessage(message)),
        [],
      );
    });
  }
  for (const [at, each] of wrong.entries()) {
    it(`${code} finds what is wrong in text ${at + 1}${each.fixed === undefined ? '' : ', and repairs it'}`, async () => {
      await testWrong(code, each, own);
    });
  }
}

/** Every repair of a code, also those that a case does not tell, takes its finding away and leaves a text that can be read. */
async function checkRepairs(code: string, text: string, findings: readonly Found[], options: ParseOptions) {
  const count = (all: readonly Found[], of: string) => all.filter(({ check }) => check.code === of).length;
  for (const { fixes } of findings.filter(({ check }) => check.code === code)) {
    for (const { title, edits } of fixes ?? []) {
      const repaired = applyEdits(text, edits);
      const { findings: after } = await parseCspec(repaired, options);
      const what = `“${formatMessage(title)}” makes of it: ${repaired}`;
      assert.ok(count(after, code) < count(findings, code), what);
      assert.ok(count(after, 'N09') <= count(findings, 'N09'), what);
    }
  }
}

async function testWrong(
  code: string,
  each: WrongCase,
  own: (findings: readonly Found[]) => readonly Found[],
): Promise<void> {
  const { text: marked, fixed, fix: title, message, severity, ...options } = each;
  const text = marked.replace(/[«»]/g, '');
  const { findings } = await parseCspec(text, options);
  const [found] = own(findings);
  assert.ok(
    found,
    `nothing of ${code}; found: ${findings.map((other) => `${other.check.code} ${formatMessage(other.message)}`).join('; ')}`,
  );
  const place = { offset: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
  assert.deepEqual(
    { offset: found.offset, end: found.end },
    place,
    `found at «${text.slice(found.offset, found.end)}»`,
  );
  if (message !== undefined) assert.equal(formatMessage(found.message), message);
  if (severity !== undefined) assert.equal(found.severity ?? found.check.severity, severity);
  await checkRepairs(code, text, findings, options);
  const fix = fixOf(found, title);
  if (fixed === undefined) return assert.equal(fix, undefined, 'it has a fix that the case does not tell');
  assert.ok(fix, 'no fix');
  const repaired = applyEdits(text, fix.edits);
  assert.equal(repaired, fixed);
  const after = await parseCspec(repaired, options);
  assert.deepEqual(
    own(after.findings).map((left) => formatMessage(left.message)),
    [],
    'it is still found after the fix',
  );
}
