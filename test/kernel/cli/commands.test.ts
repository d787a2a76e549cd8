import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { HIDING_PLACES } from '../../support/hiding-places.ts';
import { isolens } from '../../support/isolens.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { READY, start } from '../../support/started.ts';

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');
const root = process.geteuid?.() === 0;

interface Row {
  readonly ns: number;
  readonly type: string;
  readonly nprocs: number;
  readonly pid: number | null;
  readonly ppid: number | null;
  readonly command: string | null;
  readonly uid: number | null;
  readonly user: string | null;
  readonly pns: number;
  readonly ons: number;
  readonly name?: string | null;
  readonly nsfs: string | null;
  readonly holders?: readonly { readonly kind: string; readonly pid?: number }[];
}

/** What both programs tell of a namespace. */
function alike(row: Row | undefined): unknown {
  return row && [row.ns, row.type, row.nprocs, row.pid, row.ppid, row.command, row.uid, row.user, row.pns, row.ons];
}

/** It fails when a process ends while it looks (util-linux#2799): then it looks again. */
function lsns(): Row[] {
  for (let tries = 0; tries < 20; tries++) {
    const args = ['--list', '--json', '--output', 'NS,TYPE,NPROCS,PID,PPID,COMMAND,UID,USER,PNS,ONS'];
    const { status, stdout } = spawnSync('lsns', args, { encoding: 'utf8' });
    if (status === 0) return JSON.parse(stdout).namespaces;
  }
  throw new Error('lsns failed twenty times');
}

function list(...args: readonly string[]): Row[] {
  return JSON.parse(isolens('ls', '--json', ...args).stdout).namespaces;
}

checkLeaks();

describe('isolens ls', () => {
  it('has every row of lsns, and agrees with it on namespaces that stay', async () => {
    const unshare = root ? ['--uts', '--ipc', '--net'] : ['--map-root-user', '--uts', '--ipc', '--net'];
    await using held = await start('unshare', ...unshare, 'sh', '-c', READY);
    const before = lsns();
    const ours = new Map(list().map((row) => [row.ns, row]));
    const after = new Map(lsns().map((row) => [row.ns, row]));
    const stay = before.filter((row) => isDeepStrictEqual(row, after.get(row.ns)));
    const own = stay.filter(({ pid }) => pid === held.pid);
    assert.equal(own.length, root ? 3 : 4);
    for (const { ns } of before) if (after.has(ns)) assert.ok(ours.has(ns), String(ns));
    // What others are in may change while we look, and each of the two programs sees itself.
    for (const row of own) assert.deepEqual(alike(ours.get(row.ns)), alike(row));
  });

  it('lists a named network namespace that has no process', { skip: !root && 'needs root' }, async () => {
    const script = `mount -t tmpfs none /run && mkdir /run/netns && ip netns add sfo && ls -i /run/netns/sfo; ${READY}`;
    await using held = await start('unshare', '--mount', 'sh', '-c', script);
    const inode = Number(held.output.trim().split(' ')[0]);
    const row = list('-t', 'net').find(({ ns }) => ns === inode);
    assert.deepEqual([row?.pid, row?.nprocs, row?.name, row?.nsfs], [null, 0, 'sfo', '/run/netns/sfo']);
  });

  for (const { what, make, pin } of HIDING_PLACES.filter((place) => place.pin)) {
    it(`tells who holds a namespace that no process is in: ${what}`, { skip: !root && 'needs root' }, async () => {
      let inode: number;
      {
        await using held = await make();
        inode = Number(/\d+/.exec(held.output)?.[0]);
        const row = list('--holders').find(({ ns }) => ns === inode);
        assert.deepEqual([row?.nprocs, row?.pid], [0, null]);
        assert.deepEqual([...new Set(row?.holders?.map(({ kind }) => kind))], [pin]);
      }
      assert.ok(!list().some(({ ns }) => ns === inode), 'it has ended');
    });
  }

  it('lists the namespaces of one process', async () => {
    await using held = await start('unshare', ...(root ? [] : ['--map-root-user']), '--uts', 'sh', '-c', READY);
    const rows = list('--task', String(held.pid));
    const kinds = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];
    assert.deepEqual(rows.map(({ type }) => type).sort(), kinds);
    for (const { ns, type } of rows) assert.equal(readlinkSync(`/proc/${held.pid}/ns/${type}`), `${type}:[${ns}]`);
  });

  it('shows what a process calls itself on one line, without what steers a terminal', async () => {
    const evil = '\u001b[2Jcleared\nforged row\u202e';
    const script = ['sh', '-c', 'echo ready; read line', evil];
    await using held = await start('unshare', ...(root ? [] : ['--map-root-user']), '--uts', ...script);
    const { stdout } = isolens('ls', '-t', 'uts', '-o', 'PID,COMMAND');
    const line = stdout.split('\n').find((line) => line.trim().startsWith(`${held.pid} `));
    assert.match(line ?? '', /\\x1b\[2Jcleared\\nforged row\\u\{202e\}$/);
    assert.doesNotMatch(stdout, /[^\n -\u007f\u00a0-\u2000\u2070-\uffff]|^forged/m);
    assert.equal(list('-t', 'uts').find(({ pid }) => pid === held.pid)?.command, [...script].join(' '));
  });

  it('says how many processes an ordinary user cannot see', { skip: root && 'root sees all' }, () => {
    const { stderr, status } = isolens('ls');
    assert.equal(status, 0);
    assert.match(stderr, /^isolens: \d+ process(es)? hidden: needs root$/m);
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

  it('explain what holds a named network namespace', { skip: !root && 'needs root' }, async () => {
    const script = `mount -t tmpfs none /run && mkdir /run/netns && ip netns add sfo-explained; ${READY}`;
    await using _held = await start('unshare', '--mount', 'sh', '-c', script);
    const { stdout, status } = isolens('explain', 'holders', 'sfo-explained');
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^net:\[\d+\] sfo-explained is alive because:\n- It is mounted at \/run\/netns\/sfo-explained in mnt:\[\d+\]\.\n$/,
    );
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
    { args: ['explain', 'holders'], status: 64, says: /what to explain is missing/ },
    { args: ['explain', 'holders', 'a\tb'], status: 1, says: /: a\\tb\n/ },
    { args: ['ls', '-p', '0'], status: 64, says: /not a pid: 0/ },
    { args: ['ls', '-p', '4194304'], status: 1, says: /no such process: 4194304/ },
    { args: ['ls', 'extra'], status: 64, says: /unexpected operand: extra/ },
    { args: ['help', 'nonsense'], status: 64, says: /no such command: nonsense/ },
    { args: ['constructor'], status: 64, says: /no such command: constructor/ },
  ];
  for (const { args, status, says } of CASES) {
    it(`${['isolens', ...args].join(' ')}: ${status}`, () => {
      const result = isolens(...args);
      assert.equal(result.status, status);
      assert.match(result.stderr, says);
      assert.equal(result.stdout, '');
    });
  }

  for (const args of [
    ['ls', '-p', '2'],
    ['compare', '2', String(process.pid)],
    ['explain', 'holders', '2/net'],
  ]) {
    it(`${['isolens', ...args].join(' ')} without the right to: 77`, { skip: root && 'root has the right' }, () => {
      const { status, stdout, stderr } = isolens(...args);
      assert.equal(status, 77);
      assert.match(stderr, /^isolens: the namespaces of process 2 cannot be read\nIt takes root/);
      assert.equal(stdout, '');
    });
  }

  it('a reader that goes before the end: 0, quietly', async () => {
    const child = spawn(process.execPath, [MAIN, 'snapshot', '--no-inside'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    assert.equal(status, 0);
    assert.doesNotMatch(stderr, /EPIPE|Error/);
  });

  it('a full device: 1', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'help'], {
      encoding: 'utf8',
      stdio: [0, full, 'pipe'],
    });
    closeSync(full);
    assert.equal(status, 1);
    assert.match(stderr, /^isolens: cannot write: ENOSPC/);
  });

  it('--help and --version: 0', () => {
    for (const args of [['--help'], ['ls', '--help'], ['help', 'explain'], ['--version']]) {
      const { status, stdout } = isolens(...args);
      assert.equal(status, 0);
      assert.notEqual(stdout, '');
    }
  });
});
