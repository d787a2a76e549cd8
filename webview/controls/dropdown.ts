import {
  provideVSCodeDesignSystem,
  Dropdown as ToolkitDropdown,
  vsCodeDropdown,
  vsCodeOption,
} from '@vscode/webview-ui-toolkit';
import { element } from '../panel/element.ts';

provideVSCodeDesignSystem().register(vsCodeDropdown(), vsCodeOption());

/** One of several things; each has a value and a label. */
export interface Dropdown {
  readonly element: HTMLElement;
  /** Replaces what can be chosen; what was chosen stays when it is still there. */
  offer(choices: readonly (readonly [value: string, label: string])[]): void;
  value: string;
}

export function dropdown(label: string, changed: (value: string) => void): Dropdown {
  const made = element('vscode-dropdown', { 'aria-label': label });
  const toolkit = () => (made instanceof ToolkitDropdown ? made : undefined);
  made.addEventListener('change', () => changed(toolkit()?.value ?? ''));
  return {
    element: made,
    offer(choices) {
      const before = toolkit()?.value;
      made.replaceChildren(...choices.map(([value, text]) => element('vscode-option', { value }, text)));
      const kept = choices.find(([value]) => value === before) ?? choices[0];
      if (kept) this.value = kept[0];
    },
    get value() {
      return toolkit()?.value ?? '';
    },
    set value(value: string) {
      const own = toolkit();
      // Its options become known to it a moment after they were added.
      queueMicrotask(() => {
        if (own) own.value = value;
      });
    },
  };
}
