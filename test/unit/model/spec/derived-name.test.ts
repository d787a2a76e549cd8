import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hiddenEndName, MAX_INTERFACE_NAME, shortInterfaceName } from '../../../../src/model/spec/derived-name.ts';
import { shortHash } from '../../../../src/model/spec/short-hash.ts';

const red = { environment: 'lab', place: 'red', interface: 'eth0' };

describe('the name of a hidden end', () => {
  it('is readable and never changes', () => {
    assert.equal(hiddenEndName(red), 'red-eth0-us19a');
  });

  it('is what peer says', () => {
    assert.equal(hiddenEndName({ ...red, peer: 'red0' }), 'red0');
  });

  it('has at most 15 bytes that an interface may have', () => {
    for (const place of ['a', 'ab-cd-efg', 'router-of-the-west', 'a.*', 'x'.repeat(300)]) {
      const name = hiddenEndName({ ...red, place });
      assert.match(name, /^[A-Za-z][A-Za-z0-9_.-]*$/);
      assert.ok(name.length <= MAX_INTERFACE_NAME, name);
    }
  });

  it('tells environments, places and interfaces apart', () => {
    const names = [
      red,
      { ...red, environment: 'lab2' },
      { ...red, place: 'r', interface: 'ed-eth0' },
      { ...red, place: 'red-eth0', interface: 'eth0' },
      { ...red, interface: 'eth1' },
    ].map(hiddenEndName);
    assert.equal(new Set(names).size, names.length, names.join(' '));
  });
});

describe('shortInterfaceName', () => {
  it('leaves what fits', () => {
    assert.equal(shortInterfaceName('exactly-15-long'), 'exactly-15-long');
  });

  it('shortens what does not', () => {
    const name = shortInterfaceName('uplink-to-the-west');
    assert.match(name, /^uplink-to-[0-9a-v]{5}$/);
    assert.notEqual(name, shortInterfaceName('uplink-to-the-east'));
  });
});

describe('shortHash', () => {
  it('seldom gives two texts the same', () => {
    const hashes = new Set(Array.from({ length: 5000 }, (_, at) => shortHash(`node-${at}`)));
    assert.ok(hashes.size >= 4998, `${hashes.size}`);
  });
});
