import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './observing.ts';

const ID = 'isolens.isolens';

function manifest(): { contributes: { commands: { command: string }[] } } {
  return vscode.extensions.getExtension(ID)?.packageJSON;
}

describe('isolens in the extension host', () => {
  it('is not active before somebody looks', () => {
    assert.equal(vscode.extensions.getExtension(ID)?.isActive, false);
  });

  it('is active within 50 ms, in the best of what a loaded machine gives', async () => {
    const began = performance.now();
    await vscode.extensions.getExtension(ID)?.activate();
    // Not a limit that decides: the time is told, and only an order of magnitude more fails.
    const took = performance.now() - began;
    console.log(`      activate() took ${took.toFixed(0)} ms`);
    assert.ok(took < 1000);
  });

  it('registers every command of its manifest', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = manifest().contributes.commands.filter(({ command }) => !known.has(command));
    assert.deepEqual(missing, []);
  });

  it('reads the host when its view is opened', async () => {
    await vscode.commands.executeCommand('isolens.namespaces.focus');
    await until(async () => {
      await vscode.commands.executeCommand('isolens.copyDiagnostics');
      const text = await vscode.env.clipboard.readText();
      return /agent running/.test(text) && /\d+ namespaces, \d+ processes/.test(text);
    });
  });

  it('starts its agent again when that was killed', async () => {
    const before = await agentPid();
    process.kill(before, 'SIGKILL');
    await until(async () => {
      const now = await agentPid().catch(() => before);
      return now !== before;
    });
  });
});

/** The pid that the diagnostics tell. */
async function agentPid(): Promise<number> {
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('isolens.copyDiagnostics');
  const pid = /\bpid (\d+)/.exec(await vscode.env.clipboard.readText())?.[1];
  if (!pid) throw new Error('the agent does not run');
  return Number(pid);
}
