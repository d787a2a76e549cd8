import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cgroupValuesReader, groupPathReader } from '../../../src/protocol/cgroup-readers.ts';
import { errorText } from '../../../src/protocol/errors.ts';
import { readGroupDetailsState } from '../../../src/protocol/group-details.ts';
import { PageFailed, PanelInbox, PausePanel } from '../../../src/protocol/panel.ts';
import {
  either,
  list,
  number,
  object,
  oneOf,
  optional,
  type Reader,
  record,
  text,
} from '../../../src/protocol/reader.ts';

interface Sample {
  readonly name: string;
  readonly size?: number;
}
const sample = object<Sample>({ name: text(3), size: optional(number) });

const refused: readonly { readonly reader: Reader<unknown>; readonly value: unknown; readonly why: RegExp }[] = [
  { reader: number, value: '1', why: /x: expected a number/ },
  { reader: number, value: Number.NaN, why: /a number/ },
  { reader: text(2), value: 'abc', why: /up to 2 characters/ },
  { reader: oneOf('a', null), value: 'b', why: /a, null/ },
  { reader: list(number, 2), value: [1, 2, 3], why: /up to 2/ },
  { reader: list(number, 2), value: [1, 'a'], why: /x\[1\]: expected a number/ },
  { reader: record(number, 1), value: { a: 1, b: 2 }, why: /up to 1/ },
  { reader: record(number, 1), value: [1], why: /an object/ },
  { reader: sample, value: null, why: /an object/ },
  { reader: sample, value: {}, why: /x\.name: expected text/ },
  { reader: sample, value: { name: 'abcd' }, why: /x\.name/ },
  { reader: sample, value: { name: 'a', size: null }, why: /x\.size/ },
  { reader: sample, value: Object.create({ name: 'a' }), why: /x\.name/ },
  { reader: groupPathReader, value: 'a', why: /path of a group/ },
  { reader: cgroupValuesReader, value: { group: 'x', time: 1 }, why: /x\.group/ },
  { reader: cgroupValuesReader, value: { group: '0:/', time: 1, memory: { max: 'all' } }, why: /x\.memory\.max/ },
  { reader: readGroupDetailsState, value: { paths: Array.from({ length: 9 }, () => '/a') }, why: /up to 8/ },
];

describe('a reader', () => {
  for (const { reader, value, why } of refused) {
    it(`refuses ${JSON.stringify(value)}: ${why.source}`, () =>
      assert.throws(
        () => reader(value, 'x'),
        (error) => why.test(errorText(error)),
      ));
  }

  it('takes what is of its form, and nothing else of it', () => {
    assert.deepEqual(sample({ name: 'a', size: 1, more: 2 }, 'x'), { name: 'a', size: 1 });
    assert.deepEqual(sample({ name: 'a' }, 'x'), { name: 'a' });
    assert.equal(either(number, oneOf('max'))('max', 'x'), 'max');
    assert.deepEqual(record(number, 2)({ a: 1 }, 'x'), { a: 1 });
  });

  it('takes what groups use', () => {
    const values = {
      group: '4:/shop',
      time: 12.5,
      cpu: { usage: 1, quota: 'max' },
      memory: { current: 1, max: 2, swap: { current: 0 }, events: { oom_kill: 1 } },
      io: [{ device: '8:0', name: 'sda', rbytes: 1, wbytes: 2, rios: 3, wios: 4 }],
      pressure: { cpu: { some: { avg10: 0, avg60: 0, avg300: 0, total: 0 } } },
      frozen: false,
    };
    assert.deepEqual(cgroupValuesReader(values, 'x'), values);
  });
});

describe('the inbox of a panel', () => {
  it('gives a message to who waits for its kind, as it was read', () => {
    const taken: unknown[] = [];
    const inbox = new PanelInbox().on(PausePanel, (body) => taken.push(body));
    inbox.take({ type: 'pause', body: { paused: true, more: 1 } });
    assert.deepEqual(taken, [{ paused: true }]);
  });

  const forged = [undefined, 'pause', { type: 'pause' }, { type: 'pause', body: { paused: 'yes' } }, [], { type: 'x' }];
  for (const message of forged) {
    it(`does nothing for ${JSON.stringify(message)}`, () => {
      const taken: unknown[] = [];
      const inbox = new PanelInbox()
        .on(PausePanel, (body) => taken.push(body))
        .on(PageFailed, (body) => taken.push(body));
      try {
        inbox.take(message);
      } catch {
        // Refused, with the reason.
      }
      assert.deepEqual(taken, []);
    });
  }

  it('knows no kind that every object has', () => {
    new PanelInbox().take({ type: 'constructor', body: {} });
  });
});
