import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { completeness } from '../../../src/model/completeness.ts';
import type { AgentRights } from '../../../src/model/host.ts';
import { aHost, aSnapshot } from '../../support/snapshots.ts';

const CASES: readonly [AgentRights['level'], unreadable: number, hidden: boolean, string | undefined][] = [
  ['root', 0, false, undefined],
  ['root', 1, false, '1 process hidden: not readable even for root'],
  ['root', 2, false, '2 processes hidden: not readable even for root'],
  ['root-limited', 1, false, '1 process hidden: not readable with these rights'],
  ['root-limited', 3, false, '3 processes hidden: not readable with these rights'],
  ['user', 0, false, undefined],
  ['user', 1, false, '1 process hidden: needs root'],
  ['user', 12, false, '12 processes hidden: needs root'],
  ['user', 12, true, 'Processes of other users are hidden (hidepid): needs root'],
];

describe('what a snapshot does not show', () => {
  for (const [level, unreadable, hidden, line] of CASES) {
    it(`is told for ${level}, ${unreadable} unreadable${hidden ? ', hidepid' : ''}`, () => {
      const { agent } = aHost();
      const host = aHost({ agent: { ...agent, level } });
      const snapshot = aSnapshot([], [], { host, completeness: { processes: 20, unreadable, hidden } });
      const missing = completeness(snapshot);
      assert.equal(missing && formatMessage(missing), line);
    });
  }
});
