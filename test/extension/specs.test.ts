import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as vscode from 'vscode';
import { until } from './observing.ts';

const [sfo, nyc, name] = ['sfo', 'nyc', 'pair'].map((each) => `${each}host${process.pid}`);
const PAIR = `veth cable
netns ${sfo} { interface eth0 on cable { address 10.213.0.1/24 } }
netns ${nyc} { interface eth0 on cable { address 10.213.0.2/24 } }
`;

/** Whether this user can make network namespaces. */
const canMake = process.geteuid?.() === 0 && spawnSync('ip', ['netns', 'list']).status === 0;

function isolens(...args: readonly string[]): void {
  const extension = vscode.extensions.getExtension('isolens.isolens')?.extensionPath ?? '';
  execFileSync(process.execPath, [`${extension}/dist/isolens.cjs`, ...args], { stdio: 'pipe' });
}

function netns(): string {
  return execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
}

function activeText(): string {
  return vscode.window.activeTextEditor?.document.getText() ?? '';
}

describe('environments', function () {
  let uri: vscode.Uri;

  /** What is over the lines of the file now. */
  const lenses = async (): Promise<string[]> => {
    const command = 'vscode.executeCodeLensProvider';
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(command, uri, 100);
    return found.map((lens) => lens.command?.title ?? '');
  };
  const untilLenses = (expected: readonly string[]) =>
    until(async () => (await lenses()).join('|') === expected.join('|'));
  const act = (command: string, ...args: unknown[]) =>
    vscode.commands.executeCommand(`isolens.environment.${command}`, uri.toString(), ...args);

  before(async function () {
    if (!canMake) this.skip();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    uri = vscode.Uri.joinPath(folder, `${name}.cspec`);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(PAIR));
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('isolens.environments.focus');
  });

  after(() => {
    if (canMake) isolens('down', name ?? '');
  });

  it('are down first, with what can be done over the file and over each place', async () => {
    const run = '▶ Run in namespace';
    await untilLenses(['○ down', 'Plan', 'Up', run, run]);
  });

  it('are planned as a document', async () => {
    await act('plan');
    assert.match(activeText(), new RegExp(`^\\+ .*${sfo}.*\\[unshare\\(CLONE_NEWNET\\)`, 'm'));
    assert.match(activeText(), new RegExp(`^ {4}ip netns add ${sfo}$`, 'm'));
    assert.ok(!netns().includes(sfo ?? ''));
  });

  it('are shown as they are by whoever they were made, and what drifts too', async () => {
    const run = ['▶ Run in namespace', 'Shell'];
    isolens('up', uri.fsPath);
    await untilLenses(['● up', 'Plan', 'Down', '● up', ...run, '● up', ...run]);
    execFileSync('ip', ['-n', sfo ?? '', 'link', 'set', 'eth0', 'down']);
    await untilLenses(['● drifted', 'Plan', 'Up', 'Down', '● up · drifted', ...run, '● up', ...run]);
  });

  it('are compared with what up leaves behind', async () => {
    await act('compare');
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const text = async (of: vscode.Uri) => (await vscode.workspace.openTextDocument(of)).getText();
    assert.match(await text(input.original), new RegExp(`${sfo}/eth0 state = DOWN`));
    assert.match(await text(input.modified), new RegExp(`${sfo}/eth0 state = UP`));
  });

  it('have a status that can be read', async () => {
    await act('status');
    assert.match(activeText(), /^State +drifted$/m);
    assert.match(activeText(), new RegExp(`^${sfo} +up +net:\\[\\d+\\]$`, 'm'));
  });

  it('lead to the file where a place is declared', async () => {
    await act('openFile', nyc);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 2);
  });

  it('are removed as a whole', async () => {
    await act('down');
    assert.ok(!netns().includes(sfo ?? '') && !netns().includes(nyc ?? ''));
    const run = '▶ Run in namespace';
    await untilLenses(['○ down', 'Plan', 'Up', run, run]);
  });
});
