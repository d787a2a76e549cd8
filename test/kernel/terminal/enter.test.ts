import assert from 'node:assert/strict';
import { closeSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openNamespace } from '../../../src/agent/terminal/open-namespace.ts';
import { findShell } from '../../../src/agent/terminal/shell.ts';
import { enterNamespaces, enterProcess } from '../../../src/model/enter/choices.ts';
import type { Enter, Join } from '../../../src/model/enter/enter.ts';
import { kernelName, NAMESPACE_KINDS, type NamespaceKind, parseKernelName } from '../../../src/model/namespace.ts';
import { processByPid, type Snapshot } from '../../../src/model/snapshot.ts';
import { DescribeEnter } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { discoverHere } from '../../support/discovering.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netns } from '../../support/netns.ts';
import { makeRootFs } from '../../support/root-fs.ts';
import { READY, type Started, start } from '../../support/started.ts';
import { TestTerminals } from '../../support/terminals.ts';

checkLeaks();

const root = process.geteuid?.() === 0;
const AS_USER = root ? [] : ['--map-root-user'];
const OPTIONS: Readonly<Record<NamespaceKind, readonly string[]>> = {
  pid: ['--pid', '--fork'],
  mnt: ['--mount'],
  net: ['--net'],
  ipc: ['--ipc'],
  uts: ['--uts'],
  user: ['--map-root-user'],
  cgroup: ['--cgroup'],
  time: ['--time', '--fork'],
};

/** A process in new namespaces, with its pid as this host sees it. */
async function unshared(kinds: readonly NamespaceKind[], script = ''): Promise<Started & { readonly inner: number }> {
  const options = [...new Set([...AS_USER, ...kinds.flatMap((kind) => OPTIONS[kind])])];
  const started = await start('unshare', ...options, 'sh', '-c', `${script} ${READY}`);
  const children = readFileSync(`/proc/${started.pid}/task/${started.pid}/children`, 'utf8').split(' ');
  return Object.assign(started, { inner: options.includes('--fork') ? Number(children[0]) : started.pid });
}

function join(facts: Partial<Join>): Enter['target'] {
  return { kind: 'join', namespaces: [], groups: [], take: [], ...facts };
}

/** A scan that has the process with its namespaces. */
function withProcess(agent: TestAgent, pid: number): Promise<Snapshot> {
  return agent.until((snapshot) => processByPid(snapshot, pid)?.namespaces.pid !== undefined, `process ${pid}`);
}

async function run(agent: TestAgent, enter: Enter): Promise<string> {
  const terminal = await new TestTerminals(agent).open(enter);
  const { code, signal } = await terminal.ended;
  assert.deepEqual([code, signal], [0, undefined], terminal.text);
  return terminal.text.trim().replaceAll('\r', '');
}

const LINKS = ['sh', '-c', `for kind in ${NAMESPACE_KINDS.join(' ')}; do readlink /proc/self/ns/$kind; done`] as const;

describe('a terminal in a namespace', () => {
  for (const kind of NAMESPACE_KINDS) {
    it(`of kind ${kind} is in that one, and in no other`, async () => {
      await using held = await unshared([kind]);
      await using agent = await TestAgent.start('focused');
      const snapshot = await withProcess(agent, held.inner);
      const target = processByPid(snapshot, held.inner);
      const id = target?.namespaces[kind] ?? '';
      const ns = snapshot.namespaces[id];
      assert.ok(ns && id !== snapshot.host.namespaces[kind]);
      const choice = enterNamespaces([ns], snapshot);
      const inside = (await run(agent, { ...choice, command: LINKS })).split('\n');
      const entered = new Set(choice.target.namespaces.map((each) => each.slice(0, each.indexOf(':'))));
      for (const [at, each] of NAMESPACE_KINDS.entries()) {
        const expected = entered.has(each)
          ? readlinkSync(`/proc/${held.inner}/ns/${each}`)
          : readlinkSync(`/proc/self/ns/${each}`);
        assert.equal(inside[at], expected);
      }
    });
  }

  it('goes by the name of a network namespace that has no process', { skip: !root && 'needs root' }, async () => {
    using netns = new Netns('enter');
    await using agent = await TestAgent.start('focused');
    const snapshot = await agent.until(
      ({ namespaces }) => Object.values(namespaces).some(({ name }) => name === netns.name),
      netns.name,
    );
    const ns = Object.values(snapshot.namespaces).find(({ name }) => name === netns.name);
    assert.ok(ns);
    const enter: Enter = { ...enterNamespaces([ns], snapshot), command: ['ip', '-br', 'link'] };
    const { steps } = await agent.ask<{ steps: readonly { command: readonly string[] }[] }>(DescribeEnter.method, {
      enter,
    });
    assert.deepEqual(steps[0]?.command, ['nsenter', `--net=${netns.path}`, '--', 'ip', '-br', 'link']);
    assert.match(await run(agent, enter), /^lo +DOWN +\S+ <LOOPBACK> *$/);
  });

  it('of several processes is in all of them', async () => {
    await using a = await unshared(['uts', 'net']);
    await using agent = await TestAgent.start('focused');
    const before = await withProcess(agent, a.inner);
    await using b = await unshared(['ipc']);
    const snapshot = await withProcess(agent, b.inner);
    const [first, second] = [processByPid(before, a.inner), processByPid(snapshot, b.inner)];
    const ids = [first?.namespaces.uts, first?.namespaces.net, second?.namespaces.ipc];
    const namespaces = ids.flatMap((id) => snapshot.namespaces[id ?? ''] ?? []);
    assert.equal(namespaces.length, 3);
    // Of an ordinary user the two belong to two user namespaces, and one can be entered.
    if (!root) return assert.deepEqual(enterNamespaces(namespaces, snapshot).target.namespaces.length, 5);
    const inside = await run(agent, { ...enterNamespaces(namespaces, snapshot), command: LINKS });
    for (const ns of namespaces) assert.ok(inside.includes(kernelName(ns)));
  });

  it('keeps none of them open once it is there', async () => {
    await using held = await unshared(['uts', 'net', 'pid', 'time']);
    await using agent = await TestAgent.start('focused');
    const snapshot = await withProcess(agent, held.inner);
    const target = processByPid(snapshot, held.inner);
    assert.ok(target);
    const enter = { ...enterProcess(target, snapshot), command: ['sh', '-c', 'echo here; exec cat'] };
    const terminal = await new TestTerminals(agent).open(enter);
    await terminal.until(/here/);
    const deadline = performance.now() + 20_000;
    while (namespacesOpenIn(agent.pid).length > 0 && performance.now() < deadline) await sleep(20);
    assert.deepEqual(namespacesOpenIn(agent.pid), []);
    const [pid = ''] = terminal.process.split('-');
    for (const fd of readdirSync(`/proc/${pid}/fd`)) assert.match(readlinkSync(`/proc/${pid}/fd/${fd}`), /^\/dev\/pts/);
    terminal.type('\x04');
    assert.equal((await terminal.ended).code, 0);
  });
});

function namespacesOpenIn(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const link = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return parseKernelName(link) ? [link] : [];
    } catch {
      return [];
    }
  });
}

describe('a terminal in all that a process has', () => {
  it('has its root directory, its working directory and its environment, without what loads programs', async () => {
    const set = 'export ISOLENS_TEST=a=b LD_PRELOAD=/nowhere.so BASH_ENV=/nowhere PS4=x; cd /usr/share;';
    await using held = await unshared(['mnt'], set);
    await using agent = await TestAgent.start('focused');
    const snapshot = await withProcess(agent, held.inner);
    const target = processByPid(snapshot, held.inner);
    assert.ok(target);
    const { user, target: at } = enterProcess(target, snapshot);
    const enter = { user, target: { ...at, take: ['root', 'cwd', 'environment'] as const } };
    const text = await run(agent, { ...enter, command: ['sh', '-c', 'pwd; env; readlink /proc/self/ns/mnt'] });
    assert.match(text, /^\/usr\/share$/m);
    assert.match(text, /^ISOLENS_TEST=a=b$/m);
    assert.match(text, /^ISOLENS_TERMINAL=\d+-\d+\.0$/m);
    assert.doesNotMatch(text, /nowhere|^PS4/m);
    assert.ok(text.endsWith(readlinkSync(`/proc/${held.inner}/ns/mnt`)));
  });

  it('finds the shell that is in its root directory, and follows no link out of it', () => {
    using rootFs = makeRootFs();
    assert.equal(findShell(rootFs.root, undefined), undefined);
    mkdirSync(`${rootFs.root}/usr/bin`);
    symlinkSync('/etc/passwd', `${rootFs.root}/usr/bin/bash`);
    symlinkSync('/usr/bin/busybox', `${rootFs.root}/usr/bin/sh`);
    assert.equal(findShell(rootFs.root, '/usr/bin/env'), undefined);
    writeFileSync(`${rootFs.root}/usr/bin/busybox`, '', { mode: 0o755 });
    assert.equal(findShell(rootFs.root, '/usr/bin/env'), '/bin/sh');
    assert.equal(findShell('/', '/bin/cat'), '/bin/cat');
  });

  it('moves to its groups', async (t) => {
    const hierarchy = root ? hierarchyWith('pids') : undefined;
    if (!hierarchy) return t.skip('no group can be made here');
    await using group = new TestGroup(hierarchy);
    await using agent = await TestAgent.start('focused');
    const snapshot = await agent.until(({ cgroups }) => cgroups[group.id] !== undefined, group.id);
    const inode = snapshot.cgroups[group.id]?.inode ?? 0;
    const enter = { user: 'own', target: join({ groups: [{ group: group.id, inode }] }) } as const;
    const text = await run(agent, { ...enter, command: ['cat', '/proc/self/cgroup'] });
    assert.ok(text.split('\n').some((line) => line.endsWith(`:${group.path}`)));
    const other = { ...enter, target: join({ groups: [{ group: group.id, inode: inode + 1 }] }) };
    assert.equal(await agent.errorOf('terminal/open', opening(other)), 'refused');
  });
});

describe('what is started in a terminal', () => {
  it('is told by the number of that terminal, also when it has left its session', async () => {
    await using agent = await TestAgent.start('focused');
    const terminals = new TestTerminals(agent);
    const none = join({});
    await terminals.open({ user: 'own', target: none, command: ['cat'] });
    const script = 'setsid env isolens=1 sleep 1000 & exec cat';
    const terminal = await terminals.open({ user: 'own', target: none, command: ['sh', '-c', script] });
    const snapshot = await agent.until(
      ({ processes }) => Object.values(processes).some(({ argv, terminal }) => terminal === 1 && argv[0] === 'sleep'),
      'sleep of terminal 1',
    );
    const [pid = ''] = terminal.process.split('-');
    assert.equal(processByPid(snapshot, Number(pid))?.terminal, 1);
    assert.equal(processByPid(snapshot, agent.pid)?.terminal, undefined);
  });
});

describe('a terminal is refused', () => {
  it('for another process of that pid, and for another namespace of that number', async () => {
    await using held = await unshared(['uts']);
    await using agent = await TestAgent.start('focused');
    const snapshot = await withProcess(agent, held.inner);
    const target = processByPid(snapshot, held.inner);
    assert.ok(target);
    const before = join({ process: `${target.pid}-${target.startTime - 1}`, take: ['root'] });
    assert.equal(await agent.errorOf('terminal/open', opening({ user: 'own', target: before })), 'refused');
    const id = (target.namespaces.uts ?? '').replace(/[#@].*$/, '#1');
    const reused = join({ namespaces: [id] });
    assert.equal(await agent.errorOf('terminal/open', opening({ user: 'own', target: reused })), 'refused');
  });

  it('for what has ended since it was looked at', async () => {
    await using agent = await TestAgent.start('focused');
    const held = await unshared(['uts']);
    const snapshot = await withProcess(agent, held.inner);
    const target = processByPid(snapshot, held.inner);
    assert.ok(target);
    await held[Symbol.asyncDispose]();
    assert.equal(await agent.errorOf('terminal/open', opening(enterProcess(target, snapshot))), 'refused');
  });

  it('for what is no request', async () => {
    await using agent = await TestAgent.start();
    const none = join({});
    for (const enter of [
      { user: 'own', target: none, command: [] },
      { user: 'own', target: none, command: ['a\0b'] },
      { user: 'own', target: none, command: [''] },
      { user: 'toor', target: none },
      { user: 'own', target: { ...none, namespaces: ['__proto__'] } },
      { user: 'own', target: { ...none, take: ['everything'] } },
      { user: 'own', target: { kind: 'create', kinds: ['all'] } },
      { user: 'own', target: none, directory: 'relative' },
    ]) {
      assert.equal(await agent.errorOf('terminal/open', opening(enter as Enter)), 'invalid', JSON.stringify(enter));
    }
    const size = { columns: 0, rows: 1 };
    assert.equal(await agent.errorOf('terminal/open', { ...opening({ user: 'own', target: none }), size }), 'invalid');
  });
});

describe('a namespace that is opened', () => {
  it('is compared once it is open: a way that leads to another one by now is not taken', async () => {
    await using held = await unshared(['uts']);
    await using other = await unshared(['uts']);
    const discovery = discoverHere();
    const snapshot = await discovery.scan('full');
    discovery.dispose();
    const id = processByPid(snapshot, held.inner)?.namespaces.uts ?? '';
    const ns = snapshot.namespaces[id];
    assert.ok(ns);
    const right = `/proc/${held.inner}/ns/uts`;
    const wrong = `/proc/${other.inner}/ns/uts`;
    const opened = openNamespace(ns, [wrong, right]);
    assert.equal(readlinkSync(`/proc/self/fd/${opened}`), kernelName(ns));
    closeSync(opened);
    assert.throws(() => openNamespace(ns, [wrong]), { message: 'The namespace {0} has ended.' });
    assert.throws(() => openNamespace(ns, ['/nowhere']), { message: 'The namespace {0} has ended.' });
    if (ns.nsid === undefined) return;
    // The same inode number, given to another namespace.
    assert.throws(() => openNamespace({ ...ns, nsid: '1' }, [right]), { message: 'The namespace {0} has ended.' });
  });
});

describe('a terminal in new namespaces', () => {
  it('is in namespaces of its own, as root there', async () => {
    await using agent = await TestAgent.start();
    const target = { kind: 'create', kinds: ['user', 'net', 'pid', 'mnt', 'uts', 'ipc', 'cgroup', 'time'] } as const;
    const text = await run(agent, {
      target,
      user: 'root',
      command: [...LINKS.slice(0, 2), `${LINKS[2]}; id -u; echo $$`],
    });
    const lines = text.split('\n');
    for (const [at, kind] of NAMESPACE_KINDS.entries()) {
      assert.match(lines[at] ?? '', new RegExp(`^${kind}:\\[\\d+\\]$`));
      assert.notEqual(lines[at], readlinkSync(`/proc/self/ns/${kind}`));
    }
    assert.deepEqual(lines.slice(NAMESPACE_KINDS.length), ['0', '1']);
  });
});

function opening(enter: Enter) {
  return { terminal: 77, enter, size: { columns: 80, rows: 24 } };
}
