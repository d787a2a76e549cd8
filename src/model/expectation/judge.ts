import { type Message, message } from '../../base/message.ts';
import { shellLine } from '../../base/text.ts';
import type { ListeningSocket } from '../network/network-inside.ts';
import type { SpecExits, SpecExpectation, SpecListens, SpecProcesses, SpecReaches } from '../spec/expectation.ts';
import type { Observation, SeenExit } from './observation.ts';

/** Whether what is expected is so, with what is expected and what is so instead. */
export interface Judgement {
  /** `unknown`: it could not be looked at, or not be seen. */
  readonly outcome: 'met' | 'unmet' | 'unknown';
  /** What must be: one sentence, of the same words as `actual` where both are the same. */
  readonly expected: Message;
  readonly actual: Message;
  /** Why it is so, most important first: sentences, and commands as `# …`. */
  readonly details: readonly Message[];
}

/** What is so of a fact; `holds` undefined: it cannot be told. */
interface Finding {
  readonly holds: boolean | undefined;
  readonly actual: Message;
  readonly details: readonly Message[];
}

const ODD = message('It is not as computed: something is in the way, or helps, that is not known here.');

/** Processes and ports that are told of, at the most. */
const MOST_TOLD = 20;

/** Judges what was seen. Pure. @throws TypeError for an observation of another kind */
export function judge(expectation: SpecExpectation, observation: Observation): Judgement {
  const expected = sentenceOf(expectation, !expectation.negated);
  if (observation.kind === 'unseen') {
    return { outcome: 'unknown', expected, actual: observation.why, details: [] };
  }
  const { holds, actual, details } = findingOf(expectation, observation);
  const outcome = holds === undefined ? 'unknown' : holds === expectation.negated ? 'unmet' : 'met';
  return { outcome, expected, actual, details };
}

function findingOf(expectation: SpecExpectation, observation: Observation): Finding {
  if (expectation.kind === 'reaches' && observation.kind === 'reaches') return reaching(expectation, observation);
  if (expectation.kind === 'listens' && observation.kind === 'listens')
    return listening(expectation, observation.sockets);
  if (expectation.kind === 'processes' && observation.kind === 'processes') return counting(expectation, observation);
  if (expectation.kind === 'exits' && observation.kind === 'exits') return exiting(expectation, observation.exit);
  if (expectation.kind === 'oom_killed' && observation.kind === 'oom_killed') {
    const holds = observation.kills > 0;
    return { holds, actual: sentenceOf(expectation, holds), details: [] };
  }
  throw new TypeError(`${observation.kind} was seen for ${expectation.kind}`);
}

/** A fact as a sentence, as it is or is not. */
function sentenceOf(expectation: SpecExpectation, holds: boolean): Message {
  const { name } = expectation.subject;
  switch (expectation.kind) {
    case 'reaches':
      return reachSentence(expectation, holds);
    case 'listens':
      return holds
        ? message('{0} listens on port {1}.', name, expectation.port)
        : message('{0} does not listen on port {1}.', name, expectation.port);
    case 'oom_killed':
      return holds
        ? message('The kernel has killed a process of {0} for memory.', name)
        : message('The kernel has killed no process of {0} for memory.', name);
    case 'processes':
      return holds
        ? message('Processes in {0}: {1}.', name, expectation.count)
        : message('Processes in {0}: not {1}.', name, expectation.count);
    case 'exits':
      return exitSentence(expectation, holds);
  }
}

function reachSentence({ subject, to, port }: SpecReaches, holds: boolean): Message {
  const other = to.kind === 'address' ? to.address : to.name;
  if (port === undefined) {
    return holds
      ? message('{0} reaches {1}.', subject.name, other)
      : message('{0} does not reach {1}.', subject.name, other);
  }
  return holds
    ? message('{0} reaches port {2} of {1}.', subject.name, other, port)
    : message('{0} does not reach port {2} of {1}.', subject.name, other, port);
}

function exitSentence({ subject, status }: SpecExits, holds: boolean): Message {
  if (status === undefined) {
    return holds ? message('{0} has ended.', subject.name) : message('{0} runs.', subject.name);
  }
  return holds
    ? message('{0} has ended with status {1}.', subject.name, status)
    : message('{0} has not ended with status {1}.', subject.name, status);
}

/** A real packet tells whether, what was computed tells why. */
function reaching(expectation: SpecReaches, { report, probe }: Observation & { readonly kind: 'reaches' }): Finding {
  const holds = probe?.reaches ?? (report.verdict === 'unknown' ? undefined : report.verdict === 'reaches');
  const { cause } = report;
  const why = cause && !holds ? [message('{0} [{1}]', cause.sentence, cause.code), ...commands(cause.repair)] : [];
  const isOdd = probe && report.verdict !== 'unknown' && (report.verdict === 'reaches') !== probe.reaches;
  const seen = probe ? [probe.text, ...commands([probe.command]), ...(isOdd ? [ODD] : [])] : [];
  const actual = holds === undefined ? message('Whether it does cannot be seen.') : sentenceOf(expectation, holds);
  return { holds, actual, details: [...why, ...seen] };
}

function commands(argvs: readonly (readonly string[])[] = []): readonly Message[] {
  return argvs.map((argv) => message('# {0}', shellLine(argv)));
}

function listening(expectation: SpecListens, sockets: readonly ListeningSocket[]): Finding {
  const { port, subject } = expectation;
  const own = sockets.filter((socket) => socket.port === port);
  const told = (own.length > 0 ? own : sockets).slice(0, MOST_TOLD).map(socketLine);
  const details = told.length > 0 ? told : [message('Nothing listens in {0}.', subject.name)];
  return { holds: own.length > 0, actual: sentenceOf(expectation, own.length > 0), details };
}

function socketLine({ address, port, processes }: ListeningSocket): Message {
  const [first] = processes;
  return first
    ? message('{0} port {1}: {2} (pid {3})', address, port, first.comm, first.pid)
    : message('{0} port {1}', address, port);
}

function counting(expectation: SpecProcesses, { processes }: Observation & { readonly kind: 'processes' }): Finding {
  return {
    holds: processes.length === expectation.count,
    actual: message('Processes in {0}: {1}.', expectation.subject.name, processes.length),
    details: processes.slice(0, MOST_TOLD).map(({ pid, comm }) => message('{0} (pid {1})', comm, pid)),
  };
}

function exiting({ subject, status }: SpecExits, exit: SeenExit): Finding {
  const { name } = subject;
  if (exit.state === 'running') return { holds: false, actual: message('{0} runs.', name), details: [] };
  if (exit.status === undefined) {
    const holds = status === undefined ? true : undefined;
    return { holds, actual: message('{0} has ended, and nobody saw how.', name), details: [] };
  }
  return {
    holds: status === undefined || status === exit.status,
    actual: message('{0} has ended with status {1}.', name, exit.status),
    details: exit.signal === undefined ? [] : [message('The signal {0} has ended it.', exit.signal)],
  };
}
