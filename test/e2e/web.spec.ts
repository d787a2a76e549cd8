import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Page, test as plain } from '@playwright/test';
import { startServer } from '../../scripts/vscode/server.mjs';
import { unzip } from '../support/zip.ts';
import { Code } from './code.ts';
import { expect, QUIET } from './fixtures.ts';

const EXAMPLE = path.join(import.meta.dirname, '../../examples/netns-pair.cspec');
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.json': 'application/json' };

/** Serves the package as the gallery does for vscode.dev. VS Code lets workers load from `localhost`, not from an address. */
async function serve(vsix: string): Promise<Server> {
  const files = unzip(readFileSync(vsix));
  const server = createServer(({ url = '/' }, response) => {
    const content = files.get(`extension${new URL(url, 'http://localhost').pathname}`);
    response.writeHead(content ? 200 : 404, {
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'content-type': TYPES[path.extname(url)] ?? 'application/octet-stream',
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

/** Makes the page take an extension from a web server: it then runs in the browser, with nothing of it on the host. */
async function addWebExtension(page: Page, port: number): Promise<void> {
  const added = { scheme: 'http', authority: `localhost:${port}`, path: '/' };
  await page.route(
    ({ pathname }) => pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/(?<=web-configuration" data-settings=")[^"]*/, (settings) => {
        const configuration = JSON.parse(settings.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
        const changed = JSON.stringify({ ...configuration, additionalBuiltinExtensions: [added] });
        return changed.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
      });
      // The page lets itself load from galleries, which have https.
      const { 'content-security-policy': _, ...headers } = response.headers();
      await route.fulfill({ response, headers, body });
    },
  );
}

plain('the language works in a browser, with its server in a worker', async ({ page }) => {
  const vsix = process.env['ISOLENS_VSIX'];
  if (!vsix) throw new Error('ISOLENS_VSIX must name the package under test');
  const dir = mkdtempSync(path.join(tmpdir(), 'isolens-web-'));
  const files = await serve(vsix);
  const dirs = { dataDir: path.join(dir, 'data'), extensionsDir: path.join(dir, 'extensions') };
  const server = await startServer({ ...dirs, settings: QUIET });
  try {
    await addWebExtension(page, (files.address() as AddressInfo).port);
    const folder = mkdtempSync(path.join(dir, 'workspace-'));
    writeFileSync(path.join(folder, 'pair.cspec'), `${readFileSync(EXAMPLE, 'utf8')}netsn x\n`);
    const code = new Code(page, server, folder);
    await code.open();
    await code.openFile('pair.cspec');
    await expect(page.locator('.squiggly-error')).toHaveCount(1);
    expect(page.workers().length).toBeGreaterThan(0);
    expect(code.errors).toEqual([]);
  } finally {
    await page.close();
    await server.stop();
    files.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
});
