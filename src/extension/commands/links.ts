import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { message } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import type { NamespaceId } from '../../model/namespace.ts';
import type { Link, Network } from '../../model/network/network.ts';
import { placeOf, placesOf } from '../../model/network/place.ts';
import { type LinkRef } from '../../model/operation/link/place.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { type DrawnTarget, readDrawnTarget } from '../../protocol/topology-page.ts';
import { plainLabel } from '../escape.ts';
import { pickOne } from '../ui.ts';
import { type Context, pickNamespace, registerCommand } from './context.ts';
import { copy } from './copy.ts';
import { createCable } from './create-cable.ts';
import { addAddress, deleteAddress, deleteLink, setMaster, setNetem, setUp } from './link-changes.ts';
import { acting } from './operating.ts';
import { revealOrOffer } from './reveal.ts';

/** A link that something is to be done with, as the drawing has it. */
export interface Chosen {
  readonly ref: LinkRef;
  readonly link: Link;
  readonly network: Network;
  /** What people call its namespace, plain. */
  readonly where: string;
}

/** Something that can be done with a link. */
interface LinkAction {
  readonly command: string;
  readonly label: () => string;
  readonly fits?: (chosen: Chosen) => boolean;
  readonly act: (context: Context, chosen: Chosen) => Promise<void>;
}

const isUp = ({ link }: Chosen) => link.flags.includes('UP');

const ACTIONS: readonly LinkAction[] = [
  {
    command: 'isolens.setLinkUp',
    label: () => vscode.l10n.t('Set Up'),
    fits: (chosen) => !isUp(chosen),
    act: (context, chosen) => setUp(context, chosen, true),
  },
  {
    command: 'isolens.setLinkDown',
    label: () => vscode.l10n.t('Set Down'),
    fits: isUp,
    act: (context, chosen) => setUp(context, chosen, false),
  },
  { command: 'isolens.addAddress', label: () => vscode.l10n.t('Add Address…'), act: addAddress },
  {
    command: 'isolens.deleteAddress',
    label: () => vscode.l10n.t('Delete Address…'),
    fits: ({ network, link }) => network.addresses.some(({ index }) => index === link.index),
    act: deleteAddress,
  },
  { command: 'isolens.setMaster', label: () => vscode.l10n.t('Port of Bridge…'), act: setMaster },
  { command: 'isolens.setNetem', label: () => vscode.l10n.t('Delay and Loss…'), act: setNetem },
  {
    command: 'isolens.captureLink',
    label: () => vscode.l10n.t('Capture Packets…'),
    act: ({ captures }, { ref, where }) => captures.capture(ref, where),
  },
  {
    command: 'isolens.deleteLink',
    label: () => vscode.l10n.t('Delete Link…'),
    fits: ({ link }) => link.kind !== undefined,
    act: deleteLink,
  },
];

/** Changes links, from the drawing. */
export function linkCommands(context: Context): Disposable[] {
  const on = (id: string, act: (target: DrawnTarget) => Promise<unknown>) =>
    acting(registerCommand, context, id, (node) => act(targetOf(node)));
  return [
    ...ACTIONS.map(({ command, act }) =>
      on(command, async (target) => {
        const chosen = await choose(context, target);
        if (chosen) await act(context, chosen);
      }),
    ),
    on('isolens.changeLink', (target) => change(context, target)),
    on('isolens.createVeth', ({ namespace }) => cableFrom(context, namespace)),
    registerCommand(context, 'isolens.stopCapture', (id) => stopCapture(context, id)),
    registerCommand(context, 'isolens.copyIpScript', (node) => copyScript(context, targetOf(node))),
    registerCommand(context, 'isolens.revealNetns', (node) => {
      const { namespace } = targetOf(node);
      return namespace === undefined ? undefined : revealOrOffer(context, namespace);
    }),
  ];
}

/** @param id of the one whose item was clicked; without it a person chooses where there are several */
async function stopCapture({ captures }: Context, id: unknown): Promise<void> {
  const items = captures.running.map((each) => ({ label: each.what, id: each.id }));
  const one =
    items.find((each) => each.id === id) ??
    (items.length > 1 ? await pickOne(items, { title: vscode.l10n.t('Stop capturing') }) : items[0]);
  if (one) await captures.stop(one.id);
}

/** Of a namespace with what it is wired to; of a wire its ends. */
async function copyScript(
  { topology, state: { snapshot } }: Context,
  { namespace, links }: DrawnTarget,
): Promise<void> {
  const ends = links?.map((link) => link.namespace) ?? [];
  const chosen = namespace === undefined ? ends : topology.around(namespace);
  if (snapshot && chosen.length > 0) await copy([topology.script(chosen, placesOf(snapshot))]);
}

/** Where the menu was opened; nothing of that for what is of another form. */
function targetOf(node: unknown): DrawnTarget {
  try {
    return readDrawnTarget(node, 'target');
  } catch {
    return {};
  }
}

async function change(context: Context, target: DrawnTarget): Promise<void> {
  const chosen = await choose(context, target);
  if (!chosen) return;
  const fitting = ACTIONS.filter(({ fits }) => fits?.(chosen) ?? true);
  const items = fitting.map((action) => ({ label: action.label(), action }));
  const title = vscode.l10n.t('{0} of {1}', plainLabel(chosen.ref.name), chosen.where);
  await (await pickOne(items, { title }))?.action.act(context, chosen);
}

async function cableFrom(context: Context, namespace: NamespaceId | undefined): Promise<void> {
  const from =
    namespace ?? (await pickNamespace(context, vscode.l10n.t('Network namespace'), ({ kind }) => kind === 'net'))?.id;
  if (from !== undefined) await createCable(context, from);
}

/** The link that is meant: a person is asked where there are several. @throws ProtocolError gone */
async function choose(context: Context, { namespace, links }: DrawnTarget): Promise<Chosen | undefined> {
  const refs = links ?? refsIn(context, namespace);
  const items = refs.map((ref) => ({
    label: plainLabel(ref.name),
    description: whereOf(context, ref.namespace),
    ref,
  }));
  const ref = items.length > 1 ? (await pickOne(items, { title: vscode.l10n.t('Link') }))?.ref : items[0]?.ref;
  return ref && chosenOf(context, ref);
}

function refsIn({ topology }: Context, namespace: NamespaceId | undefined): LinkRef[] {
  const network = namespace === undefined ? undefined : topology.network(namespace);
  return network?.links.map(({ index, name }) => ({ namespace: network.namespace, index, name })) ?? [];
}

function chosenOf(context: Context, ref: LinkRef): Chosen {
  const network = context.topology.network(ref.namespace);
  const link = network?.links.find(({ index }) => index === ref.index);
  if (!network || !link) throw new ProtocolError('gone', message('There is no link {0} any more.', ref.name));
  return { ref, link, network, where: whereOf(context, ref.namespace) };
}

/** What people call a namespace, plain. */
function whereOf({ state: { snapshot } }: Context, id: NamespaceId): string {
  const namespace = snapshot?.namespaces[id];
  return plainLabel(snapshot && namespace ? placeOf(namespace, snapshot).title : printable(id, 60));
}
