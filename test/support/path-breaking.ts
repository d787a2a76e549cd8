import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PathQuestion } from '../../src/model/network/path/report.ts';
import type { BrokenPath } from '../kernel/path/broken-paths.ts';
import { NETWORKS } from '../kernel/path/networks.ts';
import { Netlab } from './netlab.ts';
import { agree, told } from './path-agreement.ts';

const root = process.geteuid?.() === 0;
const MISSING = 'this machine has no such things';

/** A network as it works; false when this machine has no such things. */
export function makeNetwork(lab: Netlab, name: string): boolean {
  const { names, make, needs = [] } = NETWORKS[name] ?? { names: [], make: [] };
  lab.add(...names);
  if (!needs.every((line) => lab.tries(line))) return false;
  for (const line of make) lab.run(line);
  return true;
}

const optionsOf = ({ size, port }: BrokenPath): Partial<PathQuestion> => ({
  ...(size !== undefined && { size }),
  ...(port !== undefined && { protocol: 'tcp', port }),
});

/** Tests that networks work as they are, and that each way to break one is explained as a real packet sees it. */
export function breakPaths(paths: readonly BrokenPath[]): void {
  describe('a path that works', { skip: !root && 'needs root' }, () => {
    for (const name of new Set(paths.map(({ network }) => network))) {
      const { works = [], oneWay } = NETWORKS[name] ?? {};
      it(`is told of as such: ${name}`, async (context) => {
        using lab = new Netlab();
        if (!makeNetwork(lab, name)) return context.skip(MISSING);
        for (const [from, to] of works) {
          await agree('reaches', () => lab.explain(from, to));
          if (!oneWay) await agree('reaches', () => lab.explain(to, from));
        }
      });
    }
  });
  describe('a broken path', { skip: !root && 'needs root' }, () => {
    for (const path of paths) {
      it(`is explained, and repaired as told: ${path.network}, ${path.does}`, async (context) => {
        using lab = new Netlab();
        if (!(await breakAndRepair(lab, path))) context.skip(MISSING);
      });
    }
  });
}

/** False when this machine has not what it takes. */
async function breakAndRepair(lab: Netlab, path: BrokenPath): Promise<boolean> {
  const { network, by, code, direction = 'forward', from = 'a', to = 'b', needs = [] } = path;
  if (!makeNetwork(lab, network) || !needs.every((line) => lab.tries(line))) return false;
  for (const line of by) lab.run(line);
  const explain = () => lab.explain(from, to, optionsOf(path));
  const expected = `broken ${code} ${direction}`;
  const found = path.answersItself ? await explain() : await agree(expected, explain);
  assert.equal(told(found.report), expected);
  const { repair } = found.report.cause ?? {};
  assert.equal(repair === undefined, path.repairs === 'no command', repair?.join(' '));
  if (path.repairs !== undefined) return true;
  lab.repair(found.report);
  await agree('reaches', explain);
  return true;
}
