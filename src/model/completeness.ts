import { type Message, message } from '../base/message.ts';
import type { Snapshot } from './snapshot.ts';

/** What a snapshot does not show and what would show it, in one line; undefined when it shows everything. */
export function completeness({ completeness: { unreadable, hidden }, host }: Snapshot): Message | undefined {
  if (hidden) return message('Processes of other users are hidden (hidepid): needs root');
  if (unreadable === 0) return undefined;
  const one = unreadable === 1;
  switch (host.agent.level) {
    case 'user':
      return one ? message('1 process hidden: needs root') : message('{0} processes hidden: needs root', unreadable);
    case 'root-limited':
      return one
        ? message('1 process hidden: not readable with these rights')
        : message('{0} processes hidden: not readable with these rights', unreadable);
    case 'root':
      return one
        ? message('1 process hidden: not readable even for root')
        : message('{0} processes hidden: not readable even for root', unreadable);
  }
}
