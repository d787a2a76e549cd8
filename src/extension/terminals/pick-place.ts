import * as vscode from 'vscode';
import { containerLabel } from '../../model/container.ts';
import { type Choice, enterNamespaces, enterProcess, foreignNamespaces } from '../../model/enter/choices.ts';
import type { Create, Enter } from '../../model/enter/enter.ts';
import { kernelName, NAMESPACE_KINDS, type Namespace, type NamespaceKind } from '../../model/namespace.ts';
import { commandLine } from '../../model/process.ts';
import { firstProcessOf, type Snapshot } from '../../model/snapshot.ts';
import { plainLabel } from '../escape.ts';
import { namespaceLabel } from '../namespaces/namespace-row.ts';
import { ICONS, kindName } from '../namespaces/row.ts';
import { pickOne, pickSeveral, text } from '../ui.ts';

/** Where, and as whom. */
export type Place = Choice | (Pick<Enter, 'user'> & { readonly target: Create });

type Item = vscode.QuickPickItem & { readonly choose?: () => Promise<Place | undefined> | Place };

/** Lets a person choose where something is run: a namespace, a process, a container, or new namespaces. */
export async function pickPlace(snapshot: Snapshot, title: string): Promise<Place | undefined> {
  const items: Item[] = [
    {
      label: `$(add) ${vscode.l10n.t('New namespaces…')}`,
      description: 'unshare',
      choose: () => pickKinds(snapshot, title),
    },
    ...section(vscode.l10n.t('Containers'), containerItems(snapshot)),
    ...section(vscode.l10n.t('Namespaces'), namespaceItems(snapshot)),
    ...section(vscode.l10n.t('Processes in other namespaces'), processItems(snapshot)),
  ];
  const placeHolder = vscode.l10n.t('A namespace, a process or a container');
  return (await pickOne(items, { title, placeHolder, matchOnDescription: true }))?.choose?.();
}

function section(label: string, items: readonly Item[]): Item[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function containerItems(snapshot: Snapshot): Item[] {
  return Object.values(snapshot.containers)
    .filter(({ category }) => category !== 'unit')
    .flatMap((container) => {
      const first = firstProcessOf(container, snapshot);
      if (!first) return [];
      return {
        label: `$(package) ${plainLabel(containerLabel(container))}`,
        description: plainLabel(`${first.pid} ${commandLine(first)}`),
        choose: () => enterProcess(first, snapshot),
      };
    });
}

function namespaceItems(snapshot: Snapshot): Item[] {
  const own = new Set(Object.values(snapshot.host.namespaces));
  return Object.values(snapshot.namespaces)
    .filter(({ id }) => !own.has(id))
    .sort(byName)
    .map((ns) => ({
      label: `$(${ICONS[ns.kind]}) ${plainLabel(namespaceLabel(ns))}`,
      description: plainLabel(namespaceWords(ns, snapshot)),
      choose: () => enterNamespaces([ns], snapshot),
    }));
}

/** Those with names first. */
function byName(a: Namespace, b: Namespace): number {
  return Number(a.name === undefined) - Number(b.name === undefined) || a.inode - b.inode;
}

function namespaceWords(ns: Namespace, { processes }: Snapshot): string {
  const leader = ns.leader === undefined ? undefined : processes[ns.leader];
  return [ns.name === undefined ? '' : kernelName(ns), leader ? `${leader.pid} ${leader.comm}` : '']
    .filter(Boolean)
    .join(' · ');
}

function processItems(snapshot: Snapshot): Item[] {
  return Object.values(snapshot.processes)
    .filter((process) => process.state !== 'zombie' && foreignNamespaces(process, snapshot).length > 0)
    .sort((a, b) => a.pid - b.pid)
    .map((process) => ({
      label: plainLabel(`${process.pid} ${process.comm}`),
      description: plainLabel(commandLine(process)),
      choose: () => enterProcess(process, snapshot),
    }));
}

/** Kinds of new namespaces. An ordinary user can make them in a user namespace only. */
async function pickKinds({ host }: Snapshot, title: string): Promise<Place | undefined> {
  const usual: readonly NamespaceKind[] = host.agent.level === 'user' ? ['user', 'net'] : ['net'];
  const items = NAMESPACE_KINDS.map((kind) => ({
    label: kind,
    description: text(kindName(kind)),
    picked: usual.includes(kind),
    made: kind,
  }));
  const placeHolder = vscode.l10n.t('Kinds of new namespaces');
  const picked = await pickSeveral(items, { title, placeHolder });
  if (!picked || picked.length === 0) return undefined;
  const kinds = picked.map(({ made }) => made);
  return { user: kinds.includes('user') ? 'root' : 'own', target: { kind: 'create', kinds } };
}
