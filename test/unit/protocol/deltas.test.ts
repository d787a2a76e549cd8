import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Container } from '../../../src/model/container.ts';
import { applyDelta, diffSnapshots, isEmptyDelta, type SnapshotDelta, splitDelta } from '../../../src/model/delta.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { Random } from '../../support/random.ts';
import { aNamespace, aProcess, aSnapshot } from '../../support/snapshots.ts';

/** Over the wire and back. */
function sent(delta: SnapshotDelta): SnapshotDelta {
  return JSON.parse(JSON.stringify(delta));
}

const container: Container = {
  id: 'docker/a',
  runtime: 'docker',
  nativeId: 'a',
  category: 'container',
  evidence: 'cgroup',
};

function randomSnapshot(random: Random, version: number): Snapshot {
  const pick = <T>(make: (n: number) => T): T[] =>
    Array.from({ length: 30 }, (_, n) => n).flatMap((n) => (random.below(3) === 0 ? [] : [make(n)]));
  const namespaces = pick((n) => aNamespace('net', n + 1, { nprocs: random.below(3) }));
  const processes = pick((n) => aProcess(n + 2, { comm: 'x'.repeat(random.below(4)) }));
  const containers = random.below(2) === 0 ? {} : { [container.id]: container };
  return { ...aSnapshot(namespaces, processes), version, containers };
}

describe('deltas', () => {
  it('lead from any snapshot to any other, in steps of any size: 1000 random pairs', () => {
    for (let seed = 0; seed < 1000; seed++) {
      const random = new Random(seed);
      const before = random.below(5) === 0 ? undefined : randomSnapshot(random, 7);
      const after = randomSnapshot(random, 8);
      const limits = { rows: 1 + random.below(40), length: 1 + random.below(5000) };
      const steps = [...splitDelta(sent(diffSnapshots(before, after)), limits)];
      assert.deepEqual(steps.reduce<Snapshot | undefined>(applyDelta, before), after, `seed ${seed}`);
      for (const { to } of steps.slice(0, -1)) assert.ok(to > (before?.version ?? 0) && to < 8, `seed ${seed}: ${to}`);
      for (const { namespaces, processes } of steps) {
        const rows = Object.keys(namespaces.set).length + Object.keys(processes.set).length;
        assert.ok(rows <= limits.rows, `seed ${seed}: ${rows} rows`);
      }
    }
  });

  it('are split by their length too, so that long rows fit into a message', () => {
    const processes = Array.from({ length: 500 }, (_, n) => aProcess(n + 2, { argv: ['\u0001'.repeat(4000)] }));
    const steps = [...splitDelta(diffSnapshots(undefined, aSnapshot([], processes)), { rows: 500, length: 2 ** 20 })];
    for (const step of steps) assert.ok(JSON.stringify(step).length < 1.1 * 2 ** 20);
    assert.equal(Object.keys(steps.reduce<Snapshot | undefined>(applyDelta, undefined)?.processes ?? {}).length, 500);
  });

  it('have whole versions at their end only, however far they lead', () => {
    const processes = Array.from({ length: 8 }, (_, n) => aProcess(n + 2));
    for (const from of [0, 3, 7]) {
      const delta = { ...diffSnapshots(undefined, aSnapshot([], processes)), from, to: 8 };
      const versions = [...splitDelta(delta, { rows: 1, length: 1 })].map(({ to }) => to);
      assert.deepEqual(versions.filter(Number.isInteger), [8], `from ${from}`);
      assert.deepEqual(
        versions,
        [...new Set(versions)].sort((a, b) => a - b),
      );
      assert.ok((versions[0] ?? 0) > from);
    }
  });

  it('have versions that grow with each of a thousand steps', () => {
    const processes = Array.from({ length: 1000 }, (_, n) => aProcess(n + 2));
    const delta = { ...diffSnapshots(undefined, aSnapshot([], processes)), from: 1_000_000, to: 1_000_001 };
    const versions = [...splitDelta(delta, { rows: 1, length: 1 })].map(({ to }) => to);
    assert.equal(new Set(versions).size, 1000);
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
  });

  it('do not fit a snapshot that is not the one before', () => {
    const delta = diffSnapshots(aSnapshot(), aSnapshot([aNamespace('net', 5)], [], { version: 2 }));
    assert.equal(applyDelta(aSnapshot([], [], { version: 3 }), delta), undefined);
    assert.equal(applyDelta(undefined, delta), undefined);
  });

  it('are empty when only the time differs', () => {
    const rows = () => aSnapshot([aNamespace('net', 5)], [aProcess(2)]);
    assert.equal(isEmptyDelta(diffSnapshots(rows(), { ...rows(), version: 2, time: 2 })), true);
    assert.equal(isEmptyDelta(diffSnapshots(rows(), { ...rows(), version: 2, processes: {} })), false);
  });
});
