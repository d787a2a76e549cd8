import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { printable } from '../../base/text.ts';
import type { JournalEntry } from '../../model/operation/journal.ts';
import { type Description, type Operation, type Refusal, stepLine } from '../../model/operation/operation.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { DescribeOperation, ExecuteOperation } from '../../protocol/protocol.ts';
import { withoutLinks } from '../escape.ts';
import { confirm, offerTrust, showDone, text } from '../ui.ts';
import type { Context, Handler } from './context.ts';

/** Registers a command that changes the host: not in a workspace that is not trusted. */
export function acting<N>(
  register: (context: Context, id: string, handler: Handler<N>) => Disposable,
  context: Context,
  id: string,
  act: Handler<N>,
): Disposable {
  return register(context, id, async (node, nodes) => {
    if (vscode.workspace.isTrusted) await act(node, nodes);
    else void offerTrust();
  });
}

/** Who is asked what would be done, and told to do it. */
type Doer = { readonly agent: Pick<Context['agent'], 'request'> };

/** Steps of one change that are shown when it is confirmed. */
const MOST_LINES = 20;

/**
 * Describes all, asks once, does one after the other.
 * @param ask `always`: also what cannot hurt; `harm`: only what can
 * @param remarks said first when it is asked
 * @returns what was written down. @throws ProtocolError
 */
export async function operate(
  context: Doer,
  operations: readonly Operation[],
  ask: 'harm' | 'always' = 'harm',
  remarks: readonly string[] = [],
): Promise<JournalEntry[]> {
  const { agent } = context;
  const descriptions: Description[] = [];
  for (const operation of operations) descriptions.push(await agent.request(DescribeOperation, { operation }));
  const refusal = descriptions.flatMap(({ refusals }) => refusals)[0];
  if (refusal) return instead(context, refusal, operations, ask);
  if (!(await confirmed(descriptions, ask, remarks))) return [];
  const entries: JournalEntry[] = [];
  for (const operation of operations) entries.push(await agent.request(ExecuteOperation, { operation }));
  const [entry] = entries;
  if (entry) showDone(vscode.l10n.t('Done: {0}', text(entry.title)));
  return entries;
}

/** Tells why not; where something else does it, or makes it possible, that is offered. */
async function instead(
  context: Doer,
  { code, message: why, remedy, offer }: Refusal,
  operations: readonly Operation[],
  ask: 'harm' | 'always',
): Promise<JournalEntry[]> {
  if (!offer) throw new ProtocolError('refused', why, remedy);
  const { title } = await context.agent.request(DescribeOperation, { operation: offer });
  const sentence = `${text(why)} ${text(remedy)}`;
  const button = text(title);
  if ((await vscode.window.showErrorMessage(withoutLinks(sentence), button)) !== button) return [];
  const done = await operate(context, [offer], ask);
  // What systemd does is done; what only was in the way is out of it.
  if (code === 'owned' || done.length === 0) return done;
  return [...done, ...(await operate(context, operations, ask))];
}

async function confirmed(
  descriptions: readonly Description[],
  ask: 'harm' | 'always',
  remarks: readonly string[],
): Promise<boolean> {
  const asked = descriptions.filter(({ danger }) => danger === 'harm' || ask === 'always');
  const [first] = asked;
  if (!first) return true;
  const title =
    asked.length === 1
      ? `${text(first.title)}?`
      : asked.some(({ danger }) => danger === 'harm')
        ? vscode.l10n.t('Do {0} things that can hurt?', asked.length)
        : vscode.l10n.t('Do {0} things?', asked.length);
  const detail = asked.flatMap((description) => [
    ...(asked.length > 1 ? [text(description.title)] : []),
    ...description.warnings.map(text),
    ...previewLines(description),
  ]);
  return confirm(title, [...remarks, ...detail], vscode.l10n.t('Do It'));
}

/** The steps as a person could type them. */
export function previewLines({ steps }: Description): string[] {
  const lines = steps.slice(0, MOST_LINES).map((step) => `$ ${printable(stepLine(step), 500)}`);
  return steps.length > MOST_LINES ? [...lines, `… ${steps.length - MOST_LINES}`] : lines;
}
