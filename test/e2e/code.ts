import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type FrameLocator, type Locator, type Page, type TestInfo } from '@playwright/test';
import { type VscodeServer, writeSettings } from '../../scripts/vscode/server.mjs';

/** What the page of this VS Code build complains of by itself. */
const NOISE = [
  /authentication provider 'github' to register/,
  /Failed to load resource/,
  /bad HTTP response code \(404\).*fetching the script/,
  /\[Service Worker\] registration/,
  /same-origin iframe/,
  /allow-scripts and allow-same-origin/,
  /fake\.html/,
  // When a page is loaded again.
  /Long running operations during shutdown are unsupported in the web/,
  /IndexedDB database 'vscode-web-db' is closed/,
  // VS Code draws rows anew when a context key changes, also rows that have just gone.
  /TreeError \[isolens\.(?:namespaces|cgroups)\] (?:Data tree node|Tree element) not found/,
  /Extension `vscode\.[\w-]+` (?:is already registered|failed: Not Found)/,
  /Activating extension 'vscode\.[\w-]+' failed/,
];
const NOISE_URL = /typescript-language-features|\/favicon|\/node_modules\/vsda\/|\/update\/check$|\/_static\//;

/** In the page: what the databases of VS Code say of the editors that are open, as one text. */
const SAVED_EDITORS = `(async () => {
  const result = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const texts = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue;
    const database = await result(indexedDB.open(name));
    const items = database.transaction('ItemTable').objectStore('ItemTable');
    texts.push(await result(items.get('memento/workbench.parts.editor')));
    database.close();
  }
  return texts.join();
})()`;

export interface Theme {
  readonly name: string;
  /** What VS Code calls its kind, in the window and in the pages of panels. */
  readonly window: string;
  readonly page: string;
}

export const DARK: Theme = { name: 'Dark Modern', window: 'vs-dark', page: 'vscode-dark' };
export const LIGHT: Theme = { name: 'Light Modern', window: 'vs', page: 'vscode-light' };
export const CONTRAST: Theme = { name: 'Default High Contrast', window: 'hc-black', page: 'vscode-high-contrast' };
export const THEMES: readonly Theme[] = [
  DARK,
  LIGHT,
  CONTRAST,
  { name: 'Default High Contrast Light', window: 'hc-light', page: 'vscode-high-contrast-light' },
];

/** A window of VS Code, driven as a person would. */
export class Code {
  readonly page: Page;
  readonly errors: string[] = [];
  readonly #server: VscodeServer;
  readonly #folder: string;

  constructor(page: Page, server: VscodeServer, folder: string) {
    this.page = page;
    this.#server = server;
    this.#folder = folder;
    page.on('console', (message) => {
      if (message.type() === 'error' && !NOISE.some((noise) => noise.test(message.text())))
        this.errors.push(message.text());
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && !NOISE_URL.test(response.url()))
        this.errors.push(`${response.status()} ${response.url()}`);
    });
  }

  async open(): Promise<void> {
    await this.page.goto(this.#server.url(this.#folder));
    await this.page.waitForFunction(() => performance.getEntriesByName('code/didStartWorkbench').length > 0, null, {
      timeout: 40_000,
    });
  }

  /** The box of quick picks and of input boxes. */
  get box(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** The box while it asks for this. */
  asks(title: string): Locator {
    return this.box.filter({ hasText: title });
  }

  /** What is typed into the open box. */
  get input(): Locator {
    return this.box.locator('input[type="text"]');
  }

  /** Runs a command from the palette, found by its id; the list is a snapshot, so it is opened until the row is there. */
  async command(id: string, title: string): Promise<void> {
    const entry = this.box.locator(`.quick-input-list-entry[data-quick-input-id="${id}"]`).first();
    await expect(async () => {
      await this.#leave();
      await this.page.keyboard.press('F1');
      await expect(this.input).toBeFocused({ timeout: 1500 });
      await this.input.fill(`>${title}`);
      await entry.click({ timeout: 2000 });
      await expect(entry).toBeHidden({ timeout: 2000 });
    }).toPass();
  }

  /** Out of what asks, and only out of that: in a tree Escape takes the selection away. */
  async #leave(): Promise<void> {
    if (await this.dialog().isVisible()) await this.page.keyboard.press('Escape');
    if (await this.box.isVisible()) await this.input.press('Escape', { timeout: 1000 });
  }

  /** Fills the open input box and accepts it. */
  async answer(text: string): Promise<void> {
    await this.fill(text);
    await this.input.press('Enter');
  }

  /** Fills the open input box, or narrows the rows of the open quick pick. */
  async fill(text: string): Promise<void> {
    await expect(this.input).toBeVisible();
    await this.input.fill(text);
  }

  /** The first row of the open quick pick that has this text. */
  choice(text: string | RegExp): Locator {
    return this.box.locator('.monaco-list-row').filter({ hasText: text }).first();
  }

  /** Chooses the first row of the open quick pick that has this text. */
  async pick(text: string | RegExp): Promise<void> {
    await this.press(this.choice(text));
  }

  /** Narrows the open quick pick, in which several rows can be chosen, and chooses the first that has this text. */
  async check(text: string): Promise<void> {
    await this.fill(text);
    const row = this.choice(text);
    const before = (await row.getAttribute('aria-checked')) ?? '';
    await expect(async () => {
      if ((await row.getAttribute('aria-checked')) === before) await row.click({ timeout: 2000 });
      await expect(row).not.toHaveAttribute('aria-checked', before, { timeout: 2000 });
    }).toPass();
  }

  /** Chooses these in the open quick pick, and accepts. */
  async pickSeveral(...texts: readonly string[]): Promise<void> {
    for (const text of texts) await this.check(text);
    await this.press(this.box.getByRole('button', { name: 'OK' }));
    // Out of the way: what is behind the box would tell of itself.
    await this.page.mouse.move(700, 890);
  }

  /** Clicks what goes away with that: a choice, a button of a dialog or message. Again when VS Code has lost the click. */
  async press(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    await expect(async () => {
      if (await target.isVisible()) await target.click({ timeout: 2000 });
      await expect(target).toBeHidden({ timeout: 2000 });
    }).toPass();
  }

  /** Clicks until that shows what it should. */
  async click(target: Locator, shows: Locator): Promise<void> {
    await expect(async () => {
      if (await shows.isVisible()) return;
      await target.click({ timeout: 2000 });
      await expect(shows).toBeVisible({ timeout: 8000 });
    }).toPass();
  }

  /**
   * An item of the context menu of a row, again until it `shows` what it should of this very row: menus ignore the mouse for
   * their first 100 ms, and now and then a click while the tree changes; another row may come under the pointer, and one that
   * is drawn anew may be lost to the command.
   */
  async contextMenu(target: Locator, item: string, shows: Locator): Promise<void> {
    const entry = this.page.getByRole('menuitem', { name: item, exact: true });
    await expect(async () => {
      if (await shows.isVisible()) return;
      await this.#leave();
      if (!(await entry.isVisible())) await target.click({ button: 'right', timeout: 2000 });
      await entry.hover({ timeout: 2000 });
      await this.page.waitForTimeout(150);
      await entry.click({ timeout: 2000 });
      await expect(entry).toBeHidden({ timeout: 1000 });
      await expect(shows).toBeVisible({ timeout: 8000 });
    }).toPass({ timeout: 60_000 });
  }

  /** Opens or closes a row of a tree, which has others below it or soon will. */
  async expand(row: Locator, to: 'true' | 'false' = 'true'): Promise<void> {
    await expect(row).toHaveAttribute('aria-expanded', /./);
    await expect(async () => {
      // Not its middle, where its actions appear.
      const label = row.locator('.monaco-icon-label').first();
      if ((await row.getAttribute('aria-expanded')) !== to) await label.click({ timeout: 2000 });
      await expect(row).toHaveAttribute('aria-expanded', to, { timeout: 2000 });
    }).toPass();
  }

  /** Closes a view, so that the others have more room: lists draw only what is in sight. */
  async closeView(title: string): Promise<void> {
    const header = this.page.getByRole('button', { name: `${title} Section` });
    await expect(async () => {
      // Its middle is where its actions appear.
      if ((await header.getAttribute('aria-expanded')) === 'true') {
        await header.click({ position: { x: 12, y: 10 }, timeout: 2000 });
      }
      await expect(header).toHaveAttribute('aria-expanded', 'false', { timeout: 2000 });
    }).toPass();
  }

  /** Shows the window in another theme: by the settings of the workspace, since a page does not watch those of its user. */
  async setTheme(theme: Theme): Promise<void> {
    const window = this.page.locator('.monaco-workbench');
    await expect(async () => {
      writeSettings(path.join(this.#folder, '.vscode', 'settings.json'), { 'workbench.colorTheme': theme.name });
      await expect(window).toHaveClass(new RegExp(`(?:^| )${theme.window}(?: |$)`), { timeout: 3000 });
    }).toPass();
    for (const page of await this.#panels()) {
      await expect(page.locator('body')).toHaveAttribute('data-vscode-theme-kind', theme.page);
    }
  }

  /** Looks at the window in each of these themes, keeps a picture, and checks its panels for those who cannot see them. */
  async look(info: TestInfo, name: string, themes: readonly Theme[]): Promise<void> {
    for (const theme of themes) {
      await this.setTheme(theme);
      if ((await this.#panels()).length > 0) expect(await this.violations()).toEqual([]);
      await this.page.screenshot({ path: info.outputPath(`${name}-${theme.window}.png`) });
    }
  }

  /** The pages of panels that are drawn. */
  async #panels(): Promise<readonly FrameLocator[]> {
    const frames = await this.page.locator('iframe.webview.ready[src*="extensionId=isolens.isolens"]').all();
    return frames.map((frame) => frame.contentFrame().locator('iframe#active-frame').contentFrame());
  }

  /** The page of the panel that shows a text: several have the same kind of frame. */
  async webview(shows: string): Promise<FrameLocator> {
    let found: FrameLocator | undefined;
    await expect(async () => {
      for (const page of await this.#panels()) {
        if ((await page.locator('body').getByText(shows).count()) > 0) found = page;
      }
      expect(found).toBeDefined();
    }).toPass();
    if (!found) throw new Error(`no panel shows ${shows}`);
    return found;
  }

  /**
   * Until VS Code has saved editors whose state has this text: in a browser it does so every few seconds, when it is
   * idle, and a reload does not wait for it.
   */
  async saved(text: string): Promise<void> {
    const saved = () => this.page.evaluate<string>(SAVED_EDITORS);
    await expect.poll(saved, { timeout: 30_000 }).toContain(text);
  }

  /** What axe-core finds in the pages of panels. */
  async violations(): Promise<readonly string[]> {
    const builder = new AxeBuilder({ page: this.page }).include(['iframe.webview.ready', '#active-frame', 'body']);
    const { violations } = await builder.analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  }

  /** The tree of a view. */
  tree(name: string): Locator {
    return this.page.getByRole('tree', { name });
  }

  /** Text of the editor that has the focus. Lists and editors show only what is in sight. */
  editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor .view-lines').first();
  }

  /** Opens a file that is in the workspace. */
  async openFile(name: string): Promise<void> {
    await expect(async () => {
      await this.tree('Files Explorer').getByRole('treeitem', { name }).dblclick({ timeout: 5000 });
      await expect(this.page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true', { timeout: 5000 });
    }).toPass();
  }

  /** Trusts the workspace, as a person does in the editor of workspace trust. */
  async trust(): Promise<void> {
    await this.command('workbench.trust.manage', 'Workspaces: Manage Workspace Trust');
    const editor = this.page.locator('.workspace-trust-editor');
    const button = editor.getByRole('button', { name: 'Trust', exact: true });
    await expect(async () => {
      if (await button.isVisible()) await button.click({ timeout: 2000 });
      await expect(editor).toContainText('You trust this folder', { timeout: 3000 });
    }).toPass();
  }

  /** What the open input box says of what is typed. */
  inputMessage(): Locator {
    return this.box.locator('.quick-input-message');
  }

  /** A message in the corner. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** The modal dialog, while it shows this. */
  dialog(text = ''): Locator {
    return this.page.locator('.monaco-dialog-box', { hasText: text });
  }

  /** A button of the modal dialog that is open. */
  dialogButton(name: string): Locator {
    return this.dialog().getByRole('button', { name, exact: true });
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }
}
