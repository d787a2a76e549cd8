import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  CodeAction,
  DocumentDiagnosticReport,
  FullDocumentDiagnosticReport,
  ProtocolConnection,
  PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import { CancellationTokenSource, ResponseError } from 'vscode-languageserver-protocol/node';
import { HOST_FACTS_METHOD, type HostFacts } from '../../../src/model/spec/host-facts.ts';
import { openText, withServer } from '../../support/language-servers.ts';

const URI = 'untitled:Untitled-1';
const textDocument = { uri: URI };
const CPUS = 'cgroup g { cpuset.cpus = 7 }';
const TWICE = 'cgroup g {\n  pids.max = 50\n  pids.max = 60\n}\ncontainer c { rootfs host cgroup g }';

/** A client that asks for diagnostics. */
const PULLS = { textDocument: { diagnostic: {} } };

function pull(client: ProtocolConnection, previousResultId?: string): Promise<DocumentDiagnosticReport> {
  return client.sendRequest('textDocument/diagnostic', {
    textDocument,
    ...(previousResultId !== undefined && { previousResultId }),
  });
}

async function pulledCodes(client: ProtocolConnection): Promise<unknown[]> {
  const report = (await pull(client)) as FullDocumentDiagnosticReport;
  return report.items.map(({ code }) => code);
}

async function change(client: ProtocolConnection, version: number, text: string): Promise<void> {
  const params = { textDocument: { uri: URI, version }, contentChanges: [{ text }] };
  await client.sendNotification('textDocument/didChange', params);
}

async function tellFacts(client: ProtocolConnection, facts: HostFacts | null): Promise<void> {
  await client.sendNotification(HOST_FACTS_METHOD, facts);
}

/** What the server pushes, one after another. */
function pushes(client: ProtocolConnection): () => Promise<unknown[]> {
  const arrived: unknown[][] = [];
  const waiting: ((codes: unknown[]) => void)[] = [];
  client.onNotification('textDocument/publishDiagnostics', ({ diagnostics }: PublishDiagnosticsParams) => {
    const codes = diagnostics.map(({ code }) => code);
    const wake = waiting.shift();
    if (wake) wake(codes);
    else arrived.push(codes);
  });
  return () => {
    const codes = arrived.shift();
    return codes ? Promise.resolve(codes) : new Promise((resolve) => waiting.push(resolve));
  };
}

describe('a rename over a connection', () => {
  const position = { line: 0, character: 7 };

  it('that is refused arrives as an error with its sentence', async () => {
    await withServer({}, async (client) => {
      await openText(client, URI, 'bridge lan\nnetns a');
      const refused = await client
        .sendRequest('textDocument/rename', { textDocument, position, newName: 'a' })
        .catch((error: unknown) => error);
      assert.ok(refused instanceof ResponseError);
      assert.equal(refused.message, 'There is a netns a already.');
      const keyword = client.sendRequest('textDocument/prepareRename', {
        textDocument,
        position: { line: 0, character: 2 },
      });
      await assert.rejects(keyword, /bridge is no name/);
    });
  });

  it('gives its changes', async () => {
    await withServer({}, async (client) => {
      await openText(client, URI, 'bridge lan');
      const edit = await client.sendRequest('textDocument/rename', { textDocument, position, newName: 'b' });
      const range = { start: position, end: { line: 0, character: 10 } };
      assert.deepEqual(edit, { changes: { [URI]: [{ range, newText: 'b' }] } });
    });
  });
});

describe('pulled diagnostics', () => {
  it('are answers with an id, and nothing is pushed', async () => {
    await withServer({ capabilities: PULLS }, async (client, { capabilities }) => {
      assert.deepEqual(capabilities.diagnosticProvider, {
        identifier: 'cspec',
        interFileDependencies: false,
        workspaceDiagnostics: false,
      });
      let pushed = 0;
      client.onNotification('textDocument/publishDiagnostics', () => {
        pushed++;
      });
      await openText(client, URI, TWICE);
      const first = (await pull(client)) as FullDocumentDiagnosticReport;
      assert.deepEqual(
        first.items.map(({ code }) => code),
        ['N08'],
      );
      assert.deepEqual(await pull(client, first.resultId), { kind: 'unchanged', resultId: first.resultId });
      assert.equal((await pull(client, 'other')).kind, 'full');
      await change(client, 2, 'netns a');
      const second = await pull(client, first.resultId);
      assert.equal(second.kind, 'full');
      assert.notEqual(second.resultId, first.resultId);
      assert.equal(pushed, 0);
    });
  });

  it('are of the text as it is after all edits', async () => {
    await withServer({ capabilities: PULLS }, async (client) => {
      const large = Array.from({ length: 3000 }, (_, at) => `netns n${at} { interface e on nowhere }`).join('\n');
      await openText(client, URI, large);
      const older = pull(client);
      await change(client, 2, `${large}\nnetns last { interface e on nowhere }`);
      await change(client, 3, 'cgroup g { pids.max = 50 pids.max = 60 }\ncontainer c { rootfs host cgroup g }');
      assert.deepEqual(await pulledCodes(client), ['N08']);
      const report = (await older) as FullDocumentDiagnosticReport;
      assert.ok(report.items.length <= 1 || report.items.length >= 3000, 'of one text or of another');
    });
  });

  it('are not waited for after a cancellation', async () => {
    await withServer({ capabilities: PULLS }, async (client) => {
      await openText(client, URI, Array.from({ length: 20_000 }, (_, at) => `netns n${at}`).join('\n'));
      const source = new CancellationTokenSource();
      const asked = client.sendRequest('textDocument/diagnostic', { textDocument }, source.token);
      source.cancel();
      await assert.rejects(asked, /cancelled/);
    });
  });

  it('are none for a file that is not open', async () => {
    await withServer({ capabilities: PULLS }, async (client) => {
      assert.deepEqual(await pull(client), { kind: 'full', items: [] });
    });
  });
});

describe('facts of the host', () => {
  it('are checked again, and pushed', async () => {
    await withServer({}, async (client, { capabilities }) => {
      assert.equal(capabilities.diagnosticProvider, undefined);
      const next = pushes(client);
      await openText(client, URI, CPUS);
      assert.ok(!(await next()).includes('G11'));
      await tellFacts(client, { cpus: [0, 1] });
      assert.ok((await next()).includes('G11'));
      await tellFacts(client, { cpus: [0, 1, 7] });
      assert.ok(!(await next()).includes('G11'));
      await tellFacts(client, { cpus: [0] });
      assert.ok((await next()).includes('G11'));
      await tellFacts(client, null);
      assert.ok(!(await next()).includes('G11'));
    });
  });

  it('make a client ask again that asks by itself', async () => {
    const capabilities = { ...PULLS, workspace: { diagnostics: { refreshSupport: true } } };
    await withServer({ capabilities }, async (client) => {
      const refreshed = new Promise<void>((resolve) => {
        client.onRequest('workspace/diagnostic/refresh', () => {
          resolve();
          return null;
        });
      });
      await openText(client, URI, CPUS);
      assert.ok(!(await pulledCodes(client)).includes('G11'));
      await tellFacts(client, { cpus: [0, 1] });
      await refreshed;
      assert.ok((await pulledCodes(client)).includes('G11'));
    });
  });

  it('that are of another form are not known', async () => {
    await withServer({ capabilities: PULLS }, async (client) => {
      await openText(client, URI, CPUS);
      await tellFacts(client, { cpus: ['0'] } as never);
      assert.ok(!(await pulledCodes(client)).includes('G11'));
      await client.sendNotification(HOST_FACTS_METHOD, 'nonsense' as never);
      assert.ok(!(await pulledCodes(client)).includes('G11'));
    });
  });
});

describe('actions over a connection', () => {
  const range = { start: { line: 1, character: 3 }, end: { line: 1, character: 3 } };
  const ask = (client: ProtocolConnection, only: string[]): Promise<CodeAction[]> =>
    client.sendRequest('textDocument/codeAction', { textDocument, range, context: { diagnostics: [], only } });

  it('are of the kinds that the server tells', async () => {
    await withServer({}, async (client, { capabilities }) => {
      const provider = capabilities.codeActionProvider;
      assert.ok(typeof provider === 'object' && provider.codeActionKinds?.includes('source.fixAll.cspec'));
      await openText(client, URI, TWICE);
      const [action] = await ask(client, ['source']);
      assert.ok(action?.edit, 'at once for a client that cannot ask again');
    });
  });

  it('that cost time have their edits when they are chosen', async () => {
    const capabilities = { textDocument: { codeAction: { resolveSupport: { properties: ['edit'] } } } };
    await withServer({ capabilities }, async (client) => {
      await openText(client, URI, TWICE);
      const [action] = await ask(client, ['source.fixAll']);
      assert.equal(action?.edit, undefined);
      const resolved: CodeAction = await client.sendRequest('codeAction/resolve', action);
      const whole = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
      assert.deepEqual(resolved.edit, { changes: { [URI]: [{ range: whole, newText: '' }] } });
    });
  });
});
