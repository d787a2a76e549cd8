import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { ListLimitEvents } from '../../protocol/protocol.ts';
import { groupsOf } from '../cgroups/group-tree.ts';
import { historyDocument } from '../limits/history-document.ts';
import { type Context, registerGroupCommand } from './context.ts';
import { writer } from './inspect.ts';

/** What limits did, and which groups a person wants to be told of. */
export function limitCommands(context: Context): Disposable[] {
  const { agent, documents, limits } = context;
  return [
    registerGroupCommand(context, 'isolens.watchGroup', (_, nodes) => limits.watch(groupsOf(nodes), true)),
    registerGroupCommand(context, 'isolens.unwatchGroup', (_, nodes) => limits.watch(groupsOf(nodes), false)),
    registerGroupCommand(context, 'isolens.showGroupLimitHistory', async (_, nodes) => {
      const groups = groupsOf(nodes);
      const { events, logErrno } = await agent.request(ListLimitEvents, null);
      const own = events.filter(({ group, limited }) =>
        groups.some((each) => group === each || group.startsWith(`${each}/`) || limited === each),
      );
      await documents.show(
        vscode.l10n.t('Limit history of {0}', groups.join(' ')),
        'limits',
        historyDocument(writer, own, logErrno),
      );
    }),
    registerGroupCommand(context, 'isolens.showLimitHistory', async () => {
      const { events, logErrno } = await agent.request(ListLimitEvents, null);
      limits.seen();
      await documents.show(vscode.l10n.t('Limit history'), 'limits', historyDocument(writer, events, logErrno));
    }),
  ];
}
