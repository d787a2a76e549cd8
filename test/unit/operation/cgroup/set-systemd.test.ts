import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describedWrites } from '../../../support/described-groups.ts';

describe('groups of systemd', () => {
  const systemd = { systemd: true };
  const max = { files: { 'memory.max': 'max\n', 'cpu.max': 'max 100000\n', 'memory.oom.group': '0\n' } };
  const unit = '0:/system.slice/ssh.service';

  it('are left to systemd, which can do the same', () => {
    const { refusals, offers } = describedWrites(unit, 'memory.max=10M, cpu.max=50%', { [unit]: max }, systemd);
    assert.match(
      refusals[0] ?? '',
      /^owned: ssh\.service belongs to systemd.*systemctl set-property --runtime ssh\.service MemoryMax=10485760 CPUQuota=50%/,
    );
    assert.deepEqual(offers, [
      {
        kind: 'cgroup.setProperty',
        unit: 'ssh.service',
        properties: [
          { name: 'MemoryMax', value: '10485760' },
          { name: 'CPUQuota', value: '50%' },
        ],
      },
    ]);
  });

  it('are left to the manager of a user', () => {
    const group = '0:/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope';
    const { refusals } = describedWrites(group, 'memory.max=1M', { [group]: max }, systemd);
    assert.match(
      refusals[0] ?? '',
      /systemctl --user --machine=1000@ set-property --runtime x\.scope MemoryMax=1048576/,
    );
  });

  it('are refused without an offer where no property does it', () => {
    assert.deepEqual(describedWrites(unit, 'memory.oom.group=1', { [unit]: max }, systemd).offers, []);
  });

  it('say first that a value is wrong', () => {
    assert.match(describedWrites(unit, 'memory.max=100MB', { [unit]: max }, systemd).refusals[0] ?? '', /^invalid/);
  });

  const inner = `${unit}/inner`;
  for (const [delegated, group, code] of [
    [true, inner, undefined],
    [false, inner, 'owned'],
    [true, unit, 'owned'],
  ] as const) {
    it(`${group} is ${code ?? 'free'} when the unit was ${delegated ? '' : 'not '}delegated`, () => {
      const groups = { [unit]: { ...max, delegated }, [inner]: max, [group]: { ...max, delegated } };
      const [refusal] = describedWrites(group, 'memory.max=1M', groups, systemd).refusals;
      assert.equal(refusal?.split(':')[0], code);
    });
  }

  it('are groups as others where systemd does not run', () => {
    assert.deepEqual(describedWrites(unit, 'memory.max=1M', { [unit]: max }).refusals, []);
  });
});
