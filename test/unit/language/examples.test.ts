import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { resolveSpec } from '../../../src/language/resolve/resolve.ts';
import { nodeFiles } from '../../../src/server/node/node-files.ts';
import { type ParseOptions, parseCspec } from '../../support/cspec.ts';
import { TestLanguage } from '../../support/language.ts';

const EXAMPLES = path.join(import.meta.dirname, '../../../examples');
const GOLDEN = path.join(import.meta.dirname, '../../fixtures/spec');
const NAMES = readdirSync(EXAMPLES).filter((name) => name.endsWith('.cspec'));
/** `UPDATE=1 node --test …` writes down what the examples mean now. */
const UPDATE = process.env['UPDATE'] === '1';

async function problems(name: string, options: ParseOptions): Promise<string[]> {
  const { findings } = await parseCspec(readFileSync(path.join(EXAMPLES, name), 'utf8'), options);
  return findings
    .filter(({ check, severity = check.severity }) => severity !== 'hint')
    .map(({ check, message }) => `${check.code} ${formatMessage(message)}`);
}

describe('the examples', () => {
  const language = new TestLanguage();
  for (const name of NAMES) {
    const text = readFileSync(path.join(EXAMPLES, name), 'utf8');

    it(`${name} has no problem`, async () => {
      assert.deepEqual(await problems(name, { path: path.join(EXAMPLES, name) }), []);
    });

    it(`${name} is formatted`, () => {
      assert.equal(language.format(text), text);
    });

    it(`${name} means what is written down`, async () => {
      const { document } = await parseCspec(text, { path: path.join(EXAMPLES, name) });
      const golden = path.join(GOLDEN, name.replace(/cspec$/, 'json'));
      const resolved = JSON.stringify(resolveSpec(document.parseResult.value), undefined, 2);
      if (UPDATE) writeFileSync(golden, `${resolved}\n`);
      assert.deepEqual(JSON.parse(resolved), JSON.parse(readFileSync(golden, 'utf8')));
    });
  }

  it('are ten, and each has its golden file', () => {
    assert.equal(NAMES.length, 10);
    assert.deepEqual(
      readdirSync(GOLDEN).map((name) => name.replace(/json$/, 'cspec')),
      NAMES,
    );
  });

  it('name no device and no link of a host', async () => {
    for (const name of NAMES) {
      const { document } = await parseCspec(readFileSync(path.join(EXAMPLES, name), 'utf8'));
      const { networks, containers } = resolveSpec(document.parseResult.value);
      assert.deepEqual(
        networks.flatMap(({ nat }) => nat.map(({ via }) => via)).filter((via) => via !== 'default'),
        [],
      );
      assert.deepEqual(
        containers.flatMap(({ settings }) => settings).filter(({ value }) => value.includes('/dev/')),
        [],
      );
    }
  });
});

describe('the examples with their root file systems', {
  skip: !existsSync('/usr/bin/busybox') && 'needs busybox',
}, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'isolens-examples-'));
    cpSync(EXAMPLES, folder, { recursive: true, filter: (from) => path.basename(from) !== 'rootfs' });
    const { status, stderr } = spawnSync('sh', [path.join(folder, 'make-rootfs.sh')], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const name of NAMES) {
    const mapped = readFileSync(path.join(EXAMPLES, name), 'utf8').includes('rootfs/mapped');
    const skip = mapped && process.getuid?.() !== 0 && 'needs root';
    it(`${name} finds its root and its command`, { skip }, async () => {
      assert.deepEqual(await problems(name, { path: path.join(folder, name), files: nodeFiles }), []);
    });
  }
});
