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

/** @typedef {{code: string, severity: string, title: string, explanation: string}} CheckText */

/**
 * Content of `docs/checks.md`, as it should be.
 * @param {readonly CheckText[]} checks
 */
export function checkPages(checks) {
  const families = Object.entries(FAMILIES).map(([letter, title]) => {
    const own = checks.filter(({ code }) => code.startsWith(letter));
    return [`## ${title}`, ...own.map(page)].join('\n\n');
  });
  return `${[HEAD, overview(checks), ...families].join('\n\n')}\n`;
}

const HEAD = `# The checks of cspec

<!-- Made by scripts/checks.mjs from src/language/check. -->

Every check has a code that never changes. A comment on the line above says that something is meant as it is:

\`\`\`
# cspec-ignore G08
memory.max = 512K
\`\`\`

Checks that need to know the host say nothing until the host is known.`;

/**
 * A row for each check; the repair is one that its test proves.
 * @param {readonly CheckText[]} checks
 */
function overview(checks) {
  const rows = checks.map(({ code, severity, title }) => {
    const test = fs.readFileSync(inRoot('test/unit/language/check', `${code.toLowerCase()}.test.ts`), 'utf8');
    return `| [${code}](#${code.toLowerCase()}) | ${severity} | ${title} | ${/\bfixed:/.test(test) ? 'yes' : ''} |`;
  });
  return ['| code | severity | what | repair |', '|---|---|---|---|', ...rows].join('\n');
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
  fs.writeFileSync(checkPagesFile, checkPages(CHECKS));
}
