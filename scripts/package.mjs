// Packs the extension: `npm run package [-- TARGET…]`; a target is linux-x64, linux-arm64 or universal.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { readLock, restrictTo } from './lockfile.mjs';
import { npm } from './npm.mjs';
import { inRoot, manifest, NATIVE_PACKAGES, tool, vsixDir, vsixFile } from './project.mjs';

/** Native modules are for one platform each; the universal package has none (node-pty has no musl build). */
export const TARGETS = ['linux-x64', 'linux-arm64', 'universal'];

/** What goes into every package, besides dist/ and node_modules/; see .vscodeignore for what of it. */
const CONTENT = [
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'ThirdPartyNotices.txt',
  '.vscodeignore',
  'l10n',
  'media',
  'snippets',
  'syntaxes',
];

/**
 * Packs for one target in a folder of its own.
 * @param {string} target
 * @returns {Promise<string>} the package
 */
export async function pack(target) {
  const staging = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-package-'));
  try {
    await stage(staging, target);
    const file = vsixFile(target);
    fs.mkdirSync(vsixDir, { recursive: true });
    const platform = target === 'universal' ? [] : ['--target', target];
    const options = ['--allow-missing-repository', '--no-rewrite-relative-links', '--out', file, ...platform];
    execFileSync(tool('vsce'), ['package', ...options], { cwd: staging, stdio: ['ignore', 'ignore', 2] });
    return file;
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * @param {string} staging
 * @param {string} target
 */
async function stage(staging, target) {
  for (const name of [...CONTENT, ...manifestTexts()])
    fs.cpSync(inRoot(name), path.join(staging, name), { recursive: true });
  await build({ outdir: path.join(staging, 'dist'), production: true });
  const { scripts: _, devDependencies: _dev, optionalDependencies: _optional, private: _private, ...own } = manifest();
  const natives = target === 'universal' ? [] : NATIVE_PACKAGES;
  const { manifest: packed, lock } = restrictTo(readLock(inRoot('package-lock.json')), natives, own);
  fs.writeFileSync(path.join(staging, 'package.json'), JSON.stringify(packed, undefined, 2));
  fs.writeFileSync(path.join(staging, 'package-lock.json'), JSON.stringify(lock));
  const [system, cpu] = target.split('-');
  if (!system || !cpu) return;
  npm(['ci', '--os', system, '--cpu', cpu], staging);
  dropOtherPrebuilds(staging, target);
}

/**
 * node-pty comes with those of all platforms in one.
 * @param {string} staging
 * @param {string} target
 */
function dropOtherPrebuilds(staging, target) {
  const prebuilds = path.join(staging, 'node_modules', 'node-pty', 'prebuilds');
  for (const name of fs.readdirSync(prebuilds).filter((each) => each !== target)) {
    fs.rmSync(path.join(prebuilds, name), { recursive: true });
  }
}

function manifestTexts() {
  return fs.readdirSync(inRoot()).filter((name) => /^package\.nls.*\.json$/.test(name));
}

if (process.argv[1] === import.meta.filename) {
  const targets = process.argv.slice(2);
  for (const target of targets.length > 0 ? targets : TARGETS) {
    const file = await pack(target);
    console.log(`${path.relative(process.cwd(), file)}  ${(fs.statSync(file).size / 2 ** 20).toFixed(2)} MiB`);
  }
}
