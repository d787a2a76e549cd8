import { message } from '../../base/message.ts';
import { type LimitEvent, limitSentence } from '../../model/cgroup/limit-event.ts';
import type { Writer } from '../document-lines.ts';

/** What limits did, newest first. `logErrno`: why the kernel log tells nothing. */
export function historyDocument(writer: Writer, events: readonly LimitEvent[], logErrno: string | undefined): string[] {
  const lines = events.toReversed().map((event) => `${stamp(event.time)}  ${writer.say(limitSentence(event))}`);
  return [
    ...(logErrno === undefined ? [] : [writer.say(blind(logErrno)), '']),
    ...(lines.length > 0 ? lines : [writer.say(message('No limit has made itself felt yet.'))]),
  ];
}

function blind(errno: string) {
  return message(
    'The kernel log cannot be read ({0}): it needs root, or CAP_SYSLOG. Kills are counted, but not by name.',
    errno,
  );
}

/** `2026-11-24 19:03:12`, in local time. */
function stamp(time: number): string {
  const date = new Date(time);
  const local = new Date(time - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}
