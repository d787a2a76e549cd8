import * as vscode from 'vscode';
import type { Choice } from '../../model/enter/choices.ts';
import { groupsToJoin } from '../../model/enter/choices.ts';
import { TAKEN, type Taken } from '../../model/enter/enter.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { plainLabel } from '../escape.ts';
import { namespaceLabel } from '../namespaces/namespace-row.ts';
import { kindName } from '../namespaces/row.ts';
import { pickSeveral, text } from '../ui.ts';

type Part = { readonly namespace: string } | { readonly take: Taken } | { readonly own: 'groups' | 'root' };
type Item = vscode.QuickPickItem & { readonly part: Part };

/** Lets a person choose what of a place is entered: each namespace, directories, environment, groups, and as whom. */
export async function pickParts(choice: Choice, snapshot: Snapshot, title: string): Promise<Choice | undefined> {
  const { target, user } = choice;
  const process = target.process === undefined ? undefined : snapshot.processes[target.process];
  const groups = process ? groupsToJoin(process, snapshot) : target.groups;
  const items: Item[] = [
    ...namespaceItems(choice, snapshot),
    ...(process ? takenItems(target.take) : []),
    ...(groups.length > 0
      ? [
          {
            label: vscode.l10n.t('Control groups'),
            description: vscode.l10n.t('its limits hold for the terminal, too'),
            picked: target.groups.length > 0,
            part: { own: 'groups' } as const,
          },
        ]
      : []),
    {
      label: vscode.l10n.t('As root inside'),
      description: vscode.l10n.t('uid 0 of its user namespace'),
      picked: user === 'root',
      part: { own: 'root' },
    },
  ];
  const picked = await pickSeveral(items, { title, placeHolder: vscode.l10n.t('What of it is entered') });
  if (!picked) return undefined;
  const parts = picked.map(({ part }) => part);
  const has = (own: 'groups' | 'root') => parts.some((part) => 'own' in part && part.own === own);
  return {
    user: has('root') ? 'root' : 'own',
    target: {
      ...target,
      namespaces: parts.flatMap((part) => ('namespace' in part ? part.namespace : [])),
      take: parts.flatMap((part) => ('take' in part ? part.take : [])),
      groups: has('groups') ? groups : [],
    },
  };
}

function namespaceItems({ target }: Choice, { namespaces }: Snapshot): Item[] {
  return target.namespaces
    .flatMap((id) => namespaces[id] ?? [])
    .map((ns) => ({
      label: plainLabel(namespaceLabel(ns)),
      description: text(kindName(ns.kind)),
      picked: true,
      part: { namespace: ns.id },
    }));
}

function takenItems(taken: readonly Taken[]): Item[] {
  const labels: Readonly<Record<Taken, string>> = {
    root: vscode.l10n.t('Root directory'),
    cwd: vscode.l10n.t('Working directory'),
    environment: vscode.l10n.t('Environment'),
  };
  return TAKEN.map((take) => ({ label: labels[take], picked: taken.includes(take), part: { take } }));
}
