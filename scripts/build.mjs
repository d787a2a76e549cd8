// Bundles the programs of the extension into dist/: `node scripts/build.mjs [--production]`.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import { inRoot, manifest, NATIVE_PACKAGES } from './project.mjs';

/** What the build identity depends on. */
const SOURCES = ['src', 'webview', 'package-lock.json'];

/** @type {readonly { name: string, entry: string, external: string[], executable?: true }[]} */
const BUNDLES = [
  { name: 'extension', entry: 'src/extension/extension.ts', external: ['vscode'] },
  { name: 'agent', entry: 'src/agent/main.ts', external: NATIVE_PACKAGES },
  { name: 'inside', entry: 'src/agent/discover/inside-child.ts', external: NATIVE_PACKAGES },
  { name: 'isolens', entry: 'src/cli/main.ts', external: NATIVE_PACKAGES, executable: true },
];

/**
 * Bundles everything.
 * @param {{ outdir?: string, production?: boolean }} [options] `production`: minified, without source maps
 */
export async function build({ outdir = inRoot('dist'), production = false } = {}) {
  await bundleAll(outdir, production, true);
  for (const { name } of present().filter((each) => each.executable)) makeExecutable(outdir, name);
}

/** The files that go into the bundles, relative to the checkout. */
export function bundledFiles() {
  return bundleAll(inRoot('dist'), true, false);
}

/**
 * @param {string} outdir
 * @param {boolean} production
 * @param {boolean} write
 */
async function bundleAll(outdir, production, write) {
  const define = { __BUILD__: JSON.stringify(buildId()) };
  const results = await Promise.all(
    present().map(({ name, entry, external, executable }) =>
      bundle({
        absWorkingDir: inRoot(),
        entryPoints: [entry],
        outfile: path.join(outdir, `${name}.cjs`),
        ...(executable ? { banner: { js: '#!/usr/bin/env node' } } : {}),
        ...shared(production),
        define,
        external,
        write,
      }),
    ),
  );
  return results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

const present = () => BUNDLES.filter(({ entry }) => fs.existsSync(inRoot(entry)));

/**
 * @param {boolean} production
 * @returns {import('esbuild').BuildOptions & { metafile: true }}
 */
function shared(production) {
  return {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: production,
    sourcemap: production ? false : 'linked',
    metafile: true,
    logLevel: 'warning',
    // A CommonJS bundle has no import.meta: better no bundle than one that fails when run.
    logOverride: { 'empty-import-meta': 'error' },
  };
}

/**
 * @param {string} outdir
 * @param {string} name
 */
function makeExecutable(outdir, name) {
  fs.chmodSync(path.join(outdir, `${name}.cjs`), 0o755);
}

/** The same for all bundles made from the same sources: the version and a hash of what they are made of. */
function buildId() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesUnder(inRoot(source))).sort()) {
    hash.update(`${path.relative(inRoot(), file)}\0`).update(fs.readFileSync(file));
  }
  return `${manifest().version}+${hash.digest('hex').slice(0, 12)}`;
}

/**
 * @param {string} place
 * @returns {string[]}
 */
function filesUnder(place) {
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [place];
  const entries = fs.readdirSync(place, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { production: { type: 'boolean' } } });
  await build({ production: values.production ?? false });
}
