import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage, message } from '../../../../src/base/message.ts';
import { judge } from '../../../../src/model/expectation/judge.ts';
import type { Observation } from '../../../../src/model/expectation/observation.ts';
import type { PathReport, ProbeResult } from '../../../../src/model/network/path/report.ts';
import type { SpecExpectation } from '../../../../src/model/spec/expectation.ts';

const COMMON = { subject: { kind: 'container', name: 'web' }, negated: false, within: 0, lines: [1, 1] } as const;
const LEG = { verdict: 'reaches', hops: [] } as const;
const REPORT: PathReport = { from: {}, to: {}, verdict: 'reaches', forward: LEG, warnings: [] };
const DOWN = {
  code: 'link-down',
  severity: 'broken',
  namespace: 'net:1',
  sentence: message('{0} of {1} is down.', 'eth0', 'nyc'),
  repair: [['ip', '-n', 'nyc', 'link', 'set', 'dev', 'e t', 'up']],
  direction: 'forward',
} as const;
const BROKEN: PathReport = { ...REPORT, verdict: 'broken', cause: DOWN };
const TO = { kind: 'netns', name: 'nyc' } as const;

function probe(reaches: boolean): ProbeResult {
  return { reaches, command: ['ping', '10.0.0.2'], text: message('{0} answered.', '10.0.0.2') };
}

function sockets(...ports: readonly number[]): Observation {
  const found = ports.map((port) => ({
    protocol: 'tcp' as const,
    family: 'inet' as const,
    address: '0.0.0.0',
    port,
    inode: port,
    uid: 0,
    processes: [{ process: '7@1', pid: 7, comm: 'httpd' }],
  }));
  return { kind: 'listens', sockets: found };
}

/** Outcome when it is expected and when the opposite is, and all sentences. */
function told(expectation: SpecExpectation, observation: Observation): readonly string[] {
  const straight = judge(expectation, observation);
  const opposite = judge({ ...expectation, negated: true }, observation);
  return [
    `${straight.outcome} ${opposite.outcome}`,
    formatMessage(straight.expected),
    formatMessage(opposite.expected),
    formatMessage(straight.actual),
    ...straight.details.map((each) => formatMessage(each)),
  ];
}

describe('what was seen is judged:', () => {
  it('a path, by the packet that was sent, and why by what was computed', () => {
    const reaches: SpecExpectation = { kind: 'reaches', ...COMMON, to: TO };
    assert.deepEqual(told(reaches, { kind: 'reaches', report: REPORT, probe: probe(true) }), [
      'met unmet',
      'web reaches nyc.',
      'web does not reach nyc.',
      'web reaches nyc.',
      '10.0.0.2 answered.',
      '# ping 10.0.0.2',
    ]);
    assert.deepEqual(told(reaches, { kind: 'reaches', report: BROKEN, probe: probe(false) }).slice(3, 6), [
      'web does not reach nyc.',
      'eth0 of nyc is down. [link-down]',
      "# ip -n nyc link set dev 'e t' up",
    ]);
    const odd = told(reaches, { kind: 'reaches', report: REPORT, probe: probe(false) });
    assert.equal(odd[0], 'unmet met');
    assert.match(odd.at(-1) ?? '', /not as computed/);
  });

  it('a path without a packet, by what was computed', () => {
    const reaches: SpecExpectation = {
      kind: 'reaches',
      ...COMMON,
      to: { kind: 'address', address: 'fd00::2' },
      port: 80,
    };
    assert.deepEqual(told(reaches, { kind: 'reaches', report: BROKEN }).slice(0, 4), [
      'unmet met',
      'web reaches port 80 of fd00::2.',
      'web does not reach port 80 of fd00::2.',
      'web does not reach port 80 of fd00::2.',
    ]);
    const unknown = told(reaches, { kind: 'reaches', report: { ...REPORT, verdict: 'unknown' } });
    assert.deepEqual([unknown[0], unknown[3]], ['unknown unknown', 'Whether it does cannot be seen.']);
  });

  it('a port, by the sockets that listen', () => {
    const listens: SpecExpectation = { kind: 'listens', ...COMMON, port: 80 };
    assert.deepEqual(told(listens, sockets(80, 443)), [
      'met unmet',
      'web listens on port 80.',
      'web does not listen on port 80.',
      'web listens on port 80.',
      '0.0.0.0 port 80: httpd (pid 7)',
    ]);
    assert.deepEqual(told(listens, sockets(8080)).slice(3), [
      'web does not listen on port 80.',
      '0.0.0.0 port 8080: httpd (pid 7)',
    ]);
    assert.deepEqual(told(listens, sockets()).slice(4), ['Nothing listens in web.']);
  });

  it('a kill, by its count', () => {
    const killed: SpecExpectation = { kind: 'oom_killed', ...COMMON };
    assert.deepEqual(told(killed, { kind: 'oom_killed', kills: 2 }), [
      'met unmet',
      'The kernel has killed a process of web for memory.',
      'The kernel has killed no process of web for memory.',
      'The kernel has killed a process of web for memory.',
    ]);
    assert.equal(told(killed, { kind: 'oom_killed', kills: 0 })[0], 'unmet met');
  });

  it('processes, by their number', () => {
    const one: SpecExpectation = { kind: 'processes', ...COMMON, count: 1 };
    const processes = [
      { pid: 7, comm: 'sh' },
      { pid: 8, comm: 'sleep' },
    ];
    assert.deepEqual(told(one, { kind: 'processes', processes }), [
      'unmet met',
      'Processes in web: 1.',
      'Processes in web: not 1.',
      'Processes in web: 2.',
      'sh (pid 7)',
      'sleep (pid 8)',
    ]);
    assert.equal(told({ ...one, count: 0 }, { kind: 'processes', processes: [] })[0], 'met unmet');
  });

  it('an end, by the exit status', () => {
    const zero: SpecExpectation = { kind: 'exits', ...COMMON, status: 0 };
    const any: SpecExpectation = { kind: 'exits', ...COMMON };
    const killed = { kind: 'exits', exit: { state: 'exited', status: 137, signal: 'SIGKILL' } } as const;
    assert.deepEqual(told(zero, killed), [
      'unmet met',
      'web has ended with status 0.',
      'web has not ended with status 0.',
      'web has ended with status 137.',
      'The signal SIGKILL has ended it.',
    ]);
    assert.equal(told({ ...zero, status: 137 }, killed)[0], 'met unmet');
    assert.equal(told(any, killed)[0], 'met unmet');
    assert.deepEqual(told(any, { kind: 'exits', exit: { state: 'running' } }), [
      'unmet met',
      'web has ended.',
      'web runs.',
      'web runs.',
    ]);
    const unseen = { kind: 'exits', exit: { state: 'exited' } } as const;
    assert.equal(told(zero, unseen)[0], 'unknown unknown');
    assert.equal(told(any, unseen)[0], 'met unmet');
  });

  it('nothing, when it could not be looked at', () => {
    const any: SpecExpectation = { kind: 'exits', ...COMMON };
    assert.deepEqual(told(any, { kind: 'unseen', why: message('{0} does not run.', 'web') }), [
      'unknown unknown',
      'web has ended.',
      'web runs.',
      'web does not run.',
    ]);
    assert.throws(() => judge(any, { kind: 'oom_killed', kills: 0 }), TypeError);
  });
});
