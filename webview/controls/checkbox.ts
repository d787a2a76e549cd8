import { provideVSCodeDesignSystem, Checkbox as ToolkitCheckbox, vsCodeCheckbox } from '@vscode/webview-ui-toolkit';
import { element } from '../panel/element.ts';

provideVSCodeDesignSystem().register(vsCodeCheckbox());

/** Something that is on or off. */
export interface Checkbox {
  readonly element: HTMLElement;
  checked: boolean;
}

export function checkbox(label: string, changed: (checked: boolean) => void): Checkbox {
  const made = element('vscode-checkbox', {}, label);
  const isChecked = () => made instanceof ToolkitCheckbox && made.checked;
  made.addEventListener('change', () => changed(isChecked()));
  return {
    element: made,
    get checked() {
      return isChecked();
    },
    set checked(checked: boolean) {
      if (made instanceof ToolkitCheckbox) made.checked = checked;
    },
  };
}
