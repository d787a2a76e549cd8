import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CliError, EXIT } from '../../../src/cli/exit.ts';
import { findNamespace, pidOf, readableProcess } from '../../../src/cli/find.ts';
import { aNamespace, aProcess, aSnapshot } from '../../support/snapshots.ts';

const { ino: OWN_NET } = statSync('/proc/self/ns/net');
const { ino: OTHER_FILE } = statSync(import.meta.filename);

const NET = aNamespace('net', 7001, { name: 'sfo' });
const UTS = aNamespace('uts', 7002);
const SNAPSHOT = aSnapshot(
  [
    NET,
    UTS,
    aNamespace('ipc', 7003, { name: '7002' }),
    aNamespace('net', OWN_NET),
    aNamespace('mnt', OTHER_FILE),
    aNamespace('net', 7005, { name: 'twice' }),
    aNamespace('net', 7006, { name: 'twice' }),
  ],
  [
    aProcess(10, { namespaces: { net: NET.id, uts: UTS.id } }),
    aProcess(11),
    aProcess(12, { state: 'zombie' }),
    aProcess(13, { namespaces: { net: NET.id } }),
  ],
);

/** `error` is the exit code. */
interface Case {
  readonly text: string;
  readonly is?: number;
  readonly error?: number;
  readonly says?: RegExp;
}

function check(text: string, find: () => unknown, { is, error, says = /./ }: Omit<Case, 'text'>): void {
  if (error === undefined) return assert.equal(find(), is, text);
  assert.throws(find, (thrown) => {
    assert.ok(thrown instanceof CliError);
    assert.equal(thrown.code, error);
    assert.match(thrown.message, says);
    return true;
  });
}

describe('a namespace is found', () => {
  const CASES: readonly Case[] = [
    { text: '7001', is: 7001 },
    { text: 'net:[7001]', is: 7001 },
    { text: NET.id, is: 7001 },
    { text: 'sfo', is: 7001 },
    { text: '10/uts', is: 7002 },
    { text: '/proc/10/ns/uts', is: 7002 },
    { text: '/proc/self/ns/net', is: OWN_NET },
    { text: 'uts:[7001]', error: EXIT.no, says: /no such namespace: uts:\[7001]/ },
    { text: '7002', error: EXIT.usage, says: /several namespaces: uts:\[7002], ipc:\[7003]/ },
    { text: 'twice', error: EXIT.usage, says: /net:\[7005], net:\[7006]/ },
    { text: '10/nonsense', error: EXIT.no },
    { text: '10/ns/uts', error: EXIT.no },
    { text: '99/net', error: EXIT.no, says: /no such process: 99/ },
    { text: '11/net', error: EXIT.noRight, says: /process 11 cannot be read/ },
    { text: '12/net', error: EXIT.no },
    { text: '13/uts', error: EXIT.no },
    { text: '0/net', error: EXIT.usage, says: /not a pid: 0/ },
    { text: '', error: EXIT.no },
    { text: 'undefined', error: EXIT.no },
  ];
  for (const { text, ...wanted } of CASES) {
    it(`by '${text}': ${wanted.is ?? `exit code ${wanted.error}`}`, () => {
      check(text, () => findNamespace(SNAPSHOT, text).inode, wanted);
    });
  }

  it('by a path only where it leads to a namespace file, whatever its inode number', () => {
    check('a file', () => findNamespace(SNAPSHOT, import.meta.filename), { error: EXIT.no });
  });
});

describe('a pid', () => {
  const CASES: readonly Case[] = [
    { text: '1', is: 1 },
    { text: '4194304', is: 4194304 },
    ...['0', '-1', '01', '1.5', '1e3', ' 1', 'self', '', '12345678901'].map((text) => ({ text, error: EXIT.usage })),
  ];
  for (const { text, ...wanted } of CASES) {
    it(`'${text}': ${wanted.is ?? `exit code ${wanted.error}`}`, () => check(text, () => pidOf(text), wanted));
  }

  it('of a process that has ended but is not reaped leads to it', () => {
    assert.equal(readableProcess(SNAPSHOT, 12).pid, 12);
  });
});
