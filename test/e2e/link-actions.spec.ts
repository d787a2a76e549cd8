import { execFileSync, spawnSync } from 'node:child_process';
import type { FrameLocator, Locator } from '@playwright/test';
import { type Code, THEMES } from './code.ts';
import { expect, test } from './fixtures.ts';
import { box, drawnWires, ip, Netns, pair, showTopology } from './topology-view.ts';

const isRoot = process.geteuid?.() === 0;

test.use({ trusted: true });
test.skip(!isRoot, 'needs root');

/** The line of a link in a box. */
const row = (page: FrameLocator, name: string, link: string): Locator =>
  box(page, name).locator('.row .name').filter({ hasText: link });

/** Agrees to what is asked, which must show this command. */
async function agree(code: Code, command: string): Promise<void> {
  await expect(code.dialog(`$ ${command}`)).toBeVisible();
  await code.press(code.dialogButton('Do It'));
}

async function undo(code: Code): Promise<void> {
  await code.command('isolens.undo', 'Isolens: Undo Last Change');
  await code.press(code.dialogButton('Undo'));
}

test('sets a link down from its menu, and takes that back', async ({ code }, info) => {
  using netns = new Netns();
  const [a] = pair(netns);
  ip(`-n ${a} route add default via 10.213.0.2 dev veth0`);
  const page = await showTopology(code);
  await expect(box(page, a)).toHaveAttribute('aria-label', /veth0 veth up/);
  await code.contextMenu(row(page, a, 'veth0'), 'Set Down', code.dialog('link set dev veth0 down'));
  await code.page.screenshot({ path: info.outputPath('confirm.png') });
  await agree(code, `ip -n ${a} link set dev veth0 down`);
  await expect(box(page, a)).toHaveAttribute('aria-label', /veth0 veth down/);
  await undo(code);
  await expect(box(page, a)).toHaveAttribute('aria-label', /veth0 veth up/);
  expect(ip(`-n ${a} route`)).toContain('default via 10.213.0.2');
});

test('gives a link an address by keyboard, from the details, and makes it no port any more', async ({ code }, info) => {
  using netns = new Netns();
  const [a] = pair(netns);
  ip(`-n ${a} link add br0 type bridge`);
  ip(`-n ${a} link set veth0 master br0`);
  const page = await showTopology(code);
  await box(page, a).click();
  const change = page.getByRole('button', { name: 'Change veth0…' });
  await code.look(info, 'details', THEMES);
  await change.focus();
  await code.page.keyboard.press('Enter');
  await expect(code.choice('Add Address…')).toBeVisible();
  await code.page.screenshot({ path: info.outputPath('actions.png') });
  await code.answer('Add Addr');
  await expect(code.input).not.toHaveValue('Add Addr');
  await code.fill('10.213.7.1/24');
  await expect(code.inputMessage()).toContainText(`ip -n ${a} address add 10.213.7.1/24 dev veth0`);
  await code.page.screenshot({ path: info.outputPath('address.png') });
  await code.input.press('Enter');
  await expect(box(page, a)).toContainText('10.213.7.1/24');
  await change.click();
  await code.pick('Port of Bridge…');
  await code.pick('No bridge');
  await agree(code, `ip -n ${a} link set dev veth0 nomaster`);
  await expect.poll(() => ip(`-n ${a} link show veth0`)).not.toContain('master br0');
});

test('makes a cable between two namespaces, and deletes it', async ({ code }) => {
  using netns = new Netns();
  const [a, b] = [netns.add('a'), netns.add('b')];
  const page = await showTopology(code);
  await expect(box(page, b)).toBeVisible();
  const before = await drawnWires(page).count();
  await code.contextMenu(box(page, a).locator('.title'), 'New Cable (veth)…', code.choice(b));
  await code.fill(b);
  await code.pick(b);
  await code.answer('va');
  await expect(code.input).not.toHaveValue('va');
  await code.fill('vb');
  await expect(code.inputMessage()).toContainText(`ip link add va netns ${a} type veth peer name vb netns ${b}`);
  await code.input.press('Enter');
  await expect(drawnWires(page)).toHaveCount(before + 1);
  await expect(box(page, b)).toContainText('vb');
  await code.contextMenu(row(page, a, 'va'), 'Delete Link…', code.dialog('link delete dev va'));
  await expect(code.dialog()).toContainText('The other end of the cable goes with it.');
  await agree(code, `ip -n ${a} link delete dev va`);
  await expect(drawnWires(page)).toHaveCount(before);
});

test('copies a namespace with what it is wired to as a script of ip(8)', async ({ code }) => {
  using netns = new Netns();
  const [a, b] = pair(netns);
  const page = await showTopology(code);
  await expect(drawnWires(page).first()).toBeVisible();
  const done = code.page.getByText('Copied: #!/bin/sh').first();
  await code.contextMenu(box(page, a).locator('.title'), 'Copy as ip Script', done);
  const script = await code.clipboard();
  expect(script).toContain(`ip netns add ${a}\nip netns add ${b}\n`);
  expect(script).toMatch(new RegExp(`^ip -n \\S+ link add name veth[01] type veth peer name veth[01] netns`, 'm'));
});

test('captures the packets of a link into a file', async ({ code }, info) => {
  test.skip(spawnSync('tcpdump', ['--version']).status !== 0, 'tcpdump is not installed');
  using netns = new Netns();
  const [a] = pair(netns);
  ip(`-n ${a} neigh replace 10.213.0.2 lladdr 02:00:00:00:00:02 dev veth0 nud permanent`);
  const page = await showTopology(code);
  await expect(box(page, a)).toHaveAttribute('aria-label', /veth0 veth up/);
  const save = code.box;
  await code.contextMenu(row(page, a, 'veth0'), 'Capture Packets…', save);
  await expect(save.locator('input[type="text"]')).toHaveValue(/veth0\.pcap$/);
  await save.getByRole('button', { name: 'OK' }).click();
  const send = 'for i in 1 2 3; do echo isolens > /dev/udp/10.213.0.2/4242; done';
  execFileSync('ip', ['netns', 'exec', a, 'bash', '-c', send]);
  const item = code.page.getByRole('button', { name: /^debug-stop .*veth0 of .*: [3-9] packets/ });
  await expect(item).toBeVisible();
  await code.page.screenshot({ path: info.outputPath('capture.png') });
  await item.click();
  const told = code.toast(/packets of veth0 of/);
  await expect(told).toBeVisible();
  const [, file = ''] = /are in (\S+\.pcap)\./.exec((await told.textContent()) ?? '') ?? [];
  const lines = execFileSync('tcpdump', ['-n', '-r', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  expect(lines.split('\n').filter((line) => line.includes('10.213.0.2.4242'))).toHaveLength(3);
  await expect(item).toBeHidden();
});

test.describe('in a workspace that is not trusted', () => {
  test.use({ trusted: false });

  test('changes nothing in a workspace that is not trusted', async ({ code }) => {
    using netns = new Netns();
    const [a] = pair(netns);
    const page = await showTopology(code);
    await expect(box(page, a)).toBeVisible();
    const refused = code.toast('This workspace is not trusted');
    await code.contextMenu(row(page, a, 'veth0'), 'Set Down', refused);
    expect(execFileSync('ip', ['-n', a, 'link', 'show', 'veth0'], { encoding: 'utf8' })).toContain('state UP');
  });
});
