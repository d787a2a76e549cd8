import { type Message, message } from '../../base/message.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** What the view does not show, in one line; undefined when it shows everything. */
export function completeness({ completeness: { unreadable, hidden }, host }: Snapshot): Message | undefined {
  if (hidden) return message('Processes of other users are hidden (hidepid): needs root');
  if (unreadable === 0) return undefined;
  if (host.agent.level === 'user') {
    return unreadable === 1
      ? message('1 process hidden: needs root')
      : message('{0} processes hidden: needs root', unreadable);
  }
  return unreadable === 1
    ? message('1 process hidden: not readable even for root')
    : message('{0} processes hidden: not readable with these rights', unreadable);
}
