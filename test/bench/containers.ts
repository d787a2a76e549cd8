import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ociJob } from '../../src/agent/environment/oci-job.ts';
import { SupervisedEngine } from '../../src/agent/environment/supervised-engine.ts';
import type { OciRuntime } from '../../src/model/environment/engine/choose.ts';
import { ociConfigText } from '../../src/model/environment/engine/oci/config.ts';
import { noContainers, noRuntime, TestContainer } from '../support/launches.ts';
import { inTurn, type Result, ratio, timed, toldOnly } from './result.ts';

/** So long a person looks at a plan, at least. */
const THOUGHT_MS = 500;
const SUPERVISOR = path.join(import.meta.dirname, '../../dist/supervisor.cjs');

/** A container with six namespaces and limits, made and started, beside `runc run` of the same bundle. */
export async function measureContainers(): Promise<Result[]> {
  const skip = noContainers || noRuntime('runc');
  if (skip) return [toldOnly('containers', skip)];
  const times = await inTurn({ runc: runByRunc, oci: () => raised('runc'), utilLinux: () => raised(undefined) });
  return [
    ratio('container up, engine oci / runc run', times.oci, times.runc, 1.5, 'of runc run'),
    ratio('container up, engine util-linux / runc run', times.utilLinux, times.runc, 6, 'of runc run'),
  ];
}

function limited(runtime: OciRuntime | undefined): TestContainer {
  const box = new TestContainer(new SupervisedEngine({ supervisor: SUPERVISOR, ...(runtime && { runtime }) }));
  box.limit('memory', { v1: ['memory.limit_in_bytes', '64M'], v2: ['memory.max', '64M'] });
  box.limit('pids', { v1: ['pids.max', '32'], v2: ['pids.max', '32'] });
  return box;
}

/** As in an agent that has told a plan before: what it does is bounded by what `prepare` has had the time to do. */
async function raised(runtime: OciRuntime | undefined): Promise<number> {
  await using box = limited(runtime);
  if (box.engine instanceof SupervisedEngine) box.engine.prepare();
  await sleep(THOUGHT_MS);
  return await timed(async () => {
    await box.create();
    await box.engine.start(box.launch.directory);
  });
}

async function runByRunc(): Promise<number> {
  await using box = limited('runc');
  const { directory } = box.launch;
  mkdirSync(directory);
  writeFileSync(`${directory}/config.json`, ociConfigText(ociJob(box.launch, 'runc').config));
  const runc = (...args: readonly string[]) =>
    spawnSync('runc', ['--root', `${directory}/state`, ...args], { stdio: 'ignore' });
  const time = await timed(() => runc('run', '--detach', '--bundle', directory, 'bench'));
  runc('delete', '--force', 'bench');
  return time;
}
