// Makes the list of all checks from the files of src/language/check: `node scripts/checks.mjs`.
import fs from 'node:fs';
import { inRoot } from './project.mjs';

const DIRECTORY = 'src/language/check';
const CHECK_FILE = /^([a-z]\d{2})-[a-z0-9-]+\.ts$/;

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

export const checkListFile = inRoot(DIRECTORY, 'all.ts');

if (process.argv[1] === import.meta.filename) fs.writeFileSync(checkListFile, checkList());
