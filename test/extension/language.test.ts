import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isSaid, processesOf, until } from './observing.ts';

const BRIDGE = 'bridge lan { address 10.0.0.1/24 }';
const WRONG = 'netns a { interface e on lan { address 10.0.0.1/24 } }';
const RIGHT = 'netns a { interface e on lan { address 10.0.0.2/24 } }';

/** Whether a file is said to have an address twice. */
const isWrong = (document: vscode.TextDocument) => isSaid('A03', document);

/** The processes of servers that this extension host has started. */
const servers = () => processesOf('server.cjs');

async function replaceSecondLine(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, document.lineAt(1).range, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('the language cspec', () => {
  let document: vscode.TextDocument;

  it('starts its server with the first file, also one that is not saved', async () => {
    document = await vscode.workspace.openTextDocument({ language: 'cspec', content: `${BRIDGE}\n${WRONG}\n` });
    await vscode.window.showTextDocument(document);
    await until(() => isWrong(document));
  });

  it('checks again what is edited', async () => {
    await replaceSecondLine(document, RIGHT);
    await until(() => !isWrong(document));
    await replaceSecondLine(document, WRONG);
    await until(() => isWrong(document));
  });

  it('starts its server again on demand, also twice at once', async () => {
    const restart = () => vscode.commands.executeCommand('isolens.cspec.restartServer');
    const [before] = servers();
    await Promise.all([restart(), restart()]);
    await until(() => servers().length === 1 && servers()[0] !== before);
    await until(() => isWrong(document));
    await replaceSecondLine(document, RIGHT);
    await until(() => !isWrong(document));
  });

  it('starts its server again when that was killed', async () => {
    const [before = 0] = servers();
    process.kill(before, 'SIGKILL');
    await until(() => servers().length === 1 && servers()[0] !== before);
    await replaceSecondLine(document, WRONG);
    await until(() => isWrong(document));
  });

  it('knows files by their ending', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder, 'pair.cspec');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${BRIDGE}\n${WRONG}\n`));
    const file = await vscode.workspace.openTextDocument(uri);
    assert.equal(file.languageId, 'cspec');
    // VS Code pulls diagnostics of what is shown.
    await vscode.window.showTextDocument(file);
    await until(() => isWrong(file));
  });

  it('takes other settings over without another start', async () => {
    const settings = vscode.workspace.getConfiguration('isolens.cspec');
    const before = servers();
    const text = 'container box { rootfs host }';
    const file = await vscode.workspace.openTextDocument({ language: 'cspec', content: text });
    await vscode.window.showTextDocument(file);
    await until(() => isSaid('C23', file));
    assert.ok(!isSaid('X02', file));
    await settings.update('exports', ['compose'], vscode.ConfigurationTarget.Global);
    await until(() => isSaid('X02', file));
    await settings.update('exports', undefined, vscode.ConfigurationTarget.Global);
    await until(() => !isSaid('X02', file));
    assert.deepEqual(servers(), before);
  });
});
