import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { launchCommand } from '../../../src/model/environment/engine/util-linux/launch-command.ts';
import type { PlanHost } from '../../../src/model/environment/host.ts';
import { launchOf } from '../../../src/model/environment/resource/containers.ts';
import { problemsOf, resourcesOf } from '../../../src/model/environment/resources.ts';
import { rootlessWarnings } from '../../../src/model/environment/rootless/problems.ts';
import {
  outerMaps,
  rangesWithin,
  sameMaps,
  withUserNamespaces,
} from '../../../src/model/environment/rootless/user-namespaces.ts';
import { ORDINARY_USER, planHost } from '../../support/plan-hosts.ts';
import { resolved } from '../../support/resolved.ts';

/** Without groups, as in a session that systemd has no part in. */
const HOST = planHost({ user: ORDINARY_USER, groups: 'none', hierarchies: [] });
const GIVEN = [{ first: 100_000, count: 65_536 }];
const WITH_RANGES = planHost({
  user: { ...ORDINARY_USER, subuids: GIVEN, subgids: GIVEN },
  groups: 'none',
  hierarchies: [],
});

const container = (statements: string, name = 'box') =>
  `container ${name} { rootfs host  command ["sleep", "9"]  ${statements} }\n`;

/** What is refused: whose, why and what to do. */
async function problems(text: string, host: PlanHost = HOST): Promise<readonly string[]> {
  const spec = await resolved(`environment test\n${text}`);
  const found = problemsOf(spec, resourcesOf(spec, 'util-linux', '/', host), host);
  assert.deepEqual(new Set(found.map(({ code }) => code)), new Set(found.length > 0 ? ['denied'] : []));
  return found.map((each) => `${each.of}: ${formatMessage(each.message)} ${formatMessage(each.remedy)}`);
}

async function launch(text: string, host: PlanHost, name = 'box') {
  const { user } = host;
  assert.ok(user);
  const spec = withUserNamespaces(await resolved(`environment test\n${text}`), user);
  return launchOf(spec, name, { base: '/', host, joins: {} });
}

describe('without root a container', () => {
  it('has a user namespace in which root is oneself, and that is said', async () => {
    const text = container('namespaces [pid, mnt]');
    const { container: made, rootless } = await launch(text, HOST);
    assert.deepEqual(made.namespaces.user, { kind: 'new' });
    assert.deepEqual(made.uidMap, [{ inside: 0, outside: 7, count: 1 }]);
    assert.deepEqual(made.gidMap, [{ inside: 0, outside: 8, count: 1 }]);
    assert.ok(rootless?.maps && sameMaps(rootless.maps, made));
    const spec = await resolved(text);
    assert.deepEqual(
      rootlessWarnings(spec, HOST).map((each) => formatMessage(each)),
      ['Without root box is in a user namespace: root inside is you outside.'],
    );
    assert.deepEqual(rootlessWarnings(spec, planHost()), []);
    assert.deepEqual(await problems(text), []);
  });

  it('that joins another is in its user namespace', async () => {
    const text = container('namespaces [pid, mnt]', 'first') + container('namespaces [mnt]  join pid of first');
    const { container: made, rootless } = await launch(text, HOST);
    assert.deepEqual(made.namespaces.user, { kind: 'join', of: 'first' });
    assert.deepEqual(rootless, {});
    assert.deepEqual(await problems(text), []);
  });

  it('that maps the own id only needs no other user namespace, and no newuidmap', async () => {
    const made = await launch(
      container('namespaces [pid, user]  map uids 0 to host 7 count 1  map gids 0 to host 8 count 1'),
      HOST,
    );
    const command = launchCommand(made).join('\n');
    assert.match(command, /unshare\n--user\n--map-root-user/);
    assert.doesNotMatch(command, /newuidmap|uid_map/);
  });

  it('that maps ids of /etc/subuid has its user namespace in one where the own id is root', async () => {
    const text = container('namespaces [pid, user]  map ids 0 to host 100000 count 65536');
    assert.deepEqual(await problems(text, WITH_RANGES), []);
    const command = launchCommand(await launch(text, WITH_RANGES)).join('\n');
    assert.match(command, /newuidmap "\$holder" 0 7 1 1 100000 65536\n/);
    assert.match(command, /newgidmap "\$holder" 0 8 1 1 100000 65536\n/);
    assert.match(command, /printf '0 1 65536\\n' > "\/proc\/\$holder\/uid_map"/);
  });

  it('of a login session is put below the unit first', async () => {
    const text = container('namespaces [pid, mnt]');
    const inUnit = planHost({ user: ORDINARY_USER, groups: 'unit', manager: '/u/user@7.service' });
    assert.match(
      launchCommand(await launch(text, inUnit)).join('\n'),
      /busctl --user .* AttachProcessesToUnit ssau isolens-test\.service \/keeper 1 "\$\$"/,
    );
    assert.doesNotMatch(launchCommand(await launch(text, HOST)).join('\n'), /busctl/);
  });
});

describe('maps of user namespaces', () => {
  const range = (inside: number, outside: number, count: number) => ({ inside, outside, count });

  it('begin with the own id, and have all others behind it', async () => {
    const uidMap = [range(0, 7, 1), range(1, 100_000, 10), range(50, 200_000, 5)];
    const { container: made } = await launch(container(''), HOST);
    const maps = outerMaps({ ...made, uidMap, gidMap: [] }, ORDINARY_USER);
    assert.deepEqual(maps.uidMap, [range(0, 7, 1), range(1, 100_000, 10), range(11, 200_000, 5)]);
    assert.deepEqual(maps.gidMap, [range(0, 8, 1)]);
    assert.deepEqual(rangesWithin(uidMap, maps.uidMap), [range(0, 0, 1), range(1, 1, 10), range(50, 11, 5)]);
  });

  it('are the same in any order', () => {
    const [a, b] = [range(0, 7, 1), range(1, 9, 2)];
    assert.ok(sameMaps({ uidMap: [a, b], gidMap: [a] }, { uidMap: [b, a], gidMap: [a] }));
    assert.ok(!sameMaps({ uidMap: [a, b], gidMap: [a] }, { uidMap: [a], gidMap: [a] }));
  });
});

describe('without root it is refused', () => {
  const AS_ROOT = 'Do it as root, or leave it out.';

  it('to name network namespaces, to wire them and to change that of the host', async () => {
    const found = await problems(
      'veth w\nnetns a { interface eth0 on w { address 10.0.0.1/24 } }\n' +
        'host { interface up on w { address 10.0.0.2/24 } }\n',
    );
    assert.deepEqual(found, [
      `host: Only root can change the network of the host. ${AS_ROOT}`,
      'a: a has a name for everybody in /run/netns: only root can do that. ' +
        'Do it as root, or give a container one that nobody else has: namespaces [net].',
      `w: w joins network namespaces: only root can do that. ${AS_ROOT}`,
    ]);
  });

  it('to set up the network of a container, but not to have one', async () => {
    assert.deepEqual(await problems(container('namespaces [pid, net]')), []);
    assert.deepEqual(await problems(container('namespaces [pid, net]  sysctl net.ipv4.ip_forward = 1')), [
      `box: Only root can set up the network of box; without, it has lo alone. ${AS_ROOT}`,
    ]);
  });

  it('to join namespaces of others', async () => {
    assert.deepEqual(await problems(container('namespaces [mnt]  join pid of process 1')), [
      `box: box joins a namespace that is not of this file: only root can do that. ${AS_ROOT}`,
    ]);
  });

  it('to join from, or in, another user namespace', async () => {
    const own = container('namespaces [pid, mnt]', 'first');
    const user = 'namespaces [mnt, user]  map uids 0 to host 7 count 1  map gids 0 to host 8 count 1';
    assert.deepEqual(await problems(own + container(`${user}  join pid of first`)), [
      'box: box cannot join first: they have user namespaces of their own. ' +
        'Without root, let all of them have one: join user of first.',
    ]);
    const ranges = container('namespaces [pid, user]  map ids 0 to host 100000 count 65536', 'first');
    assert.deepEqual(await problems(ranges + container('namespaces [mnt]  join pid of first'), WITH_RANGES), [
      'box: box cannot join first: you are not root there. ' +
        'There, map 0 to your own id: map uids 0 to host 7 count 1, map gids 0 to host 8 count 1.',
    ]);
  });

  it('to map ids of others, or to be somebody who is not mapped', async () => {
    assert.deepEqual(await problems(container('namespaces [pid, user]  map ids 0 to host 100000 count 65536')), [
      'box: box maps ids of the host that are not yours: 100000-165535. Map your own id (map uids 0 to host 7 count 1, ' +
        'map gids 0 to host 8 count 1), or have root give you these: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 YOU.',
    ]);
    assert.deepEqual(await problems(container('namespaces [pid]  user 5:5')), [
      'box: box runs as 5:5, which its user namespace does not have. ' +
        'Take user 0:0, or give it the namespace user with a map that has these ids.',
    ]);
  });

  it('to map further users, but no further groups', async () => {
    const map = 'map uids 0 to host 100000 count 65536  map gids 0 to host 8 count 1';
    assert.deepEqual(await problems(container(`namespaces [pid, user]  ${map}`), WITH_RANGES), [
      'box: box maps users of /etc/subuid, but no groups of /etc/subgid. Map both: map ids',
    ]);
  });

  it('to be killed later than its user', async () => {
    assert.deepEqual(await problems(container('namespaces [pid]  oom_score_adj 100')), []);
    assert.deepEqual(await problems(container('namespaces [pid]  oom_score_adj 99')), [
      'box: Only root can give box the oom_score_adj 99. Without root it is 100 or more.',
    ]);
  });

  it('to give ids without newuidmap', async () => {
    const text = container('namespaces [pid, user]  map ids 0 to host 100000 count 65536');
    assert.deepEqual(await problems(text, { ...WITH_RANGES, missing: ['newuidmap'] }), [
      'box: The command newuidmap was not found. Install it (Debian: apt-get install uidmap).',
    ]);
  });

  it('to make what could not be ended, and limits that nobody hands over', async () => {
    assert.deepEqual(await problems(container('limits { memory.max = 10M  pids.max = 5 }')), [
      'box: memory.max, pids.max of box cannot be set: without root no cgroup can be made here. Do it as root, or ' +
        'log in where systemd has cgroup v2 alone: there it hands groups over (Delegate=cpu cpuset io memory pids).',
      'box: box has neither a cgroup nor a pid namespace: it could not be ended as a whole. ' +
        'Add pid to its namespaces, and mount proc at /proc.',
    ]);
  });

  it('everything with a container, where the host forbids user namespaces', async () => {
    const host = { ...HOST, user: { ...ORDINARY_USER, policy: { max: 0 } } };
    assert.deepEqual(await problems(container('namespaces [pid]'), host), [
      'test: This host lets ordinary users make no user namespaces: user.max_user_namespaces = 0 ' +
        'Do it as root, or have root change that (sysctl).',
    ]);
  });

  it('to name a domain, and to name a host without hostname(1)', async () => {
    assert.deepEqual(await problems(container('namespaces [pid, uts]  sysctl kernel.domainname = "x"')), [
      `box: Only root can set kernel.domainname of box. ${AS_ROOT}`,
    ]);
    const host = { ...HOST, missing: ['hostname'] };
    assert.deepEqual(await problems(container('namespaces [pid, uts]  hostname box'), host), [
      'box: The command hostname was not found. Install it (Debian: apt-get install hostname).',
    ]);
  });
});
