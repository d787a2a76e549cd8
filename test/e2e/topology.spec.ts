import { execFileSync } from 'node:child_process';
import { THEMES } from './code.ts';
import { expect, test } from './fixtures.ts';
import { box, drawnWires, ip, Netns, pair, showTopology } from './topology-view.ts';

const isRoot = process.geteuid?.() === 0;

test.skip(!isRoot, 'needs root');

test('each step of two namespaces that are wired by hand is drawn at once', async ({ code }) => {
  using netns = new Netns();
  const page = await showTopology(code);
  const sfo = netns.add('sfo');
  await expect(box(page, sfo)).toBeVisible();
  const nyc = netns.add('nyc');
  await expect(box(page, nyc)).toContainText('lo');
  const before = await drawnWires(page).count();
  ip(`-n ${sfo} link add veth-sfo type veth peer name veth-nyc netns ${nyc}`);
  await expect(box(page, sfo)).toContainText('veth-sfo');
  await expect(drawnWires(page)).toHaveCount(before + 1);
  await expect(box(page, nyc)).toHaveAttribute('aria-label', /veth-nyc veth down/);
  ip(`-n ${sfo} addr add 10.213.0.1/24 dev veth-sfo`);
  await expect(box(page, sfo)).toContainText('10.213.0.1/24');
  ip(`-n ${sfo} link set veth-sfo up`);
  await expect(box(page, sfo)).toHaveAttribute('aria-label', /veth-sfo veth no carrier 10\.213\.0\.1\/24/);
  ip(`-n ${nyc} link set veth-nyc up`);
  await expect(box(page, sfo)).toHaveAttribute('aria-label', /veth-sfo veth up/);
  await expect(box(page, nyc)).toHaveAttribute('aria-label', /veth-nyc veth up/);
  ip(`-n ${sfo} link del veth-sfo`);
  await expect(drawnWires(page)).toHaveCount(before);
  await expect(box(page, nyc)).not.toContainText('veth-nyc');
});

test('hostile names are text', async ({ code }) => {
  using netns = new Netns();
  const page = await showTopology(code);
  const name = netns.add('odd');
  for (const link of ['<b>x', '$(alert)', `"';`]) {
    execFileSync('ip', ['-n', name, 'link', 'add', link, 'type', 'veth']);
    await expect(box(page, name)).toContainText(link);
  }
  expect(await page.locator('.picture b').count()).toBe(0);
});

test('shows what a namespace is made of; nothing is wrong for those who cannot see it', async ({ code }, info) => {
  using netns = new Netns();
  const [a] = pair(netns);
  const page = await showTopology(code);
  await box(page, a).click();
  await expect(page.getByRole('heading', { name: a })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Interfaces' })).toBeVisible();
  await expect(page.getByRole('cell', { name: '10.213.0.1/24' })).toBeVisible();
  await code.look(info, 'topology', THEMES);
  await page.getByRole('tab', { name: 'Routes' }).click();
  await expect(page.getByRole('rowheader', { name: '10.213.0.0/24' })).toBeVisible();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expect(page.getByRole('rowheader', { name: 'net.ipv4.ip_forward' })).toBeVisible();
});

test('is used by keyboard alone: boxes, wires, details, and back', async ({ code }) => {
  using netns = new Netns();
  const [a, b] = pair(netns);
  const page = await showTopology(code);
  const { keyboard } = code.page;
  const search = page.getByRole('textbox', { name: 'Search names, links, addresses' });
  await search.focus();
  await keyboard.type('10.213.0.1');
  await keyboard.press('Enter');
  await expect(box(page, a)).toBeFocused();
  await expect(box(page, b)).toHaveClass(/dim/);
  const ahead = (await box(page, a).boundingBox())?.x ?? 0;
  const there = (await box(page, b).boundingBox())?.x ?? 0;
  await keyboard.press(there > ahead ? 'ArrowRight' : 'ArrowLeft');
  await expect(box(page, b)).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: b })).toBeFocused();
  await keyboard.press('Escape');
  await expect(box(page, b)).toBeFocused();
  await keyboard.press('Alt+ArrowDown');
  await expect.poll(async () => ((await box(page, b).boundingBox())?.x ?? 0) - there).toBeLessThan(1);
});

test('keeps what was moved where it is, over changes and a reload', async ({ code }) => {
  using netns = new Netns();
  const [a, b] = pair(netns);
  const page = await showTopology(code);
  const transform = async (name: string) => box(page, name).getAttribute('transform');
  const before = await transform(b);
  const target = await box(page, b).boundingBox();
  if (!target) throw new Error('not drawn');
  await code.page.mouse.move(target.x + 20, target.y + 10);
  await code.page.mouse.down();
  await code.page.mouse.move(target.x + 90, target.y + 140, { steps: 5 });
  await code.page.mouse.up();
  await expect.poll(() => transform(b)).not.toBe(before);
  const [atA, atB] = [await transform(a), await transform(b)];
  const added = netns.add('c');
  await expect(box(page, added)).toBeVisible();
  expect([await transform(a), await transform(b)]).toEqual([atA, atB]);
  const [x = '', y = ''] = atB?.match(/\d+/g) ?? [];
  await code.saved(`[${x},${y}]`);
  await code.page.reload();
  const restored = await code.webview('namespaces · ');
  await expect(box(restored, b)).toHaveAttribute('transform', atB ?? '');
  await restored.getByRole('button', { name: 'Arrange Again' }).click();
  await expect(box(restored, b)).not.toHaveAttribute('transform', atB ?? '');
});

test('shows one namespace with its neighbours from the view, and everything as a table', async ({ code }) => {
  using netns = new Netns();
  const [a, b] = pair(netns);
  netns.add('lonely');
  await code.command('isolens.namespaces.focus', 'Isolens: Focus on Namespaces View');
  await code.command('isolens.filter', 'Isolens: Filter Namespaces…');
  await code.answer(a);
  const row = code.tree('Namespaces').getByRole('treeitem', { name: new RegExp(`^net namespace, net ${a}`) });
  await expect(row).toBeVisible();
  const tab = code.page.getByRole('tab', { name: 'Network Topology' });
  await code.contextMenu(row, 'Show in Network Topology', tab);
  const first = await code.webview('namespaces · ');
  await expect(box(first, a)).toBeVisible();
  await expect(box(first, b)).toBeVisible();
  await expect(first.locator('.boxes > g')).toHaveCount(2);
  // A page that is shown again is made anew.
  await code.command('workbench.action.files.newUntitledFile', 'Create: New Untitled Text File');
  await tab.click();
  const page = await code.webview('namespaces · ');
  await expect(page.locator('.boxes > g')).toHaveCount(2);
  await page.getByRole('button', { name: 'Show All' }).click();
  await expect.poll(() => page.locator('.boxes > g').count()).toBeGreaterThan(2);
  await page.getByRole('checkbox', { name: 'As table' }).click();
  const table = page.getByRole('grid', { name: 'Links of network namespaces' });
  await expect(table.getByRole('row').filter({ hasText: '10.213.0.1/24' })).toContainText(`${b}/veth1`);
});

test('explains at every step of the lecture why one does not reach the other, and proves it', async ({
  code,
}, info) => {
  test.setTimeout(180_000);
  using netns = new Netns();
  const [sfo, nyc] = [netns.add('sfo'), netns.add('nyc')];
  const page = await showTopology(code);
  await box(page, sfo).click();
  await page.getByRole('button', { name: 'Path From Here…' }).click();
  await box(page, nyc).click();
  await page.getByRole('checkbox', { name: 'Prove it with a real packet' }).click();
  const answer = page.locator('.path-answer');
  const explained = async (verdict: string, finding: RegExp): Promise<void> => {
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    await expect(answer.locator('.verdict')).toHaveText(verdict, { timeout: 20_000 });
    await expect(answer).toContainText(finding);
  };
  await explained('It does not reach.', /no link but the loopback/);
  ip(`-n ${sfo} link add veth-sfo type veth peer name veth-nyc netns ${nyc}`);
  ip(`-n ${sfo} addr add 10.213.0.1/24 dev veth-sfo`);
  ip(`-n ${nyc} addr add 10.213.0.2/24 dev veth-nyc`);
  await explained('It does not reach.', /veth-sfo.* down/i);
  ip(`-n ${sfo} link set veth-sfo up`);
  await explained('It does not reach.', /veth-nyc/i);
  await expect(page.locator('.wires .broken')).toHaveCount(1);
  await expect(answer.locator('.proof')).toHaveText(/^✗/);
  await code.page.screenshot({ path: info.outputPath('broken.png') });
  expect(await code.violations()).toEqual([]);
  ip(`-n ${nyc} link set veth-nyc up`);
  await explained('It reaches, and the answer comes back.', /There/);
  await expect(answer.locator('.proof')).toHaveText(/^✓/);
  await expect(page.locator('.wires .broken')).toHaveCount(0);
  await expect(page.locator('.wires .lit')).toHaveCount(1);
  await code.page.screenshot({ path: info.outputPath('reaches.png') });
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('.wires .lit')).toHaveCount(0);
});

test.describe('a file', () => {
  const SPEC = `veth cable
netns e2e-sfo { interface eth0 on cable { address 10.214.0.1/24 } }
netns e2e-nyc { interface eth0 on cable { address 10.214.0.2/24 } }
`;
  test.use({ files: { 'pair.cspec': SPEC } });

  test('is previewed: what it declares, and what of it is not so on the host', async ({ code }, info) => {
    const names = ['e2e-sfo', 'e2e-nyc'];
    await code.openFile('pair.cspec');
    await code.command('isolens.previewSpec', 'Isolens: Preview Declared Wiring');
    const page = await code.webview('namespaces · ');
    await expect(page.locator('.boxes > g')).toHaveCount(2);
    await expect(drawnWires(page)).toHaveCount(1);
    await expect(box(page, 'e2e-sfo')).toContainText('10.214.0.1/24');
    await expect(page.getByText('2 differences from the host')).toBeVisible();
    await box(page, 'e2e-sfo').click();
    await expect(page.getByText('e2e-sfo is not there.')).toBeVisible();
    try {
      for (const name of names) ip(`netns add ${name}`);
      ip('-n e2e-sfo link add eth0 type veth peer name eth0 netns e2e-nyc');
      for (const [at, name] of names.entries()) {
        ip(`-n ${name} addr add 10.214.0.${at + 1}/24 dev eth0`);
        ip(`-n ${name} link set eth0 up`);
      }
      await expect(page.getByText('the host is as declared')).toBeVisible();
      ip('-n e2e-nyc addr del 10.214.0.2/24 dev eth0');
      await expect(page.getByText('1 difference from the host')).toBeVisible();
      await box(page, 'e2e-nyc').click();
      await expect(page.getByText('eth0 has not 10.214.0.2/24.')).toBeVisible();
      await code.page.screenshot({ path: info.outputPath('preview.png') });
      expect(await code.violations()).toEqual([]);
    } finally {
      for (const name of names) ip(`netns del ${name}`);
    }
  });
});

test('is saved in every format', async ({ code }) => {
  const page = await showTopology(code);
  await expect(page.locator('.boxes > g').first()).toBeVisible();
  const endings = { PNG: 'png', SVG: 'svg', MERMAID: 'mmd', DOT: 'dot', JSON: 'json', 'ip script': 'sh' };
  for (const [format, ending] of Object.entries(endings)) {
    await page.getByRole('combobox', { name: 'Export' }).click();
    await page.getByRole('option', { name: format }).click();
    const dialog = code.box;
    await expect(dialog.locator('input[type="text"]')).toHaveValue(new RegExp(`topology\\.${ending}$`));
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(dialog).toBeHidden();
  }
  const files = code.tree('Files Explorer');
  for (const ending of Object.values(endings))
    await expect(files.getByRole('treeitem', { name: `topology.${ending}` })).toBeVisible();
  await files.getByRole('treeitem', { name: 'topology.json' }).dblclick();
  await expect(code.editor()).toContainText('"namespaces"');
});
