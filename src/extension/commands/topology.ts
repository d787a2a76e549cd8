import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { Namespace } from '../../model/namespace.ts';
import { isCspec } from '../language/selector.ts';
import { type Context, namespacesOf, pickNamespace, registerCommand } from './context.ts';

/** The drawing of network namespaces. */
export function topologyCommands(context: Context): Disposable[] {
  const { topology } = context;
  return [
    registerCommand(context, 'isolens.showTopology', () => topology.show()),
    registerCommand(context, 'isolens.showInTopology', async (_node, nodes) => {
      const isNet = ({ kind }: Namespace) => kind === 'net';
      const chosen = namespacesOf(context, nodes).find(isNet);
      const net = chosen ?? (await pickNamespace(context, vscode.l10n.t('Network namespace'), isNet));
      if (net) topology.show(net.id);
    }),
    registerCommand(context, 'isolens.previewSpec', () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document && isCspec(document)) topology.showSpec(document.uri.toString());
    }),
  ];
}
