import { type Message, message } from '../../base/message.ts';
import { parseDuration } from '../../model/cgroup/duration.ts';
import { addKind, separateKinds } from '../container-namespaces.ts';
import { type Clock, isClock } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { type CheckContext, defineCheck, type Edit } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

const CLOCKS = ['monotonic', 'boottime'];

/** The kernel refuses clocks beyond that: half of what it can count in nanoseconds (kernel/time/namespace.c). */
const MOST_DAYS = 53_375;
const US_PER_DAY = 86_400_000_000;

/** What is wrong with an offset; the clocks of a host show the time since its start. */
function offsetFault(offset: string, bootTime: number | undefined): Message | undefined {
  const us = parseDuration(offset.replace(/^[+-]/, ''));
  if (us === undefined) return message('{0} is no offset, such as +7d or -90s.', offset);
  if (us > MOST_DAYS * US_PER_DAY) return message('A clock can be moved by {0} days at most.', MOST_DAYS);
  if (!offset.startsWith('-') || bootTime === undefined) return undefined;
  const hours = Math.max(0, Date.now() / 1000 - bootTime) / 3600;
  return us > hours * 3_600_000_000
    ? message('The clock would be negative: this host was started {0} hours ago.', Math.floor(hours))
    : undefined;
}

function checkOffset(node: Clock, { facts, report }: CheckContext): void {
  const fault = node.offset === undefined ? undefined : offsetFault(node.offset, facts?.bootTime);
  if (fault) report({ node, property: 'offset' }, { message: fault });
}

/** `namespace`: what gives the container one; nothing when it has one. */
function checkKind(node: Clock, namespace: readonly Edit[], { report }: CheckContext): void {
  const { kind } = node;
  if (kind !== undefined && !CLOCKS.includes(kind)) {
    const near = nearest(kind, CLOCKS) ?? 'boottime';
    const at = { node, property: 'kind' };
    report(at, {
      message: message('Only the clocks monotonic and boottime can be moved.'),
      fixes: [{ title: message('Use {0}', near), edits: [replace(at, near), ...namespace] }],
    });
  } else if (namespace.length > 0) {
    const title = message('Add the namespace {0}', 'time');
    report(
      { node },
      {
        message: message('Only a container with a time namespace has clocks of its own.'),
        fixes: [{ title, edits: namespace, preferred: true }],
      },
    );
  }
}

export const c05 = defineCheck({
  code: 'C05',
  severity: 'error',
  title: 'A clock that cannot be moved so',
  explanation:
    'A time namespace (time_namespaces(7)) moves the clocks `monotonic` and `boottime` by an offset such as `+7d` or `-90s`, and ' +
    'no others: the time of day is the same everywhere. No clock may become negative (“Numerical result out of range”): both show ' +
    'the time since the host was started. Without a `time` namespace there is nothing to move.',
  on: ['Container'],
  check(container, context) {
    const clocks = statementsOf(container).filter(isClock);
    if (clocks.length === 0) return;
    const namespace = separateKinds(container).has('time') ? [] : [addKind(container, 'time', context.text)];
    for (const node of clocks) {
      checkKind(node, namespace, context);
      checkOffset(node, context);
    }
  },
});
