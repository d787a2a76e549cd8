import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { message } from '../../base/message.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { EnvironmentEntry, SpecFile } from '../environments/entry.ts';
import type { EnvironmentNode } from '../environments/environment-tree.ts';
import { specFile } from '../environments/spec-files.ts';
import { plainLabel } from '../escape.ts';
import { isCspec } from '../language/selector.ts';
import { offerTrust, pickOne } from '../ui.ts';
import { type Context, registerAny } from './context.ts';

/** What a command about an environment is about: a file, or what runs without one that is known here. */
export interface EnvironmentTarget {
  readonly file?: SpecFile;
  /** As it is seen now. */
  readonly entry?: EnvironmentEntry;
  /** The netns or container. */
  readonly place?: string;
}

/**
 * Registers a command that is called from code lenses (address of the file, place), rows, menus of files, and the palette:
 * there the file of the editor is meant, or a person chooses. Not in a workspace that is not trusted.
 */
export function registerEnvironmentCommand(
  context: Context,
  id: string,
  act: (target: EnvironmentTarget) => Promise<void>,
): Disposable {
  return registerAny(context, id, async (what?: unknown, more?: unknown) => {
    if (!vscode.workspace.isTrusted) {
      void offerTrust();
      return;
    }
    for (const target of await targetsOf(context, what, more)) await act(target);
  });
}

async function targetsOf(context: Context, what: unknown, more: unknown): Promise<readonly EnvironmentTarget[]> {
  if (typeof what === 'string') {
    return [targetOf(context, vscode.Uri.parse(what), typeof more === 'string' ? more : undefined)];
  }
  if (what instanceof vscode.Uri) return [targetOf(context, what)];
  if (isNode(what)) return (Array.isArray(more) ? more.filter(isNode) : [what]).map((node) => ofNode(context, node));
  const document = vscode.window.activeTextEditor?.document;
  if (document && isCspec(document)) return [targetOf(context, document.uri)];
  return pickTarget(context);
}

/** @throws ProtocolError for a file that is not on this host */
function targetOf({ environments }: Context, uri: vscode.Uri, place?: string): EnvironmentTarget {
  if (uri.scheme !== 'file') {
    throw new ProtocolError(
      'refused',
      message('The file is not saved on this host.'),
      message('Save it as a file whose name ends with .cspec: paths in it are seen from its folder.'),
    );
  }
  const entry = environments.of(uri.toString());
  return { file: specFile(uri), ...(entry && { entry }), ...(place !== undefined && { place }) };
}

function isNode(value: unknown): value is EnvironmentNode {
  return typeof value === 'object' && value !== null && 'environment' in value && 'type' in value && 'key' in value;
}

function ofNode({ environmentsView }: Context, node: EnvironmentNode): EnvironmentTarget {
  const entry = environmentsView.tree.entryOf(node);
  const place = 'name' in node ? node.name : 'of' in node ? node.of : undefined;
  return {
    ...(entry?.file && { file: entry.file }),
    ...(entry && { entry }),
    ...(place !== undefined && { place }),
  };
}

async function pickTarget({ environments, specFiles }: Context): Promise<readonly EnvironmentTarget[]> {
  const entries = environments.entries.filter(({ file }) => file === undefined);
  const files = await specFiles.all();
  const items = [
    ...files.map((file) => {
      const entry = environments.of(file.uri);
      return { label: plainLabel(file.shown), target: { file, ...(entry && { entry }) } };
    }),
    ...entries.map((entry) => ({
      label: plainLabel(entry.name),
      description: plainLabel(entry.status.file ?? ''),
      target: { entry },
    })),
  ];
  if (items.length === 0) {
    throw new ProtocolError(
      'refused',
      message('There is no .cspec file in this workspace.'),
      message('Make one with “Isolens: New Environment…”.'),
    );
  }
  const picked = await pickOne(items, { title: vscode.l10n.t('Environment'), matchOnDescription: true });
  return picked ? [picked.target] : [];
}
