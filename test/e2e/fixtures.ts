import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { installVsix, startServer, type VscodeServer, writeSettings } from '../../scripts/vscode/server.mjs';
import { Code } from './code.ts';

/** Quiet: nothing opens by itself. Workspace trust stays on, as users have it. */
export const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'window.dialogStyle': 'custom',
  'workbench.editor.useModal': 'off',
  'security.workspace.trust.startupPrompt': 'never',
};

interface Options {
  /** What is in the workspace when it opens: a page may not see what comes soon after. By name. */
  readonly files: Readonly<Record<string, string>>;
  /** Whether the workspace is trusted when it opens. */
  readonly trusted: boolean;
}

interface WorkerFixtures {
  readonly server: VscodeServer;
  readonly trust: Trust;
}

/** What a person has agreed to once: all that is below a folder. */
interface Trust {
  readonly folder: string;
  /** Of the page, as Playwright keeps it. */
  readonly state: StorageState;
}

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Also of what Playwright keeps, but does not describe. */
type Origin = StorageState['origins'][number] & { readonly indexedDB?: readonly { readonly name: string }[] };

/** Only the database that tells of trust, and nothing else that the page keeps. */
function onlyTrust({ origin, indexedDB = [] }: Origin): Origin {
  const databases = indexedDB.filter(({ name }) => name === 'vscode-web-state-db-global-shared');
  return { origin, localStorage: [], indexedDB: databases };
}

/** What a page has to know so that its folder is trusted: VS Code saves that a moment after it was told. */
async function trustKept(page: Page): Promise<StorageState> {
  let kept: StorageState | undefined;
  await expect(async () => {
    const { origins } = await page.context().storageState({ indexedDB: true });
    const own = origins.map(onlyTrust);
    expect(JSON.stringify(own)).toContain('content.trust.model.key');
    kept = { cookies: [], origins: own };
  }).toPass();
  if (!kept) throw new Error('the page keeps no trust');
  return kept;
}

export const test = base.extend<Options & { readonly code: Code }, WorkerFixtures>({
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
  trust: [
    async ({ browser, server }, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'isolens-trusted-'));
      try {
        const context = await browser.newContext();
        const code = new Code(await context.newPage(), server, folder);
        await code.open();
        await code.trust();
        const state = await trustKept(code.page);
        await context.close();
        await use({ folder, state });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    { scope: 'worker' },
  ],
  trusted: [false, { option: true }],
  storageState: async ({ trusted, trust }, use) => use(trusted ? trust.state : undefined),
  code: async ({ page, server, files, trusted, trust }, use) => {
    // As the test before may have changed them.
    writeSettings(server.settingsFile, QUIET);
    const folder = mkdtempSync(path.join(trusted ? trust.folder : tmpdir(), 'isolens-workspace-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    writeSettings(path.join(folder, '.vscode', 'settings.json'), {});
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
