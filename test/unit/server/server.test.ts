import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

const PROGRAM = path.join(import.meta.dirname, '../../../src/server/node/main.ts');
const URI = 'untitled:Untitled-1';

/** A server in a process of its own, as any editor starts it. */
async function withServer(initializationOptions: unknown, use: (client: ProtocolConnection) => Promise<void>) {
  const server = spawn(process.execPath, [PROGRAM, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const client = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  client.listen();
  const ended = once(server, 'exit');
  try {
    const params: InitializeParams = {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions,
    };
    await client.sendRequest('initialize', params);
    await client.sendNotification('initialized', {});
    await use(client);
    await client.sendRequest('shutdown');
    await client.sendNotification('exit');
    assert.deepEqual(await ended, [0, null]);
  } finally {
    client.dispose();
    server.kill();
  }
}

/** What the server says of a text. */
async function diagnosticsOf(client: ProtocolConnection, text: string): Promise<readonly Diagnostic[]> {
  const told = new Promise<readonly Diagnostic[]>((resolve) => {
    client.onNotification('textDocument/publishDiagnostics', ({ diagnostics }) => resolve(diagnostics));
  });
  const textDocument = { uri: URI, languageId: 'cspec', version: 1, text };
  await client.sendNotification('textDocument/didOpen', { textDocument });
  return told;
}

const TWICE = 'bridge lan { address 10.0.0.1/24 }\nnetns a { interface e on lan { address 10.0.0.1/24 } }';

describe('the server', () => {
  it('checks a text that is no file, and ends when it is asked to', async () => {
    await withServer(undefined, async (client) => {
      const [found] = await diagnosticsOf(client, TWICE);
      assert.equal(found?.code, 'A03');
      assert.equal(found?.message, 'Address 10.0.0.1 is on lan twice.');
    });
  });

  it('speaks the language of the person', async () => {
    const bundle = { 'Address {0} is on {1} twice.': '{1}: {0} zweimal' };
    await withServer({ bundle }, async (client) => {
      const [found] = await diagnosticsOf(client, TWICE);
      assert.equal(found?.message, 'lan: 10.0.0.1 zweimal');
    });
  });
});
