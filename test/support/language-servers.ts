import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import {
  type ClientCapabilities,
  createProtocolConnection,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

const PROGRAM = path.join(import.meta.dirname, '../../src/server/node/main.ts');

export interface ServerOptions {
  readonly initializationOptions?: unknown;
  readonly capabilities?: ClientCapabilities;
  /** Default: the source. */
  readonly program?: string;
  /** Before `--stdio`. */
  readonly args?: readonly string[];
}

/** A server in a process of its own, as any editor starts it; it must end well. */
export async function withServer(
  { initializationOptions, capabilities = {}, program = PROGRAM, args = [] }: ServerOptions,
  use: (client: ProtocolConnection, told: InitializeResult) => Promise<void>,
): Promise<void> {
  const server = spawn(process.execPath, [program, ...args, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const client = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  client.listen();
  const ended = once(server, 'exit');
  try {
    const params: InitializeParams = { processId: process.pid, rootUri: null, capabilities, initializationOptions };
    const told: InitializeResult = await client.sendRequest('initialize', params);
    await client.sendNotification('initialized', {});
    await use(client, told);
    await client.sendRequest('shutdown');
    await client.sendNotification('exit');
    assert.deepEqual(await ended, [0, null]);
  } finally {
    client.dispose();
    server.kill();
  }
}

/** Opens a text in the server. */
export async function openText(client: ProtocolConnection, uri: string, text: string): Promise<void> {
  const textDocument = { uri, languageId: 'cspec', version: 1, text };
  await client.sendNotification('textDocument/didOpen', { textDocument });
}
