import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLeaks } from '../../support/leaks.ts';
import { PrivateHost } from '../../support/private-host.ts';

const root = process.geteuid?.() === 0;
/** Nothing but its groups ends all of it. */
const box = (group: string) => `cgroup big { }
cgroup small { }
container box {
  rootfs host
  namespaces [mnt]
  cgroup ${group}
  command ["sh", "-c", "sleep 1000 & exec sleep 1000"]
}
`;

checkLeaks();

describe('a file that is edited while its environment is up', { skip: !root && 'needs root' }, () => {
  it('moves a container into another group, and leaves nothing of it in the one before', async (context) => {
    await using host = await PrivateHost.make();
    const before = host.traces();
    const file = host.write('moved', box('big'));
    const run = (...args: readonly string[]) => {
      const { status, stdout, stderr } = host.isolens(...args, file);
      assert.equal(status, 0, stdout + stderr);
    };
    const groups = () => host.sh(`find /sys/fs/cgroup -type d -path "*/isolens-${host.name('moved')}/big/box"`).trim();
    run('up');
    if (groups() === '') return context.skip('this host has no groups');
    host.write('moved', box('small'));
    run('up', '--yes');
    assert.equal(groups(), '');
    run('status');
    run('down');
    assert.equal(host.traces(), before);
  });
});
