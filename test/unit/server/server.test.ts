import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Diagnostic, ProtocolConnection } from 'vscode-languageserver-protocol/node';
import { openText, withServer } from '../../support/language-servers.ts';

const URI = 'untitled:Untitled-1';

/** What the server says next. */
async function told(client: ProtocolConnection): Promise<readonly Diagnostic[]> {
  return new Promise((resolve) => {
    client.onNotification('textDocument/publishDiagnostics', ({ diagnostics }) => resolve(diagnostics));
  });
}

/** What the server says of a text. */
async function diagnosticsOf(client: ProtocolConnection, text: string): Promise<readonly Diagnostic[]> {
  const next = told(client);
  await openText(client, URI, text);
  return next;
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

  it('checks again for other exports while it runs', async () => {
    await withServer({ initializationOptions: { exports: ['compose'] } }, async (client) => {
      const codes = async (diagnostics: Promise<readonly Diagnostic[]>) => (await diagnostics).map(({ code }) => code);
      const set = async (exports: unknown) => {
        const next = told(client);
        const settings = { isolens: { cspec: { exports } } };
        await client.sendNotification('workspace/didChangeConfiguration', { settings });
        return codes(next);
      };
      assert.deepEqual(await codes(diagnosticsOf(client, 'container box { rootfs host }')), ['C23', 'X02']);
      assert.deepEqual(await set([]), ['C23']);
      assert.deepEqual(await set(['kubernetes', 'of-another-version']), ['C23', 'X02']);
      assert.deepEqual(await set(null), ['C23']);
    });
  });
});
