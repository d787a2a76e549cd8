import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netlab } from '../../support/netlab.ts';
import { agree, told } from '../../support/path-agreement.ts';
import { breakPaths, makeNetwork } from '../../support/path-breaking.ts';
import { FIREWALLED_PATHS } from './firewalled-paths.ts';

const root = process.geteuid?.() === 0;

checkLeaks();
breakPaths(FIREWALLED_PATHS);

describe('a firewall', { skip: !root && 'needs root' }, () => {
  it('may let a packet pass where a rule is not understood', async (context) => {
    using lab = new Netlab();
    if (!makeNetwork(lab, 'nat')) return context.skip('this machine has no such things');
    lab.run('r: nft add chain ip nat through { type filter hook forward priority 0 ; }');
    lab.run('r: nft add rule ip nat through ip ttl 7 drop');
    const { report, probe } = await lab.explain('a', 'b');
    assert.equal(told(report), 'unknown firewall-unknown forward');
    assert.match(report.cause ? formatMessage(report.cause.sentence) : '', /ip ttl 7 drop/);
    assert.equal(probe?.reaches, true);
    lab.run('b: ip link set dev eth0 down');
    await agree('broken link-down forward', () => lab.explain('a', 'b'));
  });
});
