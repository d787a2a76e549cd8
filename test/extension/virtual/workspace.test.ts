import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isSaid, processesOf, until } from '../observing.ts';
import { MemoryFiles } from './memory-files.ts';

const SPEC = `bridge lan { address 10.0.0.1/24 }
netns a { interface e on lan { address 10.0.0.1/24 } }
container box { rootfs "./nowhere"  command ["sh"] }
`;

describe('in a virtual workspace', () => {
  let document: vscode.TextDocument;

  it('a spec is checked, but for the files it names', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder && folder.scheme !== 'file');
    vscode.workspace.registerFileSystemProvider(folder.scheme, new MemoryFiles(folder));
    const uri = vscode.Uri.joinPath(folder, 'pair.cspec');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(SPEC));
    document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'cspec');
    await vscode.window.showTextDocument(document);
    await until(() => isSaid('A03', document));
    assert.ok(!isSaid('C12', document));
  });

  it('names are found, proposed and renamed', async () => {
    const place = document.positionAt(SPEC.indexOf('lan {') + 1);
    const run = <T>(command: string, ...args: unknown[]) =>
      vscode.commands.executeCommand<T>(command, document.uri, ...args);
    const found = await run<vscode.Location[]>('vscode.executeReferenceProvider', place);
    assert.equal(found.length, 2);
    const proposed = await run<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.positionAt(SPEC.indexOf('lan { address 10.0.0.1/24 } }')),
    );
    assert.ok(proposed.items.some(({ label }) => label === 'lan'));
    const edit = await run<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', place, 'net0');
    assert.equal(edit.get(document.uri).length, 2);
  });

  it('nothing runs but the server', () => {
    assert.equal(vscode.workspace.isTrusted, true);
    assert.equal(processesOf('server.cjs').length, 1);
    assert.deepEqual(processesOf('agent.cjs'), []);
  });
});
