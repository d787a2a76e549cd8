// Makes ThirdPartyNotices.txt from what is packed: `node scripts/notices.mjs`.
import fs from 'node:fs';
import path from 'node:path';
import { bundledFiles } from './build.mjs';
import { closure, readLock } from './lockfile.mjs';
import { inRoot, NATIVE_PACKAGES, readJson } from './project.mjs';

const HEAD = `Isolens contains the following third-party software.

`;

/** The notices as they should be. */
export async function notices() {
  const places = new Set([...(await bundledPackages()), ...nativePackages()]);
  const texts = [...places].sort((a, b) => a.localeCompare(b, 'en')).map(notice);
  return HEAD + texts.join('\n');
}

/** Places of packages that esbuild takes files from. */
async function bundledPackages() {
  const files = [...(await bundledFiles()).values()].flat();
  return files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
}

/** The native packages, for every platform that a package is made for. */
function nativePackages() {
  const places = Object.keys(closure(readLock(inRoot('package-lock.json')), NATIVE_PACKAGES));
  return places.filter((place) => !place.includes('@koromix/') && fs.existsSync(inRoot(place)));
}

/** @param {string} place */
function notice(place) {
  const { name, version, license } = readJson(inRoot(place, 'package.json'));
  const file = fs.readdirSync(inRoot(place)).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text = file ? fs.readFileSync(path.join(inRoot(place), file), 'utf8').trim() : `License: ${license}`;
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n${'='.repeat(80)}\n\n${text.replaceAll('\r\n', '\n')}\n`;
}

if (process.argv[1] === import.meta.filename) fs.writeFileSync(inRoot('ThirdPartyNotices.txt'), await notices());
