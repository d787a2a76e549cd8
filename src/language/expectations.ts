import type { Reference } from 'langium';
import { parseDuration } from '../model/cgroup/duration.ts';
import { LONGEST_PATIENCE, MAX_STATUS, type SpecSubject } from '../model/spec/expectation.ts';
import { separateKinds } from './container-namespaces.ts';
import { type Container, type Expect, isCgroup, isContainer, type Subject } from './generated/ast.ts';
import type { SpecIndex } from './spec-index.ts';
import { type Stack, Wiring } from './wiring.ts';

const KINDS = { Host: 'host', Netns: 'netns', Container: 'container', Cgroup: 'cgroup' } as const;

/** What a name in an expectation means; undefined: nothing of the file. The host is there also where no block tells of it. */
export function subjectOf(reference: Reference<Subject> | undefined): SpecSubject | undefined {
  if (!reference) return undefined;
  const { ref, $refText } = reference;
  if (ref) return { kind: KINDS[ref.$type], name: ref.name };
  return $refText === 'host' ? { kind: 'host', name: $refText } : undefined;
}

/** The network namespace that an end is in; undefined: it is nothing of the file, or a group. */
export function stackOfEnd(reference: Reference<Subject> | undefined, index: SpecIndex): Stack | undefined {
  const wiring = Wiring.of(index);
  if (subjectOf(reference)?.kind === 'host') return wiring.host;
  const place = reference?.ref;
  if (!place || isCgroup(place)) return undefined;
  return isContainer(place) ? stackOfContainer(place, wiring) : wiring.stackOf(place);
}

const STACKS = new WeakMap<Container, Stack>();

/** One without a network namespace of its own is in that of the host. Found once: many expectations may tell of it. */
function stackOfContainer(container: Container, wiring: Wiring): Stack {
  let stack = STACKS.get(container);
  if (!stack) {
    stack = separateKinds(container).has('net') ? wiring.stackOf(container) : wiring.host;
    STACKS.set(container, stack);
  }
  return stack;
}

/** More processes than that no kernel has (PID_MAX_LIMIT, proc_sys_kernel(5)). */
export const MAX_PROCESSES = 4_194_304;

/** A number of processes; undefined for what is none. */
export function countOf(text: string | undefined): number | undefined {
  return wholeNumber(text, MAX_PROCESSES);
}

/** An exit status; undefined for what is none. */
export function statusOf(text: string | undefined): number | undefined {
  return wholeNumber(text, MAX_STATUS);
}

function wholeNumber(text: string | undefined, most: number): number | undefined {
  const value = /^\d{1,7}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return value <= most ? value : undefined;
}

/** µs of `within`, which has a unit; undefined where it says no time that can be waited for. */
export function patienceOf({ within }: Pick<Expect, 'within'>): number | undefined {
  const time = within !== undefined && /[a-z]$/.test(within) ? parseDuration(within) : undefined;
  return time !== undefined && time <= LONGEST_PATIENCE ? time : undefined;
}
