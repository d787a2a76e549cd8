import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import type { PlanHost } from '../../../src/model/environment/host.ts';
import type { Plan } from '../../../src/model/environment/plan.ts';
import { planDown, planUp } from '../../../src/model/environment/planner.ts';
import type { Reality, Resource } from '../../../src/model/environment/resource.ts';
import { problemsOf, resourcesOf } from '../../../src/model/environment/resources.ts';
import type { EnvironmentState } from '../../../src/model/environment/state.ts';
import { emptyReality, ORDINARY_USER, planHost, V1_CPUSET, V1_MEMORY, V2 } from '../../support/plan-hosts.ts';
import { resolved } from '../../support/resolved.ts';

const CONTAINER = `cgroup big { memory.max = 64M }
container box {
  rootfs host
  namespaces [pid, mnt]
  cgroup big
  limits { memory.max = 10M  pids.max = 5 }
  command ["sleep", "9"]
}
`;

interface Case {
  readonly host?: PlanHost;
  readonly reality?: Reality;
  readonly state?: EnvironmentState;
  readonly file?: string;
  readonly restart?: boolean;
}

async function plan(
  text: string,
  { host = planHost(), ...more }: Case = {},
): Promise<{
  readonly plan: Plan;
  readonly resources: readonly Resource[];
}> {
  const spec = await resolved(`environment test\n${text}`);
  const resources = resourcesOf(spec, 'util-linux', '/base', host);
  const made = planUp({
    spec,
    file: '/base/test.cspec',
    engine: 'util-linux',
    resources,
    reality: emptyReality(),
    state: undefined,
    problems: problemsOf(spec, resources, host),
    ...more,
  });
  return { plan: made, resources };
}

/** As if all of a plan had been made. */
async function stateOf(text: string): Promise<EnvironmentState> {
  const spec = await resolved(`environment test\n${text}`);
  const resources = resourcesOf(spec, 'util-linux', '/base', planHost()).map((each) => ({ ...each, made: true }));
  const [file, base, bootId] = ['/base/test.cspec', '/base', 'boot'];
  return { environment: 'test', file, base, bootId, engine: 'util-linux', spec, resources };
}

/** A reality in which groups are there as declared, and the container runs. */
async function realityOf(text: string): Promise<Reality> {
  const { resources } = await stateOf(text);
  const declared = resourcesOf(await resolved(`environment test\n${text}`), 'util-linux', '/base', planHost());
  const files = declared.flatMap(({ id, make }) =>
    id.startsWith('setting:')
      ? make.flatMap((each) => (each.kind === 'write' ? [[each.file, each.value] as const] : []))
      : [],
  );
  const directories = resources.flatMap(({ declared: { directory } }) => directory ?? []);
  const status = { state: 'running', pid: 9, startTime: 1, supervisor: 8, supervisorStartTime: 1 } as const;
  return emptyReality({
    files: new Map(files),
    directories: new Set(directories),
    containers: new Map([['box', status]]),
  });
}

const ids = ({ steps }: Plan) => steps.map(({ change, id }) => `${change} ${id}`);

describe('a plan', () => {
  it('makes groups from the root to the leaves, with their settings before anything joins them', async () => {
    const { plan: made } = await plan(CONTAINER);
    assert.deepEqual(ids(made), [
      'make cgroup:@cgroup v2',
      'make cgroup:big@cgroup v2',
      'make setting:big/memory.max@2',
      'make cgroup:box@cgroup v2',
      'make setting:box/memory.max@2',
      'make setting:box/pids.max@2',
      'make container:box',
      'make start:box',
    ]);
  });

  it('of what is there already is empty', async () => {
    const { plan: made } = await plan(CONTAINER, {
      state: await stateOf(CONTAINER),
      reality: await realityOf(CONTAINER),
    });
    assert.deepEqual(ids(made), []);
    assert.deepEqual(made.problems, []);
  });

  it('writes a limit that was changed, and lets the container run', async () => {
    const changed = CONTAINER.replace('10M', '20M');
    const { plan: made } = await plan(changed, {
      state: await stateOf(CONTAINER),
      reality: await realityOf(CONTAINER),
    });
    assert.deepEqual(ids(made), ['replace setting:box/memory.max@2']);
    assert.deepEqual(made.restarts, []);
  });

  it('says which containers that run are made anew, and why', async () => {
    const changed = CONTAINER.replace('"9"', '"10"');
    const { plan: made } = await plan(changed, {
      state: await stateOf(CONTAINER),
      reality: await realityOf(CONTAINER),
    });
    assert.deepEqual(ids(made), [
      'remove start:box',
      'remove container:box',
      'replace container:box',
      'replace start:box',
    ]);
    assert.deepEqual(
      made.restarts.map(({ container, because }) => `${container}: ${formatMessage(because)}`),
      ['box: it is declared otherwise'],
    );
  });

  it('removes what is declared no longer, what was made last first', async () => {
    const { plan: made } = await plan('cgroup big { memory.max = 64M }\n', {
      state: await stateOf(CONTAINER),
      reality: await realityOf(CONTAINER),
    });
    assert.deepEqual(ids(made), [
      'remove start:box',
      'remove container:box',
      'remove setting:box/pids.max@2',
      'remove setting:box/memory.max@2',
      'remove cgroup:box@cgroup v2',
    ]);
  });

  it('makes a container that has ended anew only when that is wanted', async () => {
    const there = await realityOf(CONTAINER);
    const ended = { state: 'exited', exitCode: 3, supervisor: 8, supervisorStartTime: 1 } as const;
    const reality = { ...there, containers: new Map([['box', ended]]) };
    const state = await stateOf(CONTAINER);
    const { plan: left } = await plan(CONTAINER, { state, reality });
    assert.deepEqual(ids(left), []);
    assert.match(formatMessage(left.warnings[0] ?? { text: '', args: [] }), /box has ended \(3\)/);
    const { plan: again } = await plan(CONTAINER, { state, reality, restart: true });
    assert.deepEqual(ids(again).slice(-2), ['replace container:box', 'replace start:box']);
  });

  it('makes anew what was cut short', async () => {
    const state = await stateOf(CONTAINER);
    const cut = state.resources.map((each) => (each.id === 'container:box' ? { ...each, made: false } : each));
    const { plan: made } = await plan(CONTAINER, {
      state: { ...state, resources: cut },
      reality: await realityOf(CONTAINER),
    });
    assert.deepEqual(ids(made), [
      'remove start:box',
      'remove container:box',
      'repair container:box',
      'replace start:box',
    ]);
  });

  it('keeps what the host said before, also of what was cut short', async () => {
    const text = 'host { sysctl net.ipv4.ip_forward = 1 }';
    const before = { kind: 'write', file: '/proc/sys/net/ipv4/ip_forward', value: '0' } as const;
    const state = await stateOf(text);
    const cut = state.resources.map((each) => ({ ...each, made: false, remove: [before] }));
    const reality = emptyReality({ files: new Map([[before.file, '1']]) });
    const { plan: made } = await plan(text, { state: { ...state, resources: cut }, reality });
    assert.deepEqual(ids(made), ['remove sysctl:host/net.ipv4.ip_forward', 'repair sysctl:host/net.ipv4.ip_forward']);
    assert.deepEqual(made.steps[1]?.undo, [before]);
  });

  it('makes nothing in the place of what is somebody else’s now, however it is declared', async () => {
    const state = await stateOf('netns sfo { dns 10.0.0.9 }');
    const files = new Map([['/etc/netns/sfo/resolv.conf', 'nameserver 10.0.0.1']]);
    const { plan: made } = await plan('netns sfo { dns 10.0.0.8 }', { state, reality: emptyReality({ files }) });
    assert.deepEqual(
      made.problems.map(({ code, of }) => [code, of]),
      [['foreign', 'sfo']],
    );
    assert.ok(!ids(made).some((id) => id.endsWith('dns:sfo')));
  });

  it('refuses a group of that name of which nothing is written down', async () => {
    const { plan: made } = await plan(CONTAINER, {
      reality: emptyReality({ directories: new Set(['/sys/fs/cgroup/isolens-test']) }),
    });
    assert.deepEqual(
      made.problems.map(({ code }) => code),
      ['orphan'],
    );
  });

  it('refuses the environment of another file', async () => {
    const { plan: made } = await plan(CONTAINER, { state: await stateOf(CONTAINER), file: '/other/test.cspec' });
    assert.deepEqual(
      made.problems.map(({ code }) => code),
      ['file'],
    );
    assert.deepEqual(made.steps, []);
  });

  it('names what must be delegated to a user', async () => {
    const hierarchies = [{ ...V2, controllers: ['pids'] }];
    const host = planHost({
      groups: 'unit',
      user: ORDINARY_USER,
      manager: '/user.slice/user-7.slice/user@7.service',
      hierarchies,
    });
    const { plan: made } = await plan(CONTAINER, { host });
    const delegate = '[Service] and Delegate=cpu cpuset io memory pids';
    assert.deepEqual(
      made.problems.map((each) => `${each.of}: ${formatMessage(each.message)} ${formatMessage(each.remedy)}`),
      ['big', 'box'].map(
        (name) =>
          `${name}: memory.max of ${name} cannot be set: systemd does not hand over to you: memory. ` +
          `As root: systemctl edit user@.service, with the lines ${delegate}; then log in anew.`,
      ),
    );
    assert.match(
      JSON.stringify(made.steps),
      /\/user@7\.service\/isolens\.slice\/isolens-test\.service\/isolens-test\/big/,
    );
  });

  it('writes the files of v1 in their order', async () => {
    const spec = CONTAINER.replace('pids.max = 5', 'memory.swap.max = 0');
    const { plan: made } = await plan(spec, { host: planHost({ hierarchies: [V1_MEMORY] }) });
    const writes = made.steps.filter(({ of }) => of === 'box').flatMap(({ actions }) => actions);
    assert.deepEqual(
      writes.flatMap((each) => (each.kind === 'write' ? [`${each.file} ${each.value}`] : [])),
      [
        '/cg/memory/isolens-test/big/box/memory.limit_in_bytes 10485760',
        '/cg/memory/isolens-test/big/box/memory.memsw.limit_in_bytes 10485760',
      ],
    );
  });

  it('gives cpusets of v1 the CPUs of the group above', async () => {
    const spec = 'cgroup one { cpuset.cpus = 1 }\ncontainer a { rootfs host cgroup one command ["sleep", "1"] }\n';
    const { plan: made } = await plan(spec, { host: planHost({ hierarchies: [V1_CPUSET] }) });
    const text = JSON.stringify(made.steps);
    assert.match(text, /"\/cg\/cpuset\/isolens-test\/one\/a\/cpuset\.cpus","value":"1"/);
    assert.match(text, /"\/cg\/cpuset\/isolens-test\/one\/cpuset\.cpus","value":"0-3"/);
  });
});

describe('a plan of removal', () => {
  it('ends processes before groups', async () => {
    const removal = planDown(await stateOf(CONTAINER), await realityOf(CONTAINER));
    const [first] = removal.steps;
    assert.equal(first?.id, 'start:box');
    assert.equal(removal.steps.at(-1)?.id, 'cgroup:@cgroup v2');
  });
});
