import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Event } from '../base/event.ts';
import type { Attention } from '../protocol/protocol.ts';

/** Something that can be seen or not: a tree, the panels. */
export interface Sight {
  readonly visible: boolean;
  readonly onDidChangeVisibility: Event<unknown>;
}

/** Follows how closely views are looked at: one of them seen or not, in a window that has the focus or not. */
export function watchAttention(sights: readonly Sight[], onAttention: (attention: Attention) => void): Disposable {
  const store = new DisposableStore();
  const tell = () =>
    onAttention(
      attentionOf(
        sights.some(({ visible }) => visible),
        vscode.window.state,
      ),
    );
  for (const sight of sights) store.add(sight.onDidChangeVisibility(tell));
  store.add(vscode.window.onDidChangeWindowState(tell));
  tell();
  return store;
}

/** A window that nobody has touched for long (`active`) counts as unfocused. */
export function attentionOf(visible: boolean, window: vscode.WindowState): Attention {
  if (!visible) return 'hidden';
  return window.focused && window.active ? 'focused' : 'visible';
}
