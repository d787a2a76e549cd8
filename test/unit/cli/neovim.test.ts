import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

const ROOT = path.join(import.meta.dirname, '../../..');
const SCRIPT = path.join(ROOT, 'test/support/programs/neovim.lua');
const SERVER = [process.execPath, path.join(ROOT, 'src/cli/main.ts'), 'lsp', '--stdio'];
const isThere = spawnSync('nvim', ['--version']).status === 0;

const TEXT = `bridge cable
netns sfo { interface eth0 on cable { address 10.0.0.0/24 } }
netns nyc   { interface eth0 on cable { address 10.0.0.2/24 } }
container x {
  limits { memory.max = 1M }
  
}
`;

interface Answers {
  readonly failure?: string;
  readonly diagnostics: readonly { readonly line: number; readonly code: string; readonly message: string }[];
  readonly hover: string;
  readonly completion: readonly string[];
  readonly refused: string;
  readonly renamed: string;
  readonly formatted: string;
}

describe('Neovim', { skip: !isThere && 'needs Neovim: sudo apt-get install -y neovim' }, () => {
  let folder: string;
  let answers: Answers;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'isolens-nvim-'));
    const file = path.join(folder, 'a.cspec');
    const out = path.join(folder, 'out.json');
    writeFileSync(file, TEXT);
    const env = {
      ...process.env,
      HOME: folder,
      XDG_STATE_HOME: folder,
      ISOLENS_LSP: SERVER.join('\n'),
      ISOLENS_OUT: out,
    };
    const { stderr } = spawnSync('nvim', ['--headless', '--clean', '-c', `luafile ${SCRIPT}`, file], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    answers = JSON.parse(readFileSync(out, 'utf8'));
    assert.equal(answers.failure, undefined, stderr);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('shows diagnostics', () => {
    const found = answers.diagnostics.map(({ line, message }) => `${line} ${message}`);
    assert.ok(found.includes('2 10.0.0.0 is the network 10.0.0.0/24 itself, not an address in it.'), found.join('\n'));
  });

  it('tells on hover', () => {
    assert.match(answers.hover, /bridge cable[^]*sfo eth0 10\.0\.0\.0\/24/);
  });

  it('completes', () => {
    assert.ok(answers.completion.includes('namespaces'), answers.completion.join(' '));
  });

  it('renames, and tells why it does not', () => {
    assert.match(answers.refused, /There is a netns nyc already/);
    assert.equal(answers.renamed.match(/\blan\b/g)?.length, 3);
    assert.doesNotMatch(answers.renamed, /cable/);
  });

  it('formats', () => {
    assert.match(answers.formatted, /^netns nyc \{ interface eth0 on lan \{ address 10\.0\.0\.2\/24 \} \}$/m);
  });
});
