import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import { element, setAttribute, setText } from '../panel/element.ts';

provideVSCodeDesignSystem().register(vsCodeButton());

/** A button that does one thing. */
export interface Button {
  readonly element: HTMLElement;
  set label(label: string);
  set disabled(disabled: boolean);
}

/** @param name for screen readers, where the label alone does not say what it acts on */
export function button(label: string, press: () => void, name?: string): Button {
  const made = element('vscode-button', { appearance: 'secondary', ...(name && { 'aria-label': name }) }, label);
  made.addEventListener('click', press);
  return {
    element: made,
    set label(text: string) {
      setText(made, text);
    },
    set disabled(disabled: boolean) {
      setAttribute(made, 'disabled', disabled ? '' : undefined);
    },
  };
}
