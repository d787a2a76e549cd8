import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { installVsix, startServer, type VscodeServer, writeSettings } from '../../scripts/vscode/server.mjs';

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

export type Settings = Readonly<Record<string, unknown>>;

/** Quiet: nothing opens by itself. Workspace trust stays on, as users have it. */
export const QUIET: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'window.dialogStyle': 'custom',
  'workbench.editor.useModal': 'off',
  'security.workspace.trust.startupPrompt': 'never',
};

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

  /** Runs a command from the palette, found by its id; the list is a snapshot, so it is opened until the row is there. */
  async command(id: string, title: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget');
    await expect(async () => {
      // Only out of an open box: in a tree Escape takes the selection away.
      if (await box.isVisible()) await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      const input = box.locator('input[type="text"]');
      await expect(input).toBeFocused({ timeout: 1500 });
      await input.fill(`>${title}`);
      await box.locator(`.quick-input-list-entry[data-quick-input-id="${id}"]`).first().click({ timeout: 2000 });
    }).toPass({ timeout: 30_000 });
  }

  /** Fills the open input box and accepts it. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await expect(input).toBeFocused();
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Narrows the rows of the open quick pick. */
  async fill(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await expect(input).toBeFocused();
    await input.fill(text);
  }

  /** The first row of the open quick pick that has this text. */
  choice(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: text }).first();
  }

  /** Chooses the first row of the open quick pick that has this text. */
  async pick(text: string | RegExp): Promise<void> {
    await this.choice(text).click();
  }

  /**
   * An item of the context menu of a row, again until it `shows` what it should: menus ignore the mouse for their first
   * 100 ms, and now and then a click while the tree changes.
   */
  async contextMenu(target: Locator, item: string, shows?: Locator): Promise<void> {
    const entry = this.page.getByRole('menuitem', { name: item, exact: true });
    await expect(async () => {
      if (await shows?.isVisible()) return;
      if (!(await entry.isVisible())) await target.click({ button: 'right', timeout: 2000 });
      await entry.hover({ timeout: 2000 });
      await this.page.waitForTimeout(150);
      await entry.click({ timeout: 2000 });
      await expect(entry).toBeHidden({ timeout: 1000 });
      if (shows) await expect(shows).toBeVisible({ timeout: 8000 });
    }).toPass({ timeout: 40_000 });
  }

  /** Closes a view, so that the others have more room: lists draw only what is in sight. */
  async closeView(title: string): Promise<void> {
    const header = this.page.getByRole('button', { name: `${title} Section` });
    // Its middle is where its actions appear.
    await header.click({ position: { x: 12, y: 10 } });
    await expect(header).toHaveAttribute('aria-expanded', 'false');
  }

  /** The page of the panel that shows a text: several have the same kind of frame. */
  async webview(shows: string): Promise<FrameLocator> {
    const frames = this.page.locator('iframe.webview.ready[src*="extensionId=isolens.isolens"]');
    let found: FrameLocator | undefined;
    await expect(async () => {
      for (const frame of await frames.all()) {
        const inner = frame.contentFrame().locator('iframe#active-frame').contentFrame();
        if ((await inner.locator('body').getByText(shows).count()) > 0) found = inner;
      }
      expect(found).toBeDefined();
    }).toPass({ timeout: 30_000 });
    if (!found) throw new Error(`no panel shows ${shows}`);
    return found;
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
    await this.tree('Files Explorer').getByRole('treeitem', { name }).dblclick();
    await expect(this.page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
  }

  /** Trusts the workspace, as a person does in the editor of workspace trust. */
  async trust(): Promise<void> {
    await this.command('workbench.trust.manage', 'Workspaces: Manage Workspace Trust');
    const editor = this.page.locator('.workspace-trust-editor');
    await editor.getByRole('button', { name: 'Trust', exact: true }).click();
    await expect(editor).toContainText('You trust this folder');
  }

  /** What the open input box says of what is typed. */
  inputMessage(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-message');
  }

  /** A message in the corner. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** A button of the modal dialog that is open. */
  dialogButton(name: string): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name, exact: true });
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }
}

interface Options {
  readonly settings: Settings;
  /** What is in the workspace when it opens: a page may not see what comes soon after. By name. */
  readonly files: Readonly<Record<string, string>>;
}

interface WorkerFixtures {
  readonly server: VscodeServer;
}

export const test = base.extend<Options & { readonly code: Code }, WorkerFixtures>({
  settings: [{}, { option: true }],
  files: [{}, { option: true }],
  server: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it needs from this pattern.
    async ({}, use) => {
      const vsix = process.env['ISOLENS_VSIX'];
      if (!vsix) throw new Error('ISOLENS_VSIX must name the package under test');
      const dir = mkdtempSync(path.join(tmpdir(), 'isolens-e2e-'));
      try {
        const extensionsDir = path.join(dir, 'extensions');
        installVsix(vsix, extensionsDir);
        const server = await startServer({ dataDir: path.join(dir, 'data'), extensionsDir, settings: QUIET });
        await use(server);
        await server.stop();
      } finally {
        rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
      }
    },
    { scope: 'worker' },
  ],
  code: async ({ page, server, settings, files }, use) => {
    // Before the page opens: it does not always see a later change.
    writeSettings(server.settingsFile, { ...QUIET, ...settings });
    const folder = mkdtempSync(path.join(tmpdir(), 'isolens-workspace-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const code = new Code(page, server, folder);
    await code.open();
    await use(code);
    // The page complains of being closed.
    const errors = [...code.errors];
    await page.close();
    rmSync(folder, { recursive: true });
    expect(errors).toEqual([]);
  },
});
export { expect };
