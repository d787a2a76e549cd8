import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../../src/base/message.ts';
import { shellLine } from '../../../../src/base/text.ts';
import { nsenterArgv, OF_TARGET, unshareArgv } from '../../../../src/model/enter/argv.ts';
import { enterNamespaces, enterProcess } from '../../../../src/model/enter/choices.ts';
import { describeEnter, type EnterSeen } from '../../../../src/model/enter/describe.ts';
import type { Create, Enter, Join } from '../../../../src/model/enter/enter.ts';
import { enterName } from '../../../../src/model/enter/name.ts';
import { NAMESPACE_KINDS, type Namespace } from '../../../../src/model/namespace.ts';
import { NOTHING_SEEN } from '../../../../src/model/operation/look.ts';
import type { Process } from '../../../../src/model/process.ts';
import type { Snapshot } from '../../../../src/model/snapshot.ts';
import { inWords } from '../../../support/described.ts';
import { aGroupSnapshot, aMember, aSeen, INODE } from '../../../support/group-hosts.ts';
import { aHost, aNamespace, aProcess, aSnapshot } from '../../../support/snapshots.ts';

const OWN = Object.fromEntries(NAMESPACE_KINDS.map((kind, at) => [kind, aNamespace(kind, 1000 + at)])) as Record<
  Namespace['kind'],
  Namespace
>;
const OWN_IDS = Object.fromEntries(NAMESPACE_KINDS.map((kind) => [kind, OWN[kind].id]));
const SEEN: EnterSeen = { shell: '/bin/sh', groups: NOTHING_SEEN };
const USER = { uid: 1000, capEff: '0', noNewPrivs: false, level: 'user' } as const;

function host(
  namespaces: readonly Namespace[],
  processes: readonly Process[] = [],
  agent: Snapshot['host']['agent'] = aHost().agent,
): Snapshot {
  const facts = { host: aHost({ namespaces: OWN_IDS, agent }) };
  return aSnapshot([...Object.values(OWN), ...namespaces], processes, facts);
}

function join(facts: Partial<Join> = {}): Join {
  return { kind: 'join', namespaces: [], groups: [], take: [], ...facts };
}

function words(enter: Partial<Enter> & Pick<Enter, 'target'>, snapshot: Snapshot, seen: Partial<EnterSeen> = {}) {
  return inWords(describeEnter({ user: 'own', ...enter }, snapshot, { ...SEEN, ...seen }));
}

function codes(...given: Parameters<typeof words>): string[] {
  return words(...given).refusals.map((each) => each.split(':')[0] ?? '');
}

const NETNS = aNamespace('net', 7, {
  name: 'sfo',
  owner: OWN.user.id,
  pins: [{ kind: 'mount', path: '/run/netns/sfo', mnt: OWN.mnt.id, process: '1-1' }],
});

describe('the command that enters', () => {
  const OPTIONS = { pid: 'pid', mnt: 'mount', net: 'net', ipc: 'ipc', uts: 'uts', user: 'user', cgroup: 'cgroup' };
  for (const [kind, option] of Object.entries({ ...OPTIONS, time: 'time' })) {
    it(`has an option for ${kind}, by process and by path`, () => {
      assert.deepEqual(nsenterArgv({ target: 12, namespaces: { [kind]: OF_TARGET } }, ['sh']), [
        'nsenter',
        '--target',
        '12',
        `--${option}`,
        '--',
        'sh',
      ]);
      assert.deepEqual(nsenterArgv({ namespaces: { [kind]: '/proc/9/fd/3' } }, ['sh']), [
        'nsenter',
        `--${option}=/proc/9/fd/3`,
        '--',
        'sh',
      ]);
      const made = unshareArgv([kind as Namespace['kind']], 'root', ['sh']);
      assert.ok(made.includes(`--${option}`));
      assert.equal(made.includes('--fork'), kind === 'pid' || kind === 'time');
    });
  }

  it('is the command itself where nothing is joined', () => {
    assert.deepEqual(nsenterArgv({ namespaces: {} }, ['ip', 'addr']), ['ip', 'addr']);
  });

  it('takes root and working directory, and the ids that are wanted', () => {
    const all = { target: 12, namespaces: { user: OF_TARGET, mnt: OF_TARGET }, root: OF_TARGET, cwd: OF_TARGET };
    assert.equal(
      shellLine(nsenterArgv({ ...all, credentials: 'zero' }, ['sh'])),
      'nsenter --target 12 --mount --user --root --wd --setuid 0 --setgid 0 -- sh',
    );
    assert.match(shellLine(nsenterArgv({ ...all, credentials: 'preserve' }, ['sh'])), /--preserve-credentials -- sh$/);
  });

  it('mounts /proc anew for new processes that see new mounts', () => {
    assert.equal(
      shellLine(unshareArgv(['pid', 'mnt', 'user'], 'root', ['sh'])),
      'unshare --pid --mount --user --map-root-user --fork --kill-child --mount-proc -- sh',
    );
    assert.ok(unshareArgv(['user'], 'own', ['sh']).includes('--map-current-user'));
  });

  const HOSTILE = ['$(touch /tmp/x)', '`id`', "a'b", 'a"b', '-rf', 'a\nb', '', '*', '; exit 1', '\u202e'];
  it('is the same after a shell has read it, whatever the words are', () => {
    const argv = nsenterArgv({ target: 12, namespaces: { net: OF_TARGET } }, HOSTILE);
    const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${shellLine(argv)}`], { encoding: 'utf8' });
    assert.deepEqual(stdout.split('\0').slice(0, -1), argv);
    assert.deepEqual(argv.slice(argv.indexOf('--') + 1), HOSTILE);
  });
});

describe('entering a namespace', () => {
  it('goes by its name where it has one, and by its leader else', () => {
    const led = aNamespace('uts', 8, { leader: '12-100' });
    const process = aProcess(12, { namespaces: { uts: led.id } });
    const snapshot = host([NETNS, led], [process]);
    assert.deepEqual(words(enterNamespaces([NETNS], snapshot), snapshot).lines, [
      'nsenter --net=/run/netns/sfo -- /bin/sh',
    ]);
    assert.deepEqual(words(enterNamespaces([led], snapshot), snapshot).lines, ['nsenter --target 12 --uts -- /bin/sh']);
  });

  it('of several processes names each of them', () => {
    const [uts, ipc] = [aNamespace('uts', 8, { leader: '12-100' }), aNamespace('ipc', 9, { leader: '13-100' })];
    const snapshot = host([NETNS, uts, ipc]);
    assert.deepEqual(words(enterNamespaces([NETNS, uts, ipc], snapshot), snapshot).lines, [
      'nsenter --net=/run/netns/sfo --ipc=/proc/13/ns/ipc --uts=/proc/12/ns/uts -- /bin/sh',
    ]);
  });

  it('leaves out those that one is in already', () => {
    const snapshot = host([NETNS]);
    const { lines, refusals } = words({ target: join({ namespaces: [OWN.net.id, OWN.user.id] }) }, snapshot);
    assert.deepEqual([lines, refusals], [['/bin/sh'], []]);
  });

  const other = aNamespace('net', 70, { owner: OWN.user.id });
  const dead = aNamespace('pid', 71, { pins: [{ kind: 'mount', path: '/x', mnt: OWN.mnt.id }] });
  const unborn = aNamespace('pid', 72, { pins: [{ kind: 'for_children', process: '12-100' }] });
  const REFUSED: readonly (readonly [string, Partial<Enter> & Pick<Enter, 'target'>, string[]])[] = [
    ['one that has ended', { target: join({ namespaces: ['net:[99]#99'] }) }, ['missing']],
    ['two of a kind', { target: join({ namespaces: [NETNS.id, other.id] }) }, ['invalid']],
    ['a pid namespace without a process 1', { target: join({ namespaces: [dead.id] }) }, ['rule']],
    ['a pid namespace that waits for its process 1', { target: join({ namespaces: [unborn.id] }) }, []],
    ['a process that has ended', { target: join({ process: '13-100' }) }, ['missing']],
    ['a pid that is another process now', { target: join({ process: '12-99' }) }, ['changed']],
    ['the directories of no process', { target: join({ take: ['root'] }) }, ['invalid']],
    ['no new namespace', { target: { kind: 'create', kinds: [] } }, ['invalid']],
    ['new namespaces', { target: { kind: 'create', kinds: ['net'] } }, []],
  ];
  for (const [what, enter, expected] of REFUSED) {
    it(`${expected.length > 0 ? 'is refused' : 'is allowed'} for ${what}`, () => {
      assert.deepEqual(codes(enter, host([NETNS, other, dead, unborn], [aProcess(12)])), expected);
    });
  }

  it('is refused where no shell is, and not where a command is given', () => {
    const snapshot = host([NETNS]);
    const target = join({ namespaces: [NETNS.id] });
    assert.deepEqual(codes({ target }, snapshot, { shell: undefined }), ['missing']);
    assert.deepEqual(codes({ target, command: ['/app'] }, snapshot, { shell: undefined }), []);
  });
});

describe('entering a process', () => {
  const inner = aNamespace('user', 20, {
    ownerUid: 1000,
    owner: OWN.user.id,
    parent: OWN.user.id,
    inside: { kind: 'user', uidMap: [{ inside: 0, outside: 1000, count: 1 }], setgroups: 'deny' },
  });
  const mnt = aNamespace('mnt', 21, { owner: inner.id });
  const pid = aNamespace('pid', 22, { owner: inner.id, nprocs: 1 });
  const process = aProcess(12, {
    comm: 'web',
    namespaces: { ...OWN_IDS, user: inner.id, mnt: mnt.id, pid: pid.id },
  });

  it('takes all namespaces that differ, and its directories with its mounts', () => {
    const snapshot = host([inner, mnt, pid], [process]);
    assert.deepEqual(words(enterProcess(process, snapshot), snapshot).lines, [
      'nsenter --target 12 --pid --mount --user --root --wd --setuid 0 --setgid 0 -- /bin/sh',
    ]);
  });

  it('keeps the ids of an ordinary user who is root there by the map', () => {
    const snapshot = host([inner, mnt, pid], [process], USER);
    const { lines, refusals } = words(enterProcess(process, snapshot), snapshot);
    assert.deepEqual(lines, ['nsenter --target 12 --pid --mount --user --root --wd --preserve-credentials -- /bin/sh']);
    assert.deepEqual(refusals, []);
  });

  it('of a container takes all there is', () => {
    const container = { id: 'docker:1', runtime: 'docker', nativeId: '1', name: 'web', category: 'container' } as const;
    const contained = { ...process, container: 'docker:1' };
    const containers = { 'docker:1': { ...container, evidence: 'cgroup' } } as Snapshot['containers'];
    const snapshot = { ...host([inner, mnt, pid], [contained]), containers };
    const { target } = enterProcess(contained, snapshot);
    assert.deepEqual(target.take, ['root', 'cwd', 'environment']);
    assert.equal(enterName({ target, user: 'root' }, snapshot), 'web (docker)');
    assert.doesNotMatch(words({ target, user: 'root' }, snapshot).warnings.join(), /rights of root/);
    const hostRoot = { ...contained, namespaces: { ...OWN_IDS, pid: pid.id } };
    const unmapped = { ...host([inner, mnt, pid], [hostRoot]), containers };
    assert.match(words(enterProcess(hostRoot, unmapped), unmapped).warnings.join(), /You keep all rights of root here/);
  });

  it('of a container of an environment takes its groups, and is called so', () => {
    const group = '0:/isolens-demo/shop/web';
    const web = aMember(12, [group], { namespaces: OWN_IDS });
    const snapshot = { ...aGroupSnapshot([group], [web]), host: host([]).host };
    const { target, user } = enterProcess(web, snapshot);
    assert.deepEqual(target.groups, [{ group, inode: INODE }]);
    assert.equal(enterName({ target, user }, snapshot), 'web (demo)');
    const unprivileged = { ...snapshot, host: host([], [], USER).host };
    assert.deepEqual(enterProcess(web, unprivileged).target.groups, []);
  });

  it('of a container leaves an ordinary user in its own groups, and says so', () => {
    const container = { id: 'docker:1', runtime: 'docker', nativeId: '1', name: 'web', category: 'container' } as const;
    const contained = { ...process, container: 'docker:1', cgroups: [{ hierarchy: 0, controllers: '', path: '/box' }] };
    const containers = { 'docker:1': { ...container, evidence: 'cgroup' } } as Snapshot['containers'];
    const { hierarchies, cgroups } = aGroupSnapshot(['0:/box']);
    const on = (agent?: Snapshot['host']['agent']) => {
      const snapshot = { ...host([inner, mnt, pid], [contained], agent), containers, hierarchies, cgroups };
      const choice = enterProcess(contained, snapshot);
      return {
        take: choice.target.take,
        groups: choice.target.groups.length,
        warnings: words(choice, snapshot).warnings.join(),
      };
    };
    assert.equal(on().groups, 1);
    assert.doesNotMatch(on().warnings, /limits of the container/);
    assert.equal(on(USER).groups, 0);
    // It is of uid 0, whose environment nobody else may read.
    assert.deepEqual(on(USER).take, ['root', 'cwd']);
    assert.match(on(USER).warnings, /limits of the container do not hold/);
  });

  it('warns before files of others are run with the rights of root', () => {
    const snapshot = host([inner, mnt, pid], [process]);
    for (const target of [
      join({ namespaces: [mnt.id] }),
      join({ process: process.id, take: ['root'] }),
      join({ namespaces: [pid.id, mnt.id] }),
    ]) {
      const { danger, warnings } = words({ target }, snapshot);
      assert.equal(danger, 'harm');
      assert.match(warnings[0] ?? '', /rights of root/);
    }
    assert.equal(words({ target: join({ namespaces: [mnt.id, inner.id] }), user: 'root' }, snapshot).danger, 'none');
    const own = host([inner, mnt, pid], [process], USER);
    assert.equal(words({ target: join({ namespaces: [mnt.id] }) }, own).danger, 'none');
  });

  it('tells that one is nobody where one has no id', () => {
    const snapshot = host([inner], [], { ...USER, uid: 5 });
    assert.match(words({ target: join({ namespaces: [inner.id] }) }, snapshot).warnings.join(), /nobody/);
  });
});

describe('entering as an ordinary user', () => {
  const inner = aNamespace('user', 20, { ownerUid: 1000, owner: OWN.user.id, parent: OWN.user.id });
  const deeper = aNamespace('user', 30, { ownerUid: 1000, owner: inner.id, parent: inner.id });
  const net = aNamespace('net', 21, { owner: inner.id });
  const deepNet = aNamespace('net', 22, { owner: deeper.id });
  const foreign = aNamespace('user', 40, { ownerUid: 2000, owner: OWN.user.id, parent: OWN.user.id });
  const snapshot = host([NETNS, inner, deeper, net, deepNet, foreign], [], USER);
  const ROWS: readonly (readonly [string, readonly Namespace[], string[]])[] = [
    ['what belongs to root', [NETNS], ['denied']],
    ['what belongs to a user namespace that is left out', [net], ['denied']],
    ['what belongs to a user namespace that is entered', [inner, net], []],
    ['what belongs to a user namespace in one that is entered', [inner, deepNet], []],
    ['the user namespace of another user', [foreign], ['denied']],
  ];
  for (const [what, namespaces, expected] of ROWS) {
    it(`${expected.length > 0 ? 'is refused' : 'is allowed'} for ${what}`, () => {
      const target = join({ namespaces: namespaces.map(({ id }) => id) });
      assert.deepEqual(codes({ target }, snapshot), expected);
    });
  }

  it('goes through the user namespace by itself', () => {
    assert.deepEqual(enterNamespaces([net], snapshot).target.namespaces, [inner.id, net.id]);
    assert.equal(enterNamespaces([net], snapshot).user, 'root');
  });

  it('cannot make one root without a user namespace', () => {
    assert.deepEqual(codes({ target: join(), user: 'root' }, snapshot), ['denied']);
  });

  const POLICIES: readonly (readonly [Snapshot['host']['userNamespaces'], Create['kinds'], string[]])[] = [
    [{}, ['net'], ['denied']],
    [{}, ['user', 'net'], []],
    [{ max: 0 }, ['user'], ['denied']],
    [{ unprivilegedClone: false }, ['user'], ['denied']],
    [{ apparmorRestricted: true }, ['user'], ['denied']],
  ];
  for (const [userNamespaces, kinds, expected] of POLICIES) {
    it(`makes ${kinds.join(' ')} where ${JSON.stringify(userNamespaces)}: ${expected.join() || 'yes'}`, () => {
      const restricted = { ...snapshot, host: { ...snapshot.host, userNamespaces } };
      assert.deepEqual(codes({ target: { kind: 'create', kinds }, user: 'root' }, restricted), expected);
    });
  }
});

describe('entering a group', () => {
  const group = '0:/hog';
  const enter = { target: join({ groups: [{ group, inode: INODE }] }) };
  const on = (facts: Parameters<typeof aSeen>[0][string]) => {
    return words(enter, aGroupSnapshot([group]), { groups: aSeen({ [group]: facts }) });
  };

  it('is a write of 0 by the shell itself, as a person can do it', () => {
    const { lines, refusals } = on({});
    assert.match(lines[0] ?? '', /^echo 0 > \/sys\/fs\/cgroup\/hog\/cgroup\.procs$/);
    assert.deepEqual([lines[1], refusals], ['/bin/sh', []]);
  });

  it('is refused for what a move would be refused for', () => {
    assert.match(on({ files: { 'cgroup.subtree_control': 'memory' } }).refusals[0] ?? '', /^rule: /);
    assert.match(words(enter, aGroupSnapshot([]), { groups: NOTHING_SEEN }).refusals[0] ?? '', /^missing: /);
  });

  it('tells that a frozen group stops what comes', () => {
    assert.match(on({ files: { 'cgroup.freeze': '1' } }).warnings.join(), /frozen/);
  });
});

describe('the name of where one is', () => {
  const uts = aNamespace('uts', 8, { inside: { kind: 'uts', nodename: 'box' } });
  const net = aNamespace('net', 9);
  const snapshot = host([NETNS, uts, net], [aProcess(12, { comm: 'web' })]);
  const ROWS: readonly (readonly [string, Enter['target'], Enter['user']])[] = [
    ['sfo (net)', join({ namespaces: [NETNS.id] }), 'own'],
    ['9 (net)', join({ namespaces: [net.id] }), 'own'],
    ['sfo (uts net)', join({ namespaces: [uts.id, NETNS.id] }), 'own'],
    ['root@box (uts)', join({ namespaces: [uts.id] }), 'root'],
    ['12 web (net)', join({ process: '12-100', namespaces: [net.id] }), 'own'],
    ['hog (cgroup)', join({ groups: [{ group: '0:/a/hog', inode: 1 }] }), 'own'],
    ['new (pid net)', { kind: 'create', kinds: ['pid', 'net'] }, 'own'],
    ['12 web', join({ process: '12-100' }), 'own'],
  ];
  for (const [expected, target, user] of ROWS) {
    it(`is ${expected}`, () => {
      const name = enterName({ target, user }, snapshot);
      assert.equal(typeof name === 'string' ? name : formatMessage(name), expected);
    });
  }
});
