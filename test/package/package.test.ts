import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { pack, TARGETS } from '../../scripts/package.mjs';
import { machineTarget } from '../../scripts/project.mjs';
import { unzip } from '../support/zip.ts';

const LIMIT_BYTES = 4 * 2 ** 20;
const BUNDLES = [
  'agent.cjs',
  'browser/extension.js',
  'browser/server.js',
  'cli.cjs',
  'client.cjs',
  'cspec.cjs',
  'drawing.cjs',
  'extension.cjs',
  'inside.cjs',
  'isolens.cjs',
  'probe.cjs',
  'server.cjs',
  'supervisor.cjs',
  'webview/elk-worker.js',
  'webview/group-details.css',
  'webview/group-details.js',
  'webview/group-top.css',
  'webview/group-top.js',
  'webview/topology.css',
  'webview/topology.js',
];

/** What a package may have besides bundles and native modules. */
const CONTENT =
  /^(?:package\.json|package\.nls(?:\.[\w-]+)?\.json|readme\.md|changelog\.md|LICENSE\.txt|ThirdPartyNotices\.txt|l10n\/[\w.-]+\.json|media\/[\w-]+\.(?:svg|png)|(?:snippets|syntaxes)\/[\w.-]+\.json|examples\/[\w-]+\.cspec)$/;

/** The native modules for a target: just what is loaded, and the licences. */
const natives = (target: string) =>
  [
    'koffi/LICENSE.txt',
    'koffi/index.cjs',
    'koffi/package.json',
    'koffi/src/koffi/index.cjs',
    'koffi/src/koffi/src/static.cjs',
    'koffi/src/koffi/src/trampolines.cjs',
    `@koromix/koffi-${target}/index.js`,
    `@koromix/koffi-${target}/package.json`,
    `@koromix/koffi-${target}/${target.replace('-', '_')}/koffi.node`,
    'node-pty/LICENSE',
    ...['eventEmitter2', 'index', 'interfaces', 'terminal', 'types', 'unixTerminal', 'utils'].map(
      (name) => `node-pty/lib/${name}.js`,
    ),
    'node-pty/package.json',
    `node-pty/prebuilds/${target}/pty.node`,
  ].map((file) => `node_modules/${file}`);

function extract(files: ReadonlyMap<string, Buffer>): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'isolens-package-test-'));
  for (const [name, content] of files) {
    mkdirSync(path.join(dir, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(dir, name), content);
  }
  return dir;
}

for (const target of TARGETS) {
  const archive = readFileSync(await pack(target));
  const files = unzip(archive);
  const names = [...files.keys()].filter((name) => name.startsWith('extension/')).map((name) => name.slice(10));

  describe(`the package for ${target}`, () => {
    it(`is at most 4 MiB: ${(archive.length / 2 ** 20).toFixed(2)} MiB`, () => {
      assert.ok(archive.length <= LIMIT_BYTES);
    });

    it('has the bundles, without maps', () => {
      const dist = names.filter((name) => name.startsWith('dist/')).sort();
      assert.deepEqual(
        dist,
        BUNDLES.map((name) => `dist/${name}`),
      );
    });

    it('has the native modules of this target only, and of those only what runs', () => {
      const modules = names.filter((name) => name.startsWith('node_modules/')).sort();
      assert.deepEqual(modules, target === 'universal' ? [] : natives(target).sort());
    });

    it('has nothing else but texts and icons', () => {
      const rest = names.filter((name) => !/^(?:dist|node_modules)\//.test(name));
      assert.deepEqual(
        rest.filter((name) => !CONTENT.test(name)),
        [],
      );
    });

    it('tells VS Code what it is for, and asks for nothing but its native modules', () => {
      const platform = / TargetPlatform="([^"]*)"/.exec(files.get('extension.vsixmanifest')?.toString() ?? '')?.[1];
      assert.equal(platform, target === 'universal' ? undefined : target);
      const manifest = JSON.parse(files.get('extension/package.json')?.toString() ?? '');
      assert.deepEqual(Object.keys(manifest.dependencies), target === 'universal' ? [] : ['koffi', 'node-pty']);
      assert.equal(manifest.scripts, undefined);
      assert.equal(manifest.devDependencies, undefined);
    });
  });

  describe(`the package for ${target}, unpacked`, { skip: target !== machineTarget() && 'for other machines' }, () => {
    const dir = extract(files);
    after(() => rmSync(dir, { recursive: true }));
    const inside = path.join(dir, 'extension');
    const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: inside, encoding: 'utf8' });

    it('runs without the checkout', () => {
      const { namespaces } = JSON.parse(run('dist/isolens.cjs', 'ls', '--json'));
      assert.ok(namespaces.length >= 8);
    });

    it('opens terminals with what it has of node-pty', () => {
      const program = `require('node-pty').spawn('/bin/echo', ['here']).onData((text) => process.stdout.write(text))`;
      assert.match(run('-e', program), /^here/);
    });
  });
}
