import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { READY, start, startProgram } from '../../support/started.ts';

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');
const root = process.geteuid?.() === 0;

function isolens(...args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return { stdout, stderr, status };
}

interface Row {
  readonly ns: number;
  readonly type: string;
  readonly nprocs: number;
  readonly pid: number | null;
  readonly command: string | null;
  readonly uid: number | null;
  readonly user: string | null;
  readonly name?: string | null;
  readonly nsfs: string | null;
  readonly holders?: readonly { readonly kind: string; readonly pid?: number }[];
}

function list(...args: readonly string[]): Row[] {
  return JSON.parse(isolens('ls', '--json', ...args).stdout).namespaces;
}

describe('isolens ls', () => {
  it('has every row of lsns, and agrees with it on namespaces that stay', async () => {
    const unshare = root ? ['--uts', '--ipc', '--net'] : ['--map-root-user', '--uts', '--ipc', '--net'];
    await using held = await start('unshare', ...unshare, 'sh', '-c', READY);
    const peer = spawnSync('lsns', ['-J', '-o', 'NS,TYPE,NPROCS,PID,COMMAND,UID,USER'], { encoding: 'utf8' });
    const theirs: Row[] = JSON.parse(peer.stdout).namespaces;
    const ours = new Map(list().map((row) => [row.ns, row]));
    const own = theirs.filter(({ pid }) => pid === held.pid);
    assert.equal(own.length, root ? 3 : 4);
    for (const { ns, type, nprocs, pid, command, uid, user } of own) {
      const row = ours.get(ns);
      assert.deepEqual(
        [row?.type, row?.nprocs, row?.pid, row?.command, row?.uid, row?.user],
        [type, nprocs, pid, command, uid, user],
      );
    }
    const initial = theirs.filter(({ ns }) => ns >= 0xeffffff0);
    for (const { ns } of initial) assert.ok(ours.has(ns), String(ns));
  });

  it('lists a named network namespace that has no process', { skip: !root && 'needs root' }, async () => {
    const script = `mount -t tmpfs none /run && mkdir /run/netns && ip netns add sfo && ls -i /run/netns/sfo; ${READY}`;
    await using held = await start('unshare', '--mount', 'sh', '-c', script);
    const inode = Number(held.output.trim().split(' ')[0]);
    const row = list('-t', 'net').find(({ ns }) => ns === inode);
    assert.deepEqual([row?.pid, row?.nprocs, row?.name, row?.nsfs], [null, 0, 'sfo', '/run/netns/sfo']);
  });

  it('tells who holds a namespace that no process is in', { skip: !root && 'needs root' }, async () => {
    await using held = await startProgram('hold', 'fd');
    const inode = Number(/\d+/.exec(held.output)?.[0]);
    const row = list('--holders').find(({ ns }) => ns === inode);
    assert.deepEqual(
      row?.holders?.map(({ kind, pid }) => [kind, pid]),
      [['fd', held.pid]],
    );
  });

  it('writes a table with the columns asked for', () => {
    const { stdout, status } = isolens('ls', '-t', 'uts', '-o', 'type,ns');
    assert.equal(status, 0);
    assert.match(stdout, /^TYPE +NS\nuts +\d+\n/);
  });
});

describe('isolens explain, compare, snapshot and host', () => {
  it('explain the holders of a namespace named in several ways', async () => {
    await using held = await start('unshare', ...(root ? [] : ['--map-root-user']), '--uts', 'sh', '-c', READY);
    const name = readlinkSync(`/proc/${held.pid}/ns/uts`);
    for (const text of [name, `${held.pid}/uts`, `/proc/${held.pid}/ns/uts`, /\d+/.exec(name)?.[0] ?? '']) {
      const { stdout, status } = isolens('explain', 'holders', text);
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`Process ${held.pid} \\(cat\\) is in it`));
    }
  });

  it('compare two processes', async () => {
    await using held = await start('unshare', ...(root ? [] : ['--map-root-user']), '--uts', 'sh', '-c', READY);
    const { stdout } = isolens('compare', '--json', String(held.pid), String(process.pid));
    const different = JSON.parse(stdout).namespaces.filter(
      ({ relation }: { relation: string }) => relation === 'different',
    );
    assert.deepEqual(
      different.map(({ kind }: { kind: string }) => kind),
      root ? ['uts'] : ['uts', 'user'],
    );
  });

  it('write the whole model as JSON', () => {
    const { stdout, status } = isolens('snapshot');
    assert.equal(status, 0);
    const snapshot = JSON.parse(stdout);
    assert.match(snapshot.host.id, /^[0-9a-f]{12}$/);
    assert.ok(Object.keys(snapshot.namespaces).length >= 8);
  });

  it('say what the host is', () => {
    assert.match(isolens('host').stdout, /^kernel +\d/m);
    assert.equal(
      JSON.parse(isolens('host', '--json').stdout).kernel.machine,
      { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string],
    );
  });
});

describe('exit codes of isolens', () => {
  const CASES: readonly { readonly args: readonly string[]; readonly status: number; readonly says: RegExp }[] = [
    { args: [], status: 64, says: /a command is needed/ },
    { args: ['nonsense'], status: 64, says: /no such command: nonsense/ },
    { args: ['ls', '--nonsense'], status: 64, says: /nonsense/ },
    { args: ['ls', '-t', 'pidd'], status: 64, says: /no such kind of namespace: pidd/ },
    { args: ['ls', '-o', 'NSS'], status: 64, says: /no such column: NSS/ },
    { args: ['explain', 'holders', '1'], status: 1, says: /no such namespace: 1\nList them/ },
    { args: ['compare', '1', 'x'], status: 64, says: /not a pid: x/ },
    { args: ['compare', '4194304', '2'], status: 1, says: /no such process/ },
    { args: ['explain', 'holders', '__proto__'], status: 1, says: /no such namespace/ },
  ];
  for (const { args, status, says } of CASES) {
    it(`${['isolens', ...args].join(' ')}: ${status}`, () => {
      const result = isolens(...args);
      assert.equal(result.status, status);
      assert.match(result.stderr, says);
      assert.equal(result.stdout, '');
    });
  }

  it('--help and --version: 0', () => {
    for (const args of [['--help'], ['ls', '--help'], ['help', 'explain'], ['--version']]) {
      const { status, stdout } = isolens(...args);
      assert.equal(status, 0);
      assert.notEqual(stdout, '');
    }
  });
});
