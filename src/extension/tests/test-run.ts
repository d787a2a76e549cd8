import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Declared } from '../../protocol/environment.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Tested } from '../../protocol/expectation.ts';
import { CancelTest, TestEnvironment } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import { withoutLinks } from '../escape.ts';
import { sentenceOf, text } from '../ui.ts';
import { expectedTests, failureOf } from './expected.ts';

/** Tests of one file that are to be run. */
export interface FileTests {
  readonly uri: vscode.Uri;
  readonly declared: Declared;
  /** By the id of their expectation. */
  readonly items: ReadonlyMap<string, vscode.TestItem>;
}

/** Runs tests of one file, and tells the run of each when it is decided. @throws ProtocolError */
export async function runTests(
  agent: AgentClient,
  run: vscode.TestRun,
  { uri, declared, items }: FileTests,
  token: vscode.CancellationToken,
): Promise<void> {
  const open = new Map(
    expectedTests(declared.spec.expectations).flatMap(({ id, index }): [number, vscode.TestItem][] => {
      const item = items.get(id);
      return item ? [[index, item]] : [];
    }),
  );
  const name = randomUUID();
  const told = (tested: Tested) => {
    const item = open.get(tested.index);
    if (item) tell(run, uri, item, tested);
    open.delete(tested.index);
  };
  const listening = agent.onTested(({ run: of, tested }) => {
    if (of === name) told(tested);
  });
  // The agent may have gone: the request tells.
  const cancelling = token.onCancellationRequested(() => agent.request(CancelTest, { run: name }).catch(() => {}));
  try {
    for (const item of open.values()) run.started(item);
    for (const tested of await agent.request(TestEnvironment, { declared, only: [...open.keys()], run: name }))
      told(tested);
    for (const item of open.values()) run.skipped(item);
  } finally {
    listening.dispose();
    cancelling.dispose();
  }
}

function tell(run: vscode.TestRun, uri: vscode.Uri, item: vscode.TestItem, { judgement, tookMs }: Tested): void {
  const { outcome } = judgement;
  const { message, expected, actual } = failureOf(judgement, text);
  const sign = outcome === 'met' ? '✓' : outcome === 'unmet' ? '✗' : '?';
  const lines = [`${sign} ${item.label}`, ...(outcome === 'met' ? [] : actual.trimEnd().split('\n'))];
  run.appendOutput(`${lines.join('\r\n  ')}\r\n`, undefined, item);
  if (outcome === 'met') {
    run.passed(item, tookMs);
    return;
  }
  const told =
    outcome === 'unmet' ? vscode.TestMessage.diff(message, expected, actual) : new vscode.TestMessage(message);
  if (item.range) told.location = new vscode.Location(uri, item.range);
  if (outcome === 'unmet') run.failed(item, told, tookMs);
  else run.errored(item, told, tookMs);
}

/** Why tests were not run, for each of them. */
export function notRun(run: vscode.TestRun, items: Iterable<vscode.TestItem>, error: unknown): void {
  const why = error instanceof ProtocolError ? sentenceOf(error.data) : String(error);
  for (const item of items) run.errored(item, new vscode.TestMessage(why));
  run.appendOutput(`${why}\r\n`);
}

/** The environment is down: offers to make it. */
export async function offerUp(uri: vscode.Uri, { data }: ProtocolError): Promise<void> {
  const up = vscode.l10n.t('Up');
  if ((await vscode.window.showWarningMessage(withoutLinks(text(data.message)), up)) !== up) return;
  await vscode.commands.executeCommand('isolens.environment.up', uri.toString());
}
