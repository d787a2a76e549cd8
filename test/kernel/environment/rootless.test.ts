import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Inside } from '../../support/inside.ts';
import { noContainers } from '../../support/launches.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { OwnHost } from '../../support/own-host.ts';
import { SIMPLE } from '../../support/spec-containers.ts';

const skip = process.geteuid?.() === 0 ? 'for an ordinary user' : noContainers;
/** All moments, or, as they take long, some of them. */
const STEP = process.env['ISOLENS_LONG'] === undefined ? 7 : 1;
const [uid, gid] = [process.geteuid?.(), process.getegid?.()];

describe('an environment of an ordinary user', { skip }, () => {
  checkLeaks();
  let host: OwnHost;
  beforeEach(() => {
    host = new OwnHost();
  });
  afterEach(() => host[Symbol.dispose]());

  it('goes through its life, and leaves nothing', async () => {
    const file = host.write(
      'life',
      `container box {
  rootfs host
  namespaces [pid, mnt, net, ipc, uts, cgroup]
  hostname inside
  mount proc at /proc
  capabilities [CAP_CHOWN]
  rlimit nofile 64 128
  command ["sh", "-c", "echo I am $$; exec sleep 1000"]
}
expect box processes 1
expect box not exits
`,
    );
    const plan = host.isolens('plan', file);
    assert.equal(plan.status, 2, plan.stderr);
    assert.match(plan.stderr, /Without root box is in a user namespace: root inside is you outside/);
    assert.match(plan.stdout, /unshare --user --map-root-user setpriv /);
    assert.equal(host.isolens('up', file).status, 0);
    assert.equal(host.isolens('plan', file).status, 0);
    assert.deepEqual(
      host.status('life')?.containers.map(({ state, processes }) => [state, processes]),
      [['running', 1]],
    );
    const test = host.isolens('test', file);
    assert.equal(test.status, 0, test.stdout + test.stderr);
    await host.log('life', 'box', /I am 1\n/);

    const inside = new Inside(host.pid('life', 'box'));
    assert.deepEqual(inside.ownNamespaces, ['pid', 'mnt', 'net', 'ipc', 'uts', 'user', 'cgroup']);
    assert.equal(inside.file('uid_map').trim().replace(/\s+/g, ' '), `0 ${uid} 1`);
    assert.equal(inside.file('gid_map').trim().replace(/\s+/g, ' '), `0 ${gid} 1`);
    assert.equal(inside.file('setgroups').trim(), 'deny');
    for (const set of ['CapEff', 'CapPrm', 'CapBnd']) assert.equal(inside.status(set), '0'.repeat(15) + '1', set);
    assert.equal(inside.status('NoNewPrivs'), '1');
    assert.deepEqual(inside.limit('Max open files'), ['64', '128']);

    const entered = host.isolens(
      'enter',
      `${host.name('life')}/box`,
      '--',
      'sh',
      '-c',
      'id -u; hostname; cat /sys/class/net/lo/operstate',
    );
    assert.deepEqual(entered.stdout.split('\n').slice(0, 2), ['0', 'inside'], entered.stderr);
    const down = host.isolens('down', '--grace', '0', file);
    assert.equal(down.status, 0, down.stderr);
    assert.deepEqual(host.left(), []);
  });

  it('tells how a container ended, and makes it anew when that is asked for', async () => {
    const file = host.write(
      'ends',
      'container box { rootfs host  namespaces [pid]  command ["sh", "-c", "exit 7"] }\n',
    );
    assert.equal(host.isolens('up', file).status, 0);
    const ended = await host.until(() => host.status('ends')?.containers.find(({ state }) => state === 'exited'));
    assert.equal(ended.status?.exitCode, 7);
    assert.equal(host.isolens('plan', file).status, 0);
    assert.equal(host.isolens('plan', '--restart', file).status, 2);
  });

  it('has containers that join each other, as root of one user namespace', async () => {
    const file = host.write(
      'joins',
      `container first { rootfs host  namespaces [pid, mnt, uts]  hostname first  mount proc at /proc  command ["sleep", "1000"] }
container second {
  rootfs host
  namespaces [mnt]
  join pid of first
  join uts of first
  mount proc at /proc
  command ["sh", "-c", "hostname; cat /proc/1/comm; exec sleep 1000"]
}
`,
    );
    const up = host.isolens('up', file);
    assert.equal(up.status, 0, up.stderr);
    await host.log('joins', 'second', /^first\nsleep\n$/);
    const [first, second] = ['first', 'second'].map((name) => new Inside(host.pid('joins', name)));
    for (const kind of ['user', 'pid', 'uts'])
      assert.equal(first?.link(`ns/${kind}`), second?.link(`ns/${kind}`), kind);
    assert.notEqual(first?.link('ns/mnt'), second?.link('ns/mnt'));
  });

  it('is refused as a whole, when only root could make a part of it', () => {
    const file = host.write(
      'part',
      'netns sfo { }\ncontainer box { rootfs host  namespaces [pid]  command ["sleep", "1000"] }\n',
    );
    const up = host.isolens('up', '--yes', file);
    assert.equal(up.status, 1);
    assert.match(up.stderr, /sfo has a name for everybody in \/run\/netns: only root can do that/);
    assert.deepEqual(host.left(), []);
  });

  it('is removed when the supervisors and first processes of its containers were killed', () => {
    const file = host.write(
      'killed',
      ['a', 'b', 'c']
        .map(
          (name) => `container ${name} { rootfs host  namespaces [pid]  command ["sh", "-c", "sleep 1000 & wait"] }\n`,
        )
        .join(''),
    );
    const up = host.isolens('up', file);
    assert.equal(up.status, 0, up.stderr);
    process.kill(host.pid('killed', 'a'), 'SIGKILL');
    process.kill(host.supervisor('killed', 'b'), 'SIGKILL');
    const down = host.isolens('down', '--grace', '0', file);
    assert.equal(down.status, 0, down.stderr);
    assert.deepEqual(host.left(), []);
  });

  for (const verb of ['up', 'down'] as const) {
    it(`is taken down whole when ${verb} is killed at every step`, async (test) => {
      const declared = host.declare(verb, { ...SIMPLE, root: { kind: 'host' }, mounts: [] });
      let killed = true;
      let moment = 0;
      for (; killed; moment += STEP) {
        if (verb === 'down') assert.equal(host.program('killed', 'up', declared, '1000').status, 0);
        const { signal, status, stderr } = host.program('killed', verb, declared, String(moment));
        killed = signal === 'SIGKILL';
        assert.ok(killed || status === 0, stderr);
        assert.equal(host.isolens('down', '--grace', '0', host.name(verb)).status, 0);
        await host.until(() => (host.left().length === 0 ? true : undefined));
      }
      assert.ok(moment > 10, `only ${moment} moments`);
      test.diagnostic(`${moment} moments, every ${STEP}`);
    });
  }

  it('is removed by its marks when what was written down is lost', async () => {
    const file = host.write('lost', 'container box { rootfs host  namespaces [pid]  command ["sleep", "1000"] }\n');
    assert.equal(host.isolens('up', file).status, 0);
    const pid = host.pid('lost', 'box');
    host.lose('lost');
    const down = host.isolens('down', '--orphans', '--grace', '0', host.name('lost'));
    assert.equal(down.status, 0, down.stderr);
    assert.match(down.stdout, /Remove container box/);
    await host.until(() => (existsSync(`/proc/${pid}`) ? undefined : true));
    assert.deepEqual(host.left(), []);
  });

  it('writes a script that is for root', () => {
    const file = host.write(
      'script',
      'netns sfo { }\ncontainer box { rootfs host  namespaces [pid]  command ["sleep", "9"] }\n',
    );
    const script = host.isolens('export', 'sh', file);
    assert.equal(script.status, 0, script.stderr);
    assert.match(script.stdout, /ip netns add sfo/);
    assert.doesNotMatch(script.stdout, /--map-root-user/);
  });
});

describe('limits of an ordinary user', { skip }, () => {
  checkLeaks();

  it('are in a unit of the own systemd, or refused with what to do', async () => {
    using host = new OwnHost();
    const file = host.write(
      'limits',
      `container box {
  rootfs host
  namespaces [pid, cgroup]
  limits { pids.max = 20 }
  command ["sleep", "1000"]
}
`,
    );
    const up = host.isolens('up', file);
    if (!host.has('pids')) {
      assert.equal(up.status, 1);
      assert.match(up.stderr, /pids\.max of box cannot be set: .*\s.*Delegate=cpu cpuset io memory pids/);
      return assert.deepEqual(host.left(), []);
    }
    assert.equal(up.status, 0, up.stderr);
    const pid = host.pid('limits', 'box');
    const group = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().replace(/^0::/, '');
    assert.match(
      group,
      new RegExp(`/user@${uid}\\.service/isolens\\.slice/isolens-${host.name('limits')}\\.service/isolens-`),
    );
    assert.equal(readFileSync(`/sys/fs/cgroup${group}/pids.max`, 'utf8').trim(), '20');
    assert.equal(readFileSync(`/sys/fs/cgroup${group}/cgroup.procs`, 'utf8').trim(), String(pid));
    assert.equal(host.isolens('down', '--grace', '0', file).status, 0);
    assert.deepEqual(host.left(), []);
  });

  it('of memory kill what wants more, and that is told', async (test) => {
    using host = new OwnHost();
    if (!host.has('memory')) return test.skip('no controller of memory is handed over');
    const limits = 'limits { memory.max = 10M  memory.swap.max = 0 }';
    const command = 'command ["dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"]';
    const file = host.write('memory', `container hog { rootfs host  namespaces [pid]  ${limits}  ${command} }\n`);
    const up = host.isolens('up', file);
    assert.equal(up.status, 0, up.stderr);
    const ended = await host.until(() => host.status('memory')?.containers.find(({ state }) => state === 'exited'));
    assert.equal(ended.status?.oomKilled, true);
  });

  it('of a controller that is not handed over are refused, with how to have it', (test) => {
    using host = new OwnHost();
    if (!host.hasManager || host.has('cpuset')) return test.skip('all are handed over, or none');
    const limits = 'limits { cpuset.cpus = 0 }';
    const file = host.write(
      'cpuset',
      `container box { rootfs host  namespaces [pid]  ${limits}  command ["sleep", "9"] }\n`,
    );
    const plan = host.isolens('plan', file);
    assert.equal(plan.status, 1);
    assert.match(plan.stderr, /systemd does not hand over to you: cpuset\. As root: systemctl edit user@\.service/);
  });
});

describe('a root directory of an ordinary user', { skip }, () => {
  checkLeaks();

  it('is its root, and belongs to root inside', async () => {
    using host = new OwnHost();
    const root = path.join(host.directory, 'root');
    for (const name of ['proc', 'usr', 'tmp']) mkdirSync(path.join(root, name), { recursive: true });
    writeFileSync(path.join(root, 'file'), '');
    const file = host.write(
      'root',
      `container box {
  rootfs ./root
  namespaces [pid, mnt]
  mount proc at /proc
  mount bind /usr at /usr [ro, rec]
  command ["busybox", "sh", "-c", "busybox stat -c %u /file; busybox ls /; exec busybox sleep 1000"]
}
`,
    );
    const up = host.isolens('up', file);
    assert.equal(up.status, 0, up.stderr);
    await host.log('root', 'box', /^0\nfile\nproc\ntmp\nusr\n$/);
    const inside = new Inside(host.pid('root', 'box'));
    assert.equal(inside.link('root'), '/');
    assert.ok(!inside.mountPoints.some((point) => point.includes('isolens')), String(inside.mountPoints));
  });
});
