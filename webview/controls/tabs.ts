import {
  provideVSCodeDesignSystem,
  Panels as ToolkitPanels,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
} from '@vscode/webview-ui-toolkit';
import { element } from '../panel/element.ts';

provideVSCodeDesignSystem().register(vsCodePanels(), vsCodePanelTab(), vsCodePanelView());

/** One tab and what is behind it. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: HTMLElement;
}

export interface Tabs {
  readonly element: HTMLElement;
  /** Id of the one that is shown. */
  readonly active: string;
}

/** Pages behind each other. @param changed called with the id of the tab that is shown now */
export function tabs(label: string, all: readonly Tab[], changed: (id: string) => void): Tabs {
  const heads = all.map(({ id, label: text }) => element('vscode-panel-tab', { id: `tab-${id}` }, text));
  const views = all.map(({ id, content }) => element('vscode-panel-view', { id: `view-${id}` }, content));
  const made = element('vscode-panels', { 'aria-label': label }, ...heads, ...views);
  const active = () => (made instanceof ToolkitPanels ? made.activeid : '').replace(/^tab-/, '') || (all[0]?.id ?? '');
  made.addEventListener('change', () => changed(active()));
  return {
    element: made,
    get active() {
      return active();
    },
  };
}
