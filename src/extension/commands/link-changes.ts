import * as vscode from 'vscode';
import { netemArgs } from '../../model/network/ip-args.ts';
import type { Link } from '../../model/network/network.ts';
import { parseNetem } from '../../model/network/parse-netem.ts';
import { addressProblem } from '../../model/operation/link/address.ts';
import { plainLabel } from '../escape.ts';
import { pickOne, text } from '../ui.ts';
import type { Context } from './context.ts';
import type { Chosen } from './links.ts';
import { operate } from './operating.ts';
import { previewedInput } from './previewed-input.ts';

export async function setUp(context: Context, { ref }: Chosen, up: boolean): Promise<void> {
  await operate(context, [{ kind: 'link.set', ...ref, up }], 'always');
}

export async function addAddress(context: Context, { ref, where }: Chosen): Promise<void> {
  const operation = (address: string) => ({ kind: 'address.add', ...ref, address }) as const;
  const address = await previewedInput(context, {
    title: vscode.l10n.t('Address for {0} of {1}', plainLabel(ref.name), where),
    prompt: vscode.l10n.t('With the length of its network, as for “ip address add”'),
    placeholder: '10.0.0.1/24',
    operation: (value) => {
      const problem = addressProblem(value.trim());
      return problem ? text(problem) : operation(value.trim());
    },
  });
  if (address !== undefined) await operate(context, [operation(address.trim())]);
}

export async function deleteAddress(context: Context, { ref, network, where }: Chosen): Promise<void> {
  const own = network.addresses.filter(({ index }) => index === ref.index);
  const items = own.map(({ local, prefixLength, scope }) => ({
    label: `${local}/${prefixLength}`,
    description: scope,
  }));
  const title = vscode.l10n.t('Address of {0} of {1}', plainLabel(ref.name), where);
  const address = (await pickOne(items, { title }))?.label;
  if (address !== undefined) await operate(context, [{ kind: 'address.delete', ...ref, address }], 'always');
}

/** A bridge of the same namespace, or none any more. */
export async function setMaster(context: Context, { ref, link, network, where }: Chosen): Promise<void> {
  const bridges = network.links.filter(({ kind, index }) => kind === 'bridge' && index !== ref.index);
  const none = { label: vscode.l10n.t('No bridge'), bridge: undefined };
  const items: { readonly label: string; readonly bridge: Link | undefined }[] = [
    ...bridges
      .filter(({ index }) => index !== link.master)
      .map((bridge) => ({ label: plainLabel(bridge.name), bridge })),
    ...(link.master === undefined ? [] : [none]),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no bridge in {0}.', where));
    return;
  }
  const title = vscode.l10n.t('Bridge that {0} of {1} is to be a port of', plainLabel(ref.name), where);
  const picked = await pickOne(items, { title });
  if (!picked) return;
  const { bridge } = picked;
  const master = bridge && { index: bridge.index, name: bridge.name };
  await operate(context, [{ kind: 'link.setMaster', ...ref, ...(master && { master }) }], 'always');
}

export async function setNetem(context: Context, { ref, network, where }: Chosen): Promise<void> {
  const now = network.qdiscs.find(({ index, parent }) => index === ref.index && parent === 'root')?.netem;
  const wrong = vscode.l10n.t(
    'Not understood. Use delay TIME [JITTER], loss, duplicate, corrupt, reorder PERCENT, rate RATE.',
  );
  const operation = (value: string) => {
    const netem = parseNetem(value);
    return netem ? ({ kind: 'link.netem', ...ref, netem } as const) : wrong;
  };
  const answer = await previewedInput(context, {
    title: vscode.l10n.t('Delay and loss of what {0} of {1} sends', plainLabel(ref.name), where),
    prompt: vscode.l10n.t('As for “tc qdisc … netem”; empty: none'),
    placeholder: 'delay 100ms 10ms loss 1%',
    value: netemArgs(now ?? {}).join(' '),
    operation,
  });
  const wanted = answer === undefined ? undefined : operation(answer);
  if (typeof wanted === 'object') await operate(context, [wanted]);
}

export async function deleteLink(context: Context, { ref }: Chosen): Promise<void> {
  await operate(context, [{ kind: 'link.delete', ...ref }]);
}
