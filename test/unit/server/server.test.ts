import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Diagnostic, ProtocolConnection } from 'vscode-languageserver-protocol/node';
import { withServer } from '../../support/language-servers.ts';

const URI = 'untitled:Untitled-1';

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
    await withServer({}, async (client) => {
      const [found] = await diagnosticsOf(client, TWICE);
      assert.equal(found?.code, 'A03');
      assert.equal(found?.message, 'Address 10.0.0.1 is on lan twice.');
    });
  });

  it('speaks the language of the person', async () => {
    const bundle = { 'Address {0} is on {1} twice.': '{1}: {0} zweimal' };
    await withServer({ initializationOptions: { bundle } }, async (client) => {
      const [found] = await diagnosticsOf(client, TWICE);
      assert.equal(found?.message, 'lan: 10.0.0.1 zweimal');
    });
  });
});
