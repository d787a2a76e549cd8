import * as vscode from 'vscode';
import { message } from '../../base/message.ts';
import type { EnvironmentStatus } from '../../model/environment/status.ts';
import { containerWords } from '../../model/environment/status-words.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { Refresh } from '../../protocol/protocol.ts';
import type { SpecFile } from '../environments/entry.ts';
import { networkOfPlace, processOfContainer } from '../environments/places.ts';
import type { Context } from './context.ts';
import type { EnvironmentTarget } from './environment-targets.ts';

/** What was just made is in a snapshot after so long, in ms, or never. */
const KNOWN_MS = 5000;

/** A terminal in a netns or container that is there. */
export async function openShell(context: Context, { entry, place }: EnvironmentTarget): Promise<void> {
  if (entry && place !== undefined) await on(context, 'isolens.enter', entry.status, place);
}

/** Makes it where it is not there, and opens a terminal in it; where it is, asks for what is to be run in it. */
export async function runInNamespace(context: Context, { place }: EnvironmentTarget, file: SpecFile): Promise<void> {
  const declared = await context.acts.declared(file);
  if (!declared || place === undefined) return;
  const before = await context.acts.status(declared);
  const wasUp = before.state === 'up' || before.state === 'drifted';
  if (!wasUp && !(await context.acts.up(declared))) return;
  const status = wasUp ? before : await context.acts.status(declared);
  await on(context, wasUp ? 'isolens.runInNamespace' : 'isolens.enter', status, place);
}

/** Calls a command for what is in the place, as it is for rows of the other views. */
async function on(context: Context, command: string, status: EnvironmentStatus, place: string): Promise<void> {
  const container = status.containers.find(({ name }) => name === place);
  if (container && container.state !== 'running') {
    const how = containerWords(container)[0] ?? '';
    throw new ProtocolError(
      'gone',
      message('Nothing runs in {0}: {1}.', place, how),
      message('Give it a command that stays, as sleep infinity.'),
    );
  }
  const row = await known(context, (snapshot) => {
    const process = processOfContainer(snapshot, container);
    if (process) return { type: 'process', process: process.id };
    const network = container ? undefined : networkOfPlace(snapshot, status, place);
    return network && { type: 'namespace', namespace: network.id };
  });
  if (!row) throw new ProtocolError('gone', message('{0} is not there.', place));
  await vscode.commands.executeCommand(command, row);
}

/** What the snapshots tell, now or soon. */
async function known<T>(
  { agent, state }: Context,
  find: (snapshot: Snapshot) => T | undefined,
): Promise<T | undefined> {
  const now = () => (state.snapshot ? find(state.snapshot) : undefined);
  const found = now();
  if (found !== undefined) return found;
  return new Promise((resolve, reject) => {
    const end = (value: T | undefined) => {
      clearTimeout(timer);
      listening.dispose();
      resolve(value);
    };
    const timer = setTimeout(() => end(undefined), KNOWN_MS);
    const listening = state.onChange(() => {
      const then = now();
      if (then !== undefined) end(then);
    });
    agent.request(Refresh, { rescan: true }).catch(reject);
  });
}
