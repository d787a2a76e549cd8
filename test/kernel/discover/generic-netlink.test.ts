import assert from 'node:assert/strict';
import { it } from 'node:test';
import { genericFamily } from '../../../src/agent/kernel/generic-netlink.ts';
import { NetlinkSocket } from '../../../src/agent/kernel/netlink.ts';
import { checkLeaks } from '../../support/leaks.ts';

checkLeaks();

it('families of generic netlink have numbers, and one that is not there has none', () => {
  const socket = new NetlinkSocket('NETLINK_GENERIC');
  try {
    // The one that tells of the others has a fixed number (linux/genetlink.h).
    assert.equal(genericFamily(socket, 'nlctrl'), 0x10);
    assert.equal(genericFamily(socket, 'no-such-family'), undefined);
  } finally {
    socket.dispose();
  }
});
