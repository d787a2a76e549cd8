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
  return `${[HEAD, ...families].join('\n\n')}\n`;
}

const HEAD = `# The checks of cspec

<!-- Made by scripts/checks.mjs from src/language/check. -->

Every check has a code that never changes. A comment on the line above says that something is meant as it is:

\`\`\`
# cspec-ignore G08
memory.max = 512K
\`\`\`

Checks that need to know the host say nothing until the host is known.`;

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
