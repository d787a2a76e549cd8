import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { withoutIcons } from '../escape.ts';
import type { LiveLenses } from '../language/language.ts';
import { text } from '../ui.ts';
import { type EnvironmentEntry, isMade } from './entry.ts';
import type { EnvironmentsModel } from './environments-model.ts';
import { environmentLens, type LensWords, placeLens } from './lens-words.ts';

/** VS Code asks for lenses so long after it was told that they changed, and forgets it when the focus leaves the editor meanwhile. */
const ASKED_MS = 1500;

/** What is over environments, containers and network namespaces in an editor: what they do now, and what can be done. */
export class EnvironmentLenses implements LiveLenses, Disposable {
  readonly #model: EnvironmentsModel;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  #timer: NodeJS.Timeout | undefined;
  readonly onChange = this.#changed.event;

  constructor(model: EnvironmentsModel) {
    this.#model = model;
    this.#store.add(this.#changed);
    this.#store.add(model.onChange(() => this.#tell()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#tell()));
  }

  /** None in a workspace that is not trusted: nothing is done there. */
  complete(lenses: readonly vscode.CodeLens[]): vscode.CodeLens[] {
    clearTimeout(this.#timer);
    if (!vscode.workspace.isTrusted) return [];
    return lenses.flatMap((lens) => this.#completed(lens));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  /** Tells it once more if nobody has asked. */
  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), ASKED_MS);
    this.#changed.fire();
  }

  #completed(lens: vscode.CodeLens): vscode.CodeLens[] {
    const { command, arguments: args = [] } = lens.command ?? {};
    const [uri, place]: unknown[] = args;
    if (typeof uri !== 'string' || !uri.startsWith('file:')) return [];
    const entry = this.#model.of(uri);
    switch (command) {
      case 'isolens.environment.plan':
        return [...(entry ? [stateLens(lens.range, environmentLens(entry), args)] : []), lens];
      case 'isolens.environment.up':
        return upLenses(lens, entry);
      case 'isolens.environment.down':
        return entry && isMade(entry) ? [lens] : [];
      default:
        return typeof place === 'string' ? placeLenses(lens, entry, place, args) : [lens];
    }
  }
}

/** What is up is not made once more, but what has ended may be. */
function upLenses(lens: vscode.CodeLens, entry: EnvironmentEntry | undefined): vscode.CodeLens[] {
  const hasEnded = entry?.status.containers.some(({ state }) => state === 'exited' || state === 'failed');
  const restart = lens.command && {
    ...lens.command,
    command: 'isolens.environment.restart',
    title: vscode.l10n.t('Restart'),
  };
  return [
    ...(entry?.status.state === 'up' ? [] : [lens]),
    ...(hasEnded && restart ? [new vscode.CodeLens(lens.range, restart)] : []),
  ];
}

function placeLenses(
  lens: vscode.CodeLens,
  entry: EnvironmentEntry | undefined,
  place: string,
  args: readonly unknown[],
): vscode.CodeLens[] {
  const { range, command } = lens;
  const words = entry && placeLens(entry, place);
  const run = command && new vscode.CodeLens(range, { ...command, title: `▶ ${command.title}` });
  const hasLog = entry?.status.containers.some(({ name, status }) => name === place && status !== undefined);
  const act = (id: string, title: string) =>
    new vscode.CodeLens(range, { command: `isolens.environment.${id}`, title, arguments: [...args] });
  return [
    ...(words ? [stateLens(range, words, args)] : []),
    ...(run ? [run] : []),
    ...(words?.sign === '●' ? [act('shell', vscode.l10n.t('Shell'))] : []),
    ...(hasLog ? [act('showLog', vscode.l10n.t('Show Log'))] : []),
  ];
}

function stateLens(range: vscode.Range, { sign, words }: LensWords, args: readonly unknown[]): vscode.CodeLens {
  const title = withoutIcons(`${sign} ${words.map(text).join(' · ')}`);
  return new vscode.CodeLens(range, { command: 'isolens.environment.status', title, arguments: [...args] });
}
