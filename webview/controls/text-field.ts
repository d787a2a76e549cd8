import { provideVSCodeDesignSystem, TextField as ToolkitTextField, vsCodeTextField } from '@vscode/webview-ui-toolkit';
import { element } from '../panel/element.ts';

provideVSCodeDesignSystem().register(vsCodeTextField());

/** One line of text. */
export interface TextField {
  readonly element: HTMLElement;
  value: string;
}

/** @param changed called with every key */
export function textField(label: string, placeholder: string, changed: (value: string) => void): TextField {
  // The toolkit makes a name for screen readers of the text inside; the styles of controls hide it.
  const made = element('vscode-text-field', { placeholder }, label);
  const toolkit = () => (made instanceof ToolkitTextField ? made : undefined);
  made.addEventListener('input', () => changed(toolkit()?.value ?? ''));
  return {
    element: made,
    get value() {
      return toolkit()?.value ?? '';
    },
    set value(value: string) {
      const own = toolkit();
      if (own) own.value = value;
    },
  };
}
