import * as vscode from 'vscode';

/** Where people write; other schemes show old or foreign states of a file, as `git` does. */
const SCHEMES = ['file', 'untitled', 'vscode-vfs'];

/** The files of the language: those above and those of the folders that are open, whatever they come from. */
export function cspecSelector(): { language: string; scheme: string }[] {
  const open = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  return [...new Set([...SCHEMES, ...open])].map((scheme) => ({ language: 'cspec', scheme }));
}

/** Whether it is a file of the language. */
export function isCspec(document: vscode.TextDocument): boolean {
  return vscode.languages.match(cspecSelector(), document) > 0;
}
