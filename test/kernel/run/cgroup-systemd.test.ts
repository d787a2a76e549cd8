import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CgroupValuesReader } from '../../../src/agent/discover/cgroup-values.ts';
import { formatMessage } from '../../../src/base/message.ts';
import { type CgroupId, cgroupId } from '../../../src/model/cgroup/cgroup.ts';
import { ancestry, effectiveLimits } from '../../../src/model/cgroup/effective.ts';
import type { Operation } from '../../../src/model/operation/operation.ts';
import { move, refOf, set } from '../../support/group-operations.ts';
import { hierarchiesHere } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { runHere } from '../../support/running.ts';
import { READY, start } from '../../support/started.ts';

checkLeaks();

const root = process.geteuid?.() === 0;
const v2 = hierarchiesHere().find(({ version, mount }) => version === 2 && mount);
const isPureV2 = hierarchiesHere().every(({ version, mount }) => version === 2 || !mount);
const skip = (!root || !existsSync('/run/systemd/system') || !v2?.mount) && 'needs root and systemd';
const skipV2 = skip || (!isPureV2 && 'needs all controllers in v2');

/** A service of systemd that only waits; disposing it stops it. */
class Unit implements Disposable {
  readonly name = `itest-${process.pid}-${performance.now().toFixed(0)}.service`;
  readonly path: string;

  constructor(...properties: readonly string[]) {
    const options = properties.flatMap((each) => ['-p', each]);
    execFileSync('systemd-run', ['--quiet', '--collect', `--unit=${this.name}`, ...options, 'sleep', 'infinity']);
    this.path = this.#show('ControlGroup');
  }

  get id(): CgroupId {
    return cgroupId(v2?.id ?? 0, this.path);
  }

  get directory(): string {
    return `${v2?.mount?.path}${this.path}`;
  }

  get pid(): number {
    return Number(this.#show('MainPID'));
  }

  #show(property: string): string {
    return execFileSync('systemctl', ['show', '--value', '-p', property, this.name], { encoding: 'utf8' }).trim();
  }

  [Symbol.dispose](): void {
    execFileSync('systemctl', ['stop', this.name]);
  }
}

describe('a unit that systemd manages', { skip: skipV2 }, () => {
  it('is not changed behind its back; set-property is offered, done and taken back', async () => {
    using running = runHere();
    using unit = new Unit();
    const before = readFileSync(`${unit.directory}/pids.max`, 'utf8');
    const [refusal] = (await running.runner.describe(set(unit, 'pids.max=7'))).refusals;
    assert.equal(refusal?.code, 'owned');
    assert.match(formatMessage(refusal.remedy), /systemctl set-property --runtime .*TasksMax=7/);
    assert.ok(refusal.offer);
    const entry = await running.runner.execute(refusal.offer);
    assert.equal(readFileSync(`${unit.directory}/pids.max`, 'utf8'), '7\n');
    await running.runner.undo(entry.id);
    assert.equal(readFileSync(`${unit.directory}/pids.max`, 'utf8'), before);
  });

  it('is refused as a slice too', async () => {
    using running = runHere();
    const slice = { id: cgroupId(v2?.id ?? 0, '/system.slice'), directory: `${v2?.mount?.path}/system.slice` };
    const [refusal] = (await running.runner.describe(set(slice, 'memory.max=1G'))).refusals;
    assert.equal(refusal?.code, 'owned');
    assert.match(formatMessage(refusal.remedy), /systemctl set-property --runtime .*system\.slice MemoryMax=/);
  });
});

describe('a unit that was delegated', { skip: skipV2 }, () => {
  /** Its process goes into a group of its own: a group with processes hands on no controllers. */
  async function delegated(unit: Unit, running: ReturnType<typeof runHere>) {
    const execute = async (operation: Operation) => running.runner.execute(operation);
    mkdirSync(`${unit.directory}/main`);
    writeFileSync(`${unit.directory}/main/cgroup.procs`, String(unit.pid));
    const controllers = ['cpu', 'cpuset', 'io', 'memory', 'pids'];
    const changes = [{ ...refOf(unit), enable: controllers, disable: [] }];
    await execute({ kind: 'cgroup.controllers', changes });
    mkdirSync(`${unit.directory}/work`);
    return { id: `${unit.id}/work`, directory: `${unit.directory}/work` };
  }

  it('is limited in memory, CPU time, CPUs and IO, tells its pressure, and pins a process', async () => {
    using running = runHere();
    using unit = new Unit('Delegate=yes');
    const work = await delegated(unit, running);
    const [, line = ''] = readFileSync('/proc/partitions', 'utf8').trim().split('\n\n');
    const [major, minor, , disk] = line.trim().split(/\s+/);
    await running.runner.execute(
      set(work, 'memory.max=64M', 'cpu.max=50%', 'cpuset.cpus=0', 'pids.max=20', `io.max=/dev/${disk} rbps=2M`),
    );
    const read = (file: string) => readFileSync(`${work.directory}/${file}`, 'utf8').trim();
    assert.equal(read('memory.max'), String(64 * 2 ** 20));
    assert.equal(read('cpu.max'), '50000 100000');
    assert.equal(read('io.max'), `${major}:${minor} rbps=2097152 wbps=max riops=max wiops=max`);
    await using member = await start('sh', '-c', READY);
    await running.runner.execute(move(work, await running.processId(member.pid)));
    assert.match(readFileSync(`/proc/${member.pid}/status`, 'utf8'), /^Cpus_allowed_list:\t0$/m);
    const { cgroups, hierarchies } = await running.scan();
    const reader = new CgroupValuesReader();
    const chain = ancestry(work.id, cgroups).map((id) => reader.read(id, hierarchies));
    const [own] = chain;
    assert.ok(own?.pressure?.memory?.some);
    assert.equal(own.cpuset?.cpus, '0');
    assert.equal(effectiveLimits(chain).find(({ of }) => of === 'memory')?.binding, work.id);
    assert.equal(effectiveLimits(chain).find(({ of }) => of === 'cpu')?.limit, 0.5);
  });
});
