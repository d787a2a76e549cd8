// Bundles the programs of the extension into dist/: `node scripts/build.mjs [--production]`.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import { inRoot, manifest, NATIVE_PACKAGES } from './project.mjs';

/** What the build identity depends on. */
const SOURCES = ['src', 'webview', 'package-lock.json'];

/**
 * @typedef {object} Bundle
 * @property {string} file below dist/
 * @property {string} entry
 * @property {string[]} external
 * @property {true} [executable]
 * @property {'iife'} [format] of what no other program loads; CommonJS if not given
 */

/** @type {readonly Bundle[]} */
const BUNDLES = [
  { file: 'extension.cjs', entry: 'src/extension/extension.ts', external: ['vscode'] },
  { file: 'client.cjs', entry: 'src/extension/language/node-client.ts', external: ['vscode'] },
  { file: 'server.cjs', entry: 'src/server/node/main.ts', external: [] },
  { file: 'agent.cjs', entry: 'src/agent/main.ts', external: NATIVE_PACKAGES },
  { file: 'inside.cjs', entry: 'src/agent/discover/inside-child.ts', external: NATIVE_PACKAGES },
  { file: 'probe.cjs', entry: 'src/agent/discover/path/probe-child.ts', external: NATIVE_PACKAGES },
  { file: 'supervisor.cjs', entry: 'src/agent/environment/supervisor/main.ts', external: NATIVE_PACKAGES },
  { file: 'isolens.cjs', entry: 'src/cli/isolens.ts', external: [], executable: true },
  { file: 'cli.cjs', entry: 'src/cli/main.ts', external: NATIVE_PACKAGES },
  { file: 'cspec.cjs', entry: 'src/cli/cspec/language.ts', external: [] },
  { file: 'drawing.cjs', entry: 'src/cli/drawing/svg.ts', external: [] },
];

/** Those that tests start from their source. */
export const PROGRAMS = BUNDLES.filter(({ external }) => external === NATIVE_PACKAGES);

/**
 * What runs in the browser on vscode.dev: the first in the extension host, a worker of VS Code; the other in one of its own.
 * @type {readonly Bundle[]}
 */
const BROWSER_BUNDLES = [
  { file: 'browser/extension.js', entry: 'src/extension/browser/extension.ts', external: ['vscode'] },
  { file: 'browser/server.js', entry: 'src/server/browser/main.ts', external: [], format: 'iife' },
];

/**
 * The pages of panels, in the webviews of VS Code: `dist/webview/NAME.js` and its styles.
 * @type {readonly Bundle[]}
 */
const PAGE_BUNDLES = ['group-details', 'group-top', 'topology'].flatMap((page) => [
  { file: `webview/${page}.js`, entry: `webview/${page}/main.ts`, external: [], format: 'iife' },
  { file: `webview/${page}.css`, entry: `webview/${page}/page.css`, external: [] },
]);

/** The layout engine runs in a worker of a page, and in the command line: it is one program already. */
const ENGINE = { file: 'webview/elk-worker.js', from: 'node_modules/elkjs/lib/elk-worker.min.js' };

/**
 * Bundles everything.
 * @param {{ outdir?: string, production?: boolean, identity?: string }} [options] `production`: minified, without source maps;
 *   `identity`: of this build; `dev` is that of what runs from its source
 */
export async function build({ outdir = inRoot('dist'), production = false, identity = buildId() } = {}) {
  await bundleAll({ outdir, production, identity, write: true });
  fs.copyFileSync(inRoot(ENGINE.from), path.join(outdir, ENGINE.file));
  for (const { file } of BUNDLES.filter((each) => each.executable)) fs.chmodSync(path.join(outdir, file), 0o755);
}

/**
 * The files that go into each bundle, relative to the checkout.
 * @returns {Promise<ReadonlyMap<string, readonly string[]>>}
 */
export async function bundledFiles() {
  const results = await bundleAll({ outdir: inRoot('dist'), production: true, identity: buildId(), write: false });
  return new Map(results.map(({ file, inputs }) => [file, inputs]));
}

/** @param {{ outdir: string, production: boolean, identity: string, write: boolean }} how */
function bundleAll({ outdir, production, identity, write }) {
  const define = { __BUILD__: JSON.stringify(identity) };
  const given = { ...shared(production), define, write };
  return Promise.all([
    ...BUNDLES.map((each) => bundleOne(each, outdir, { ...FOR_NODE, ...given })),
    ...[...BROWSER_BUNDLES, ...PAGE_BUNDLES].map((each) => bundleOne(each, outdir, { ...FOR_BROWSER, ...given })),
  ]);
}

/**
 * @param {Bundle} bundle
 * @param {string} outdir
 * @param {import('esbuild').BuildOptions & { metafile: true }} given
 */
async function bundleOne({ file, entry, external, executable, format }, outdir, given) {
  const { metafile } = await bundle({
    absWorkingDir: inRoot(),
    entryPoints: [entry],
    outfile: path.join(outdir, file),
    ...(executable ? { banner: { js: '#!/usr/bin/env node' } } : {}),
    ...given,
    external,
    format: format ?? 'cjs',
  });
  return { file, inputs: Object.keys(metafile.inputs) };
}

/**
 * An `import()` of what is a bundle by itself loads that bundle: it is read when it is needed, not before.
 * @type {import('esbuild').Plugin}
 */
const apart = {
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path: name, resolveDir }) => {
      if (kind !== 'dynamic-import') return;
      const bundle = BUNDLES.find(({ entry }) => inRoot(entry) === path.resolve(resolveDir, name));
      return bundle && { path: `./${bundle.file}`, external: true };
    });
  },
};

/** @type {import('esbuild').BuildOptions} */
const FOR_NODE = {
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  plugins: [apart],
  supported: { 'dynamic-import': false },
};

/** @type {import('esbuild').BuildOptions} */
const FOR_BROWSER = { platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'] };

/**
 * @param {boolean} production
 * @returns {import('esbuild').BuildOptions & { metafile: true }}
 */
function shared(production) {
  return {
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    metafile: true,
    logLevel: 'warning',
    // A CommonJS bundle has no import.meta: better no bundle than one that fails when run.
    logOverride: { 'empty-import-meta': 'error' },
  };
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
