import * as vscode from 'vscode';
import { errorText } from '../../protocol/errors.ts';
import type { DrawingFormat } from '../../protocol/topology-page.ts';

const ENDINGS: Readonly<Record<DrawingFormat, string>> = {
  svg: 'svg',
  png: 'png',
  mermaid: 'mmd',
  dot: 'dot',
  json: 'json',
  sh: 'sh',
};

/** Writes a drawing to the file that a person chooses. */
export async function saveDrawing(drawing: {
  readonly format: DrawingFormat;
  readonly content: string;
}): Promise<void> {
  const ending = ENDINGS[drawing.format];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the drawing'),
    filters: { [drawing.format.toUpperCase()]: [ending] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `topology.${ending}`) }),
  });
  if (!file) return;
  try {
    await vscode.workspace.fs.writeFile(
      file,
      Buffer.from(drawing.content, drawing.format === 'png' ? 'base64' : 'utf8'),
    );
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The drawing was not saved: {0}', errorText(error)));
  }
}
