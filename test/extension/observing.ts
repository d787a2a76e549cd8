import { spawnSync } from 'node:child_process';
import * as vscode from 'vscode';

/** Looks again until it is so; the time limit of the test ends it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Whether VS Code shows a diagnostic with this code in a file. */
export function isSaid(code: string, { uri }: vscode.TextDocument): boolean {
  const codes = vscode.languages.getDiagnostics(uri).map((each) => each.code);
  return codes.some((each) => (typeof each === 'object' ? each.value : each) === code);
}

/** The processes that this extension host has started to run a bundle of the extension: `server.cjs`, `agent.cjs`. */
export function processesOf(bundle: string): number[] {
  const { stdout } = spawnSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,args='], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.includes(`dist/${bundle}`));
  return lines.map((line) => Number.parseInt(line, 10));
}
