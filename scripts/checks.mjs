// Makes what follows from the checks in src/language/check: `node scripts/checks.mjs`.
// The list all.ts, and docs/checks.md with a section for each check.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from './project.mjs';

const DIRECTORY = 'src/language/check';
const CHECK_FILE = /^([a-z]\d{2})-[a-z0-9-]+\.ts$/;

/** What the letters of the codes stand for. */
const FAMILIES = {
  N: 'Names',
  A: 'Addresses',
  R: 'Routes',
  I: 'Interfaces and wires',
  G: 'Cgroups and limits',
  C: 'Containers',
  E: 'Expectations',
  X: 'Exports and engines',
};

/** Content of `all.ts`, as it should be. */
export function checkList() {
  const files = fs.readdirSync(inRoot(DIRECTORY)).filter((name) => CHECK_FILE.test(name));
  const imports = files.map((file) => `import { ${codeOf(file)} } from './${file}';`);
  const list = files.map((file) => `  ${codeOf(file)},`);
  return [
    '// Made by scripts/checks.mjs from the files beside it.',
    ...[...imports, "import type { Check } from './check.ts';"].sort(byModule),
    '',
    '/** Every check of the language, by code. */',
    'export const CHECKS: readonly Check[] = [',
    ...list,
    '];',
    '',
  ].join('\n');
}

/** @param {string} file */
function codeOf(file) {
  return CHECK_FILE.exec(file)?.[1] ?? '';
}

/**
 * @param {string} a
 * @param {string} b
 */
function byModule(a, b) {
  const module = (/** @type {string} */ line) => line.slice(line.indexOf("'"));
  return module(a) < module(b) ? -1 : 1;
}

/**
 * @typedef {{ readonly code: string, readonly severity: string, readonly title: string, readonly explanation: string }} CheckText
 * @typedef {{ readonly right: readonly unknown[], readonly wrong: readonly unknown[] }} CheckCases
 */

/**
 * Content of `docs/checks.md`, as it should be.
 * @param {readonly CheckText[]} checks
 */
export async function checkPages(checks) {
  const families = Object.entries(FAMILIES).map(([letter, title]) => {
    const own = checks.filter(({ code }) => code.startsWith(letter));
    return [`## ${title}`, ...own.map(page)].join('\n\n');
  });
  return `${[HEAD, await overview(checks), ...families].join('\n\n')}\n`;
}

const HEAD = `# The checks of cspec

<!-- Made by scripts/checks.mjs from src/language/check. -->

Every check has a code that never changes. A comment on the line above says that something is meant as it is:

\`\`\`
# cspec-ignore G08
memory.max = 512K
\`\`\`

Checks that need to know the host say nothing until the host is known.

Each check has a test, with texts in which it finds nothing and texts in which it finds something at a certain place. Every
quick fix that is offered in these texts is applied there: it leaves one finding of its code less, and no syntax error more.
\`node --test --test-name-pattern='^A03 ' test/unit/language/check/a03.test.ts\` runs the test of one check.`;

/** @param {readonly CheckText[]} checks */
async function overview(checks) {
  const { gatherCases, repairsOf } = await import(pathToFileURL(inRoot('test/support/cspec.ts')).href);
  /** @type {ReadonlyMap<string, CheckCases>} */
  const cases = await gatherCases();
  const rows = ['| check | severity | what | quick fixes | test |', '|---|---|---|---|---|'];
  for (const { code, severity, title } of checks) {
    const own = cases.get(code);
    if (!own) throw new Error(`test/unit/language/check has nothing of ${code}`);
    /** @type {readonly string[]} */
    const repairs = await repairsOf(code, own);
    const fixes = repairs.map((repair) => repair.replace(/\{\d\}/g, '…')).join('<br>') || '–';
    rows.push(`| [${code}](#${code.toLowerCase()}) | ${severity} | ${title} | ${fixes} | ${testOf(code, own)} |`);
  }
  return rows.join('\n');
}

/**
 * The file of a test, and the names of what is in it.
 * @param {string} code
 * @param {CheckCases} cases
 */
function testOf(code, { right, wrong }) {
  const file = `${code.toLowerCase()}.test.ts`;
  const names = `${code} says nothing of right text 1${upTo(right)}; ${code} finds what is wrong in text 1${upTo(wrong)}`;
  return `[${file}](../test/unit/language/check/${file}): ${names}`;
}

/** @param {readonly unknown[]} cases */
function upTo({ length }) {
  return length > 1 ? `–${length}` : '';
}

/** @param {CheckText} check */
function page({ code, severity, title, explanation }) {
  return `<a id="${code.toLowerCase()}"></a>\n\n### ${code}: ${title}\n\n*${severity}*\n\n${explanation.trim()}`;
}

export const checkListFile = inRoot(DIRECTORY, 'all.ts');
export const checkPagesFile = inRoot('docs', 'checks.md');

if (process.argv[1] === import.meta.filename) {
  fs.writeFileSync(checkListFile, checkList());
  const { CHECKS } = await import(pathToFileURL(checkListFile).href);
  fs.writeFileSync(checkPagesFile, await checkPages(CHECKS));
}
