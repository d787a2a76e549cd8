import { formatDuration } from '../cgroup/duration.ts';

/** What a file expects of its environment when that is up. */
export type SpecExpectation = SpecReaches | SpecListens | SpecOomKilled | SpecProcesses | SpecExits;

/** Something that a file declares, by its name; `host` is there in any case. */
export interface SpecSubject {
  readonly kind: 'host' | 'netns' | 'container' | 'cgroup';
  readonly name: string;
}

interface Expectation<Kind extends string> {
  readonly kind: Kind;
  readonly subject: SpecSubject;
  /** What is told is expected not to be: at no time, where a time is given. */
  readonly negated: boolean;
  /** In µs: for so long it may take until it is so; 0: it is so at once. */
  readonly within: number;
  /** Where it stands in the file: the first and the last line, from 1. */
  readonly lines: readonly [first: number, last: number];
}

/** A packet comes to the other end, and an answer back: a ping, or with a port a connection of TCP. */
export interface SpecReaches extends Expectation<'reaches'> {
  readonly to: SpecSubject | { readonly kind: 'address'; readonly address: string };
  readonly port?: number;
}

/** A socket listens on a TCP port of the network namespace of the subject, at any address. */
export interface SpecListens extends Expectation<'listens'> {
  readonly port: number;
}

/** The kernel has killed a process of the container or group, as a limit of memory was reached (cgroups(7)). */
export type SpecOomKilled = Expectation<'oom_killed'>;

/** As many processes as told are in the container, or in the group and those below it. */
export interface SpecProcesses extends Expectation<'processes'> {
  readonly count: number;
}

/** The command of the container has ended. */
export interface SpecExits extends Expectation<'exits'> {
  /** Its exit status: 0 to 255, 128 and the number of the signal that killed it; undefined: any. */
  readonly status?: number;
}

/** So long is waited for what is expected if nothing is said, in µs: what was just started takes its time. */
export const USUAL_PATIENCE = 5_000_000;
/** In µs: nobody waits longer for a test. */
export const LONGEST_PATIENCE = 3_600_000_000;

/** The largest exit status. */
export const MAX_STATUS = 255;

/** The statement without its first word, as it would be written: `sfo not reaches nyc port 80 within 5s`. */
export function expectationText(expectation: SpecExpectation): string {
  const { subject, negated, within } = expectation;
  const usual = negated ? 0 : USUAL_PATIENCE;
  return [
    subject.name,
    ...(negated ? ['not'] : []),
    ...factWords(expectation),
    ...(within === usual ? [] : ['within', within === 0 ? '0s' : formatDuration(within)]),
  ].join(' ');
}

function factWords(expectation: SpecExpectation): readonly (string | number)[] {
  switch (expectation.kind) {
    case 'reaches': {
      const { to, port } = expectation;
      return ['reaches', to.kind === 'address' ? to.address : to.name, ...(port === undefined ? [] : ['port', port])];
    }
    case 'listens':
      return ['listens', expectation.port];
    case 'oom_killed':
      return ['oom_killed'];
    case 'processes':
      return ['processes', expectation.count];
    case 'exits':
      return expectation.status === undefined ? ['exits'] : ['exits', expectation.status];
  }
}
