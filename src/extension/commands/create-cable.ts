import * as vscode from 'vscode';
import type { Namespace, NamespaceId } from '../../model/namespace.ts';
import { placeOf } from '../../model/network/place.ts';
import { type CreateVeth, linkNameProblem } from '../../model/operation/link/create-veth.ts';
import { shortInterfaceName } from '../../model/spec/derived-name.ts';
import { plainLabel } from '../escape.ts';
import { ask, text } from '../ui.ts';
import { type Context, pickNamespace } from './context.ts';
import { operate } from './operating.ts';
import { previewedInput } from './previewed-input.ts';

/** Makes a cable from a network namespace to another one that is asked for, with the names of both ends. */
export async function createCable(context: Context, from: NamespaceId): Promise<void> {
  const a = context.state.snapshot?.namespaces[from];
  if (!a) return;
  const b = await pickNamespace(
    context,
    vscode.l10n.t('Cable from {0} to', titleOf(context, a)),
    ({ kind }) => kind === 'net',
  );
  if (!b) return;
  const own = await ask({
    title: vscode.l10n.t('Name of the end in {0}', titleOf(context, a)),
    value: endName(titleOf(context, b)),
    validateInput: (value) => {
      const problem = linkNameProblem(value);
      return problem && text(problem);
    },
  });
  if (own === undefined) return;
  const operation = (name: string): CreateVeth => ({
    kind: 'link.createVeth',
    a: { namespace: a.id, name: own },
    b: { namespace: b.id, name },
  });
  const other = await previewedInput(context, {
    title: vscode.l10n.t('Name of the end in {0}', titleOf(context, b)),
    prompt: vscode.l10n.t('The end in {0} is called {1}', titleOf(context, a), own),
    value: endName(titleOf(context, a)),
    operation: (value) => {
      const problem = linkNameProblem(value);
      return problem ? text(problem) : operation(value);
    },
  });
  if (other !== undefined) await operate(context, [operation(other)]);
}

function titleOf({ state: { snapshot } }: Context, namespace: Namespace): string {
  return plainLabel(snapshot ? placeOf(namespace, snapshot).title : namespace.id);
}

/** `to-sfo`: where it leads. */
function endName(title: string): string {
  return shortInterfaceName(`to-${title.replace(/[^\w.-]/g, '-')}`);
}
