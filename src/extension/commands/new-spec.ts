import * as vscode from 'vscode';
import { message } from '../../base/message.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { plainLabel } from '../escape.ts';
import { pickOne } from '../ui.ts';

/** Copies an example into the workspace, where none of that name is there, and opens it. @throws ProtocolError */
export async function newSpec(extension: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  if (!folder) {
    throw new ProtocolError(
      'refused',
      message('No folder of this host is open.'),
      message('Open the one it belongs to.'),
    );
  }
  const examples = vscode.Uri.joinPath(extension, 'examples');
  const picked = await pickOne(await choices(examples), {
    title: vscode.l10n.t('New environment from an example'),
    matchOnDetail: true,
  });
  if (!picked) return;
  const target = vscode.Uri.joinPath(folder, picked.file);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(target, { ignoreIfExists: true, contents: await vscode.workspace.fs.readFile(picked.uri) });
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(target);
}

/** Each with the line that says what it is. */
async function choices(examples: vscode.Uri) {
  const files = (await vscode.workspace.fs.readDirectory(examples)).map(([name]) => name);
  const names = files.filter((name) => name.endsWith('.cspec')).sort();
  return Promise.all(
    names.map(async (file) => {
      const uri = vscode.Uri.joinPath(examples, file);
      const [first = ''] = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)).split('\n');
      return {
        label: plainLabel(file.replace(/\.cspec$/, '')),
        detail: plainLabel(first.replace(/^# /, '')),
        file,
        uri,
      };
    }),
  );
}
