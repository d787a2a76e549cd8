// Makes the translation bundles from the sources: `node scripts/l10n.mjs`.
// l10n/bundle.l10n.json: all sentences in English; *.qps-ploc.json: the pseudo-locale, which shows what is not translatable.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, readJson } from './project.mjs';

/** A sentence is the literal first argument of `l10n.t(…)` or `message(…)`. */
const CALL = /\b(?:l10n\.t|message)\(\s*(['`"])((?:\\.|(?!\1).)*)\1/gs;

/** The sentences of all sources, sorted. */
export function sentences() {
  const found = new Set();
  for (const file of sources()) {
    for (const [, quote, text] of fs.readFileSync(file, 'utf8').matchAll(CALL)) {
      if (quote === '`') throw new Error(`${file}: a sentence must not be a template: ${text}`);
      found.add(text?.replace(/\\(.)/g, '$1'));
    }
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

function sources() {
  const entries = ['src', 'webview'].flatMap((folder) =>
    fs.readdirSync(inRoot(folder), { recursive: true, withFileTypes: true }),
  );
  return entries.filter(({ name }) => name.endsWith('.ts')).map((entry) => path.join(entry.parentPath, entry.name));
}

/** @type {Record<string, string>} */
const ACCENTS = {
  a: 'å',
  e: 'é',
  i: 'î',
  o: 'ö',
  u: 'ü',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ö',
  U: 'Ü',
  c: 'ç',
  n: 'ñ',
  s: 'š',
};

/**
 * The sentence with accents and in brackets; placeholders, links and icons stay.
 * @param {string} text
 */
export function pseudo(text) {
  const parts = text.split(/(\{\d+\}|\]\([^)]*\)|\$\([^)]*\)|\*)/);
  const accented = parts.map((part, at) =>
    at % 2 ? part : part.replace(/[a-zA-Z]/g, (letter) => ACCENTS[letter] ?? letter),
  );
  return `⟦${accented.join('')}⟧`;
}

/** File to content, as it should be. */
export function bundles() {
  const texts = sentences();
  const manifest = readJson(inRoot('package.nls.json'));
  const pseudoManifest = Object.fromEntries(Object.entries(manifest).map(([key, text]) => [key, pseudo(text)]));
  const files = {
    'l10n/bundle.l10n.json': Object.fromEntries(texts.map((text) => [text, text])),
    'l10n/bundle.l10n.qps-ploc.json': Object.fromEntries(texts.map((text) => [text, pseudo(text)])),
    'package.nls.qps-ploc.json': pseudoManifest,
  };
  return Object.entries(files).map(
    ([file, content]) => /** @type {const} */ ([file, `${JSON.stringify(content, undefined, 2)}\n`]),
  );
}

if (process.argv[1] === import.meta.filename) {
  for (const [file, content] of bundles()) fs.writeFileSync(inRoot(file), content);
}
