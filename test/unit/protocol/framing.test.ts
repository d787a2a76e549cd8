import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { type Message, StreamMessageReader } from 'vscode-jsonrpc/node';
import { FrameGuard, FramingError, MAX_BODY, MAX_HEADER } from '../../../src/protocol/framing.ts';
import { Random } from '../../support/random.ts';

const ROUNDS = 10_000;

function frame(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A few messages as they are on the wire. */
function stream(random: Random): { bytes: Buffer; messages: number } {
  const messages = 1 + random.below(4);
  const body = () =>
    JSON.stringify({ jsonrpc: '2.0', method: 'é\r\n\r\n'.repeat(random.below(20)), id: random.below(9) });
  const frames = Array.from({ length: messages }, () =>
    random.below(4) === 0
      ? frame(body()).replace('\r\n\r\n', '\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n')
      : frame(body()),
  );
  return { bytes: Buffer.from(frames.join('')), messages };
}

function* chunks(bytes: Buffer, random: Random): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random.below(random.pick([2, 40, 4000]));
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const SPOILERS: readonly [string, ...string[]] = [
  '\r\n\r\n',
  'Content-Length: 4\r\n\r\n',
  'Content-Length: 4294967296\r\n',
  'content-length:1\r\n\r\n',
  '-',
  '9999999',
  '\0',
  ':',
];

/** The same bytes with something flipped, cut out, put in or repeated. */
function spoil(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length);
  const to = Math.min(bytes.length, at + random.below(30));
  const [head, cut, tail] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (random.below(4)) {
    case 0:
      return Buffer.concat([head, Buffer.from([random.below(256)]), bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([head, tail]);
    case 2:
      return Buffer.concat([head, Buffer.from(random.pick(SPOILERS)), cut, tail]);
    default:
      return Buffer.concat([head, cut, cut, tail]);
  }
}

/** What passes the guard, up to what it refuses. */
function guarded(bytes: Buffer, random: Random): { passed: Buffer[]; guard: FrameGuard; refused: boolean } {
  const guard = new FrameGuard();
  const passed: Buffer[] = [];
  for (const chunk of chunks(bytes, random)) {
    try {
      guard.check(chunk);
    } catch (error) {
      assert.ok(error instanceof FramingError);
      return { passed, guard, refused: true };
    }
    passed.push(chunk);
  }
  return { passed, guard, refused: false };
}

/** Messages that the parser of vscode-jsonrpc finds, and what it says about headers. */
async function parsed(pieces: readonly Buffer[]): Promise<{ messages: number; headerErrors: string[] }> {
  const input = new PassThrough();
  let messages = 0;
  const headerErrors: string[] = [];
  const reader = new StreamMessageReader(input, {
    // Counts bodies, whatever is in them.
    contentTypeDecoder: { name: 'any', decode: () => Promise.resolve({ jsonrpc: '2.0' } satisfies Message) },
  });
  // Its timer would outlive it.
  reader.partialMessageTimeout = 0;
  reader.onError((error) => headerErrors.push(error.message));
  reader.listen(() => messages++);
  for (const piece of pieces) input.write(piece);
  // Bodies are handed on one after the other, each in a later turn.
  const settled = new Promise((resolve) => input.once('end', resolve));
  input.end();
  await settled;
  for (let turn = 0; turn < 12; turn++) await new Promise(setImmediate);
  input.destroy();
  reader.dispose();
  return { messages, headerErrors };
}

describe('the frame guard', () => {
  it(`lets messages pass however they are cut: ${ROUNDS} random cuts`, () => {
    for (let seed = 0; seed < ROUNDS; seed++) {
      const random = new Random(seed);
      const { bytes, messages } = stream(random);
      const { guard, refused } = guarded(bytes, random);
      assert.deepEqual([refused, guard.messages], [false, messages], `seed ${seed}`);
    }
  });

  it(`throws nothing but framing errors: ${ROUNDS} random corruptions`, () => {
    let refusals = 0;
    for (let seed = 0; seed < ROUNDS; seed++) {
      const random = new Random(seed);
      if (guarded(spoil(stream(random).bytes, random), random).refused) refusals++;
    }
    assert.ok(refusals > ROUNDS / 20 && refusals < ROUNDS, `${refusals} refusals`);
  });

  it('and the parser behind it find the same messages in what it lets pass: 1000 random corruptions', async () => {
    for (let seed = 0; seed < 1000; seed++) {
      const random = new Random(seed);
      const { passed, guard, refused } = guarded(spoil(stream(random).bytes, random), random);
      const { messages, headerErrors } = await parsed(passed);
      assert.deepEqual(headerErrors, [], `seed ${seed}`);
      // Of the chunk that was refused the guard may have counted messages that the parser never saw.
      if (refused) assert.ok(messages <= guard.messages, `seed ${seed}`);
      else assert.equal(messages, guard.messages, `seed ${seed}`);
    }
  });

  const HEADERS: readonly (readonly [header: string, passes: boolean])[] = [
    ['Content-Length: 10\r\n\r\n', true],
    ['content-length:10\r\n\r\n', true],
    [`Content-Length: ${MAX_BODY}\r\n\r\n`, true],
    ['Content-Type: a; charset=utf-8\r\nContent-Length: 10\r\n\r\n', true],
    ['Content-Length: 10\r\nContent-Type: a\r\n\r\n', true],
    [`Content-Length: ${MAX_BODY + 1}\r\n\r\n`, false],
    ['Content-Length: 2147483648\r\n\r\n', false],
    ['Content-Length: 0\r\n\r\n', false],
    ['Content-Length: 010\r\n\r\n', false],
    ['Content-Length: +10\r\n\r\n', false],
    ['Content-Length: 1e3\r\n\r\n', false],
    ['Content-Length: 0x10\r\n\r\n', false],
    ['Content-Length: 10 20\r\n\r\n', false],
    ['Content-Length: 10\r\nContent-Length: 20\r\n\r\n', false],
    ['Content-Length: 10\r\nContent-Length: 10\r\n\r\n', false],
    ['Content-Length : 10\r\n\r\n', false],
    [' Content-Length: 10\r\n\r\n', false],
    ['X: y\rContent-Length: 10\r\n\r\n', false],
    ['X: y\r\nContent-Length: 10\r\n\r\n', false],
    ['Content-Length: 10\n\n\r\n\r\n', false],
    ['\r\n\r\n', false],
    [`Content-Type: ${'a'.repeat(MAX_HEADER)}`, false],
  ];
  for (const [header, passes] of HEADERS) {
    it(`${passes ? 'lets pass' : 'refuses'} ${JSON.stringify(header.slice(0, 70))}`, () => {
      assert.equal(guarded(Buffer.from(header), new Random(1)).refused, !passes);
    });
  }

  it('does not wait for the end of a header that is too long', () => {
    assert.throws(() => new FrameGuard().check(Buffer.alloc(MAX_HEADER + 1, 'a')), FramingError);
  });
});
