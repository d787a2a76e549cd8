import * as vscode from 'vscode';

/** The text of a file as it is in the editor, where it is open there. */
export async function scriptText(uri: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

/** What is selected in the editor, all selections one after the other; undefined when that is nothing. */
export function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const texts = editor?.selections.filter(({ isEmpty }) => !isEmpty).map((each) => editor.document.getText(each));
  return texts && texts.length > 0 ? texts.join('\n') : undefined;
}
