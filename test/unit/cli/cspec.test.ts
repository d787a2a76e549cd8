import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openText, withServer } from '../../support/language-servers.ts';

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');

describe('isolens on .cspec files', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'isolens-cli-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function isolens(args: readonly string[], input = '') {
    const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], {
      cwd: folder,
      encoding: 'utf8',
      input,
    });
    return { stdout, stderr, status };
  }

  function put(name: string, text: string): string {
    writeFileSync(path.join(folder, name), text);
    return name;
  }

  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

  describe('check', () => {
    it('says nothing of what is right', () => {
      const name = put('right.cspec', 'veth c\nnetns a { interface e on c }\nnetns b { interface e on c }\n');
      assert.deepEqual(isolens(['check', name]), { stdout: '', stderr: '', status: 0 });
    });

    it('tells file, line, column, severity, message and code', () => {
      const name = put('wrong.cspec', 'netns a { interface e on b }\nbridge b { address 10.0.0.0/24 }\n');
      const { stdout, status } = isolens(['check', name]);
      assert.match(stdout, /^wrong\.cspec:2:20: error: 10\.0\.0\.0 is the network .*\[A06\]\n$/);
      assert.equal(status, 1);
    });

    it('fails for errors only', () => {
      const name = put('warned.cspec', 'container x { rootfs host env A_TOKEN = "x" limits { pids.max = 1 } }\n');
      const { stdout, status } = isolens(['check', name]);
      assert.match(stdout, /: warning: /);
      assert.equal(status, 0);
    });

    it('tells hints when asked', () => {
      const name = put('hint.cspec', 'netns alone\n');
      assert.equal(isolens(['check', name]).stdout, '');
      assert.match(isolens(['check', '--all', name]).stdout, /: hint: .*\[N05\]/);
    });

    it('reads the standard input', () => {
      assert.match(isolens(['check', '-'], 'brigde x').stdout, /^<stdin>:1:1: error: .*\[N09\]/);
    });

    it('never lets one file see another', () => {
      const one = put('one.cspec', 'netns same\n');
      const two = put('two.cspec', 'netns same { interface e on cable }\n');
      assert.doesNotMatch(isolens(['check', one, two]).stdout, /N01/);
      const three = put('three.cspec', 'veth cable\n');
      assert.match(isolens(['check', three, two]).stdout, /two\.cspec:1:29: error: .*\[N02\]/);
    });

    it('writes JSON', () => {
      const name = put('json.cspec', 'brigde x\n');
      const { files } = JSON.parse(isolens(['check', '--json', name]).stdout);
      assert.deepEqual(files, [
        {
          file: name,
          problems: [
            {
              code: 'N09',
              severity: 'error',
              message: 'brigde is not known here. Did you mean bridge?',
              from: { line: 1, column: 1 },
              to: { line: 1, column: 7 },
              fixes: ['Replace with bridge'],
            },
          ],
        },
      ]);
    });

    it('goes on after a file that is not there', () => {
      const { stdout, stderr, status } = isolens(['check', 'nothing.cspec', put('after.cspec', 'brigde x')]);
      assert.match(stderr, /nothing\.cspec: cannot be read: ENOENT/);
      assert.match(stdout, /after\.cspec:1:1/);
      assert.equal(status, 66);
    });

    it('wants a file', () => {
      assert.equal(isolens(['check']).status, 64);
    });

    it('can look at this host', () => {
      const name = put('host.cspec', 'container x { limits { cpuset.cpus = 4000 } }\n');
      assert.equal(isolens(['check', name]).status, 0);
      assert.match(isolens(['check', '--host', name]).stdout, /4000.*\[G11\]/);
    });

    it('tells hostile names as text', () => {
      const name = put('\u001b[31m.cspec', 'brigde x');
      assert.match(isolens(['check', name]).stdout, /^\\x1b\[31m\.cspec:1:1/);
    });
  });

  describe('format', () => {
    const UGLY = 'netns   a{interface e on b   # here\n}\nbridge b';
    const PRETTY = 'netns a {\n  interface e on b  # here\n}\nbridge b\n';

    it('brings files into their layout, and keeps their rights and links', () => {
      put('target.cspec', UGLY);
      chmodSync(path.join(folder, 'target.cspec'), 0o640);
      symlinkSync('target.cspec', path.join(folder, 'link.cspec'));
      assert.deepEqual(isolens(['format', 'link.cspec']), { stdout: 'link.cspec\n', stderr: '', status: 0 });
      assert.equal(read('target.cspec'), PRETTY);
      assert.equal(statSync(path.join(folder, 'target.cspec')).mode & 0o777, 0o640);
      assert.ok(lstatSync(path.join(folder, 'link.cspec')).isSymbolicLink());
      assert.equal(isolens(['format', 'link.cspec']).stdout, '');
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.endsWith('.tmp')),
        [],
      );
    });

    it('tells what would change', () => {
      const name = put('check.cspec', UGLY);
      assert.deepEqual(isolens(['format', '--check', name]), { stdout: `${name}\n`, stderr: '', status: 1 });
      assert.equal(read(name), UGLY);
      put(name, PRETTY);
      assert.deepEqual(isolens(['format', '--check', name]), { stdout: '', stderr: '', status: 0 });
    });

    it('writes the standard input to the standard output', () => {
      assert.deepEqual(isolens(['format', '-'], UGLY), { stdout: PRETTY, stderr: '', status: 0 });
    });
  });

  describe('lsp', () => {
    it('is a language server on standard input and output', async () => {
      await withServer({ program: MAIN, args: ['lsp'] }, async (client) => {
        const uri = 'file:///tmp/some.cspec';
        await openText(client, uri, 'netns a { interface e on cable }\nveth cable');
        const position = { line: 0, character: 26 };
        const found = await client.sendRequest('textDocument/definition', { textDocument: { uri }, position });
        assert.match(JSON.stringify(found), /"line":1,"character":5/);
      });
    });

    it('speaks no other way', () => {
      assert.equal(isolens(['lsp']).status, 64);
    });
  });
});
