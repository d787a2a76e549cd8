import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { READY, start } from '../support/started.ts';
import { type Code, DARK, LIGHT } from './code.ts';
import { EXAMPLES, example, lens, netns, openSpec, openView, own, takeDown } from './environments-view.ts';
import { expect, test } from './fixtures.ts';
import { row } from './groups-view.ts';
import { onScreen, screenText, typeLine } from './terminal-screen.ts';
import { box, drawnWires } from './topology-view.ts';

/** Where the examples have their root file systems. */
const FOLDER = path.join(tmpdir(), `isolens-lecture-${process.pid}`);

/** The file of an example, and the environment: names of its own, and a network namespace in the place of the host. */
interface Demo {
  readonly name: string;
  readonly text: string;
}

function demo(name: string, ...networks: readonly string[]): Demo {
  const outside = own('host');
  const text = example(name)
    .replaceAll('./rootfs', `${FOLDER}/rootfs`)
    .replace(/^host \{[^]*?^\}\n\n/m, '')
    .replaceAll(/\bhost reaches|reaches host\b/g, (words) => words.replace('host', outside))
    .replace(/^bridge \w+/m, `$& in ${outside}`);
  const router = text.includes(outside) ? `\nnetns ${outside} {\n  sysctl net.ipv4.ip_forward = 1\n}\n` : '';
  const named = (word: string) => new RegExp(`\\b${word}\\b`, 'g');
  return {
    name: own(name),
    text: networks.reduce((all, word) => all.replaceAll(named(word), own(word)), text) + router,
  };
}

const pair = demo('netns-pair', 'sfo', 'nyc');
const bridge = demo('bridge', 'red', 'green', 'blue');
const pids = demo('pid-namespace');
const mounts = demo('mount-namespace');
const jail = demo('chroot-jail');
const cpuset = demo('cpuset');
const memory = demo('memory');

test.use({
  trusted: true,
  files: Object.fromEntries(
    [pair, bridge, pids, mounts, jail, cpuset, memory].map(({ name, text }) => [`${name}.cspec`, text]),
  ),
});
test.skip(process.geteuid?.() !== 0, 'needs root');

test.beforeAll(() => {
  mkdirSync(FOLDER);
  cpSync(path.join(EXAMPLES, 'make-rootfs.sh'), path.join(FOLDER, 'make-rootfs.sh'));
  execFileSync('sh', [path.join(FOLDER, 'make-rootfs.sh')]);
});
test.afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Clicks the topmost of the code lenses that run something: lenses are drawn anew when they tell something else. */
async function clickRun(code: Code): Promise<void> {
  const lenses = code.page.locator('.codelens-decoration a:visible', { hasText: /^▶ Run in namespace$/ });
  await expect(async () => {
    await expect(lenses.first()).toBeVisible({ timeout: 5000 });
    const tops = await Promise.all((await lenses.all()).map(async (each) => (await each.boundingBox())?.y ?? Infinity));
    await lenses.nth(tops.indexOf(Math.min(...tops))).click({ timeout: 2000 });
  }).toPass();
}

/**
 * Opens the file of a demo, makes what it declares, and enters the first of it: the terminal begins with a command that names
 * it. The first time in a workspace it asks.
 */
async function runFirst(code: Code, { name }: Demo, asks: boolean, names = name): Promise<void> {
  await openSpec(code, name);
  await clickRun(code);
  if (asks) await code.press(code.dialogButton('Up'));
  await onScreen(code.page, new RegExp(`^\\$ .*${names}[^]*[#$] ?$`));
}

test('wires two network namespaces, deletes one of them where two were meant, and wires three', async ({
  code,
}, info) => {
  const look = (name: string) => code.look(info, name, [DARK, LIGHT]);
  const [sfo, nyc] = [own('sfo'), own('nyc')];
  try {
    const tree = await openView(code);
    await runFirst(code, pair, true, sfo);
    await typeLine(code.page, 'ping -c 2 10.0.0.2');
    await onScreen(code.page, /2 packets transmitted, 2 received/);
    await expect(lens(code, /^● up$/)).toBeVisible({ timeout: 30_000 });
    await look('pair-ping');

    await code.expand(row(tree, `Environment ${pair.name}`));
    const drawing = code.page.getByRole('tab', { name: 'Network Topology' });
    await code.contextMenu(row(tree, `Network namespace ${sfo}`), 'Show in Network Topology', drawing);
    const page = await code.webview('namespaces · ');
    await expect(box(page, sfo)).toContainText('10.0.0.1/24');
    await expect(box(page, nyc)).toContainText('10.0.0.2/24');
    await expect(drawnWires(page)).toHaveCount(1);
    await look('pair-drawing');

    await typeLine(code.page, 'clear; ip netns list');
    await onScreen(code.page, new RegExp(`^${nyc}\\b`, 'm'));
    await typeLine(code.page, `ip netns del ${nyc} ${sfo}; echo "exit code $?"; ip netns list`);
    await onScreen(code.page, new RegExp(`^exit code 0$[^]*^${sfo}\\b`, 'm'));
    expect((await screenText(code.page)).split('exit code 0').at(-1)).not.toContain(nyc);
    await expect(box(page, nyc)).toBeHidden();
    await expect(row(tree, `Network namespace ${nyc}`)).toHaveAttribute('aria-label', /not there|down/);
    await look('pair-deleted');

    await openSpec(code, pair.name);
    await lens(code, /^Down$/).click();
    await expect(lens(code, /^○ down$/)).toBeVisible({ timeout: 30_000 });
    expect(netns()).not.toContain(sfo);

    await openSpec(code, bridge.name);
    await lens(code, /^Up$/).click();
    await expect(lens(code, /^● up$/)).toBeVisible({ timeout: 30_000 });
    await code.command('testing.runCurrentFile', 'Test: Run Tests in Current File');
    await code.command('isolens.previewSpec', 'Isolens: Preview Declared Wiring');
    const wiring = await code.webview('the host is as declared');
    for (const name of ['red', 'green', 'blue']) await expect(box(wiring, own(name))).toContainText('10.1.0.1');
    await expect(drawnWires(wiring)).toHaveCount(3);
    await expect(code.page.locator('.editor-instance .codicon-testing-passed-icon')).toHaveCount(4, {
      timeout: 30_000,
    });
    await look('bridge');
  } finally {
    for (const { name } of [pair, bridge]) takeDown(name);
  }
  expect(netns()).not.toContain(own(''));
});

test('gives processes numbers, roots and rights of their own', async ({ code }, info) => {
  const look = (name: string) => code.look(info, name, [DARK, LIGHT]);
  await using outside = await start('sh', '-c', READY);
  try {
    const tree = await openView(code);
    await code.command('isolens.enter', 'Isolens: Enter Namespace');
    await code.pick('New namespaces…');
    await code.pickSeveral('pid', 'mnt');
    await onScreen(code.page, /^\$ unshare .*--mount-proc[^]*[#$] ?$/);
    await typeLine(code.page, `ps -e; kill ${outside.pid}; grep NSpid /proc/self/status`);
    await onScreen(code.page, /^ +PID .*\n +1 .*\n +\d+ .* ps\n.*No such process\nNSpid:\s+\d+$/m);
    await look('pid-inside');

    await runFirst(code, pids, true);
    await typeLine(code.page, `ps -e; kill ${outside.pid}`);
    await onScreen(code.page, /^ +PID .*\n +1 .* sleep\n(?: +\d+ .*\n){2} +\d+ .* ps\n.*No such process$/m);
    await code.expand(row(tree, `Environment ${pids.name}`));
    await code.contextMenu(
      row(tree, 'Container init'),
      'Reveal in Namespaces',
      code.tree('Namespaces').getByRole('treeitem', { selected: true }),
    );
    const process = code.tree('Namespaces').getByRole('treeitem', { selected: true });
    await code.contextMenu(process, 'Show Details', code.editor().filter({ hasText: 'outside → inside' }));
    await expect(code.editor()).toContainText(/\d+.→.1/);
    await look('pid-outside');
    await code.closeView('Namespaces');

    await runFirst(code, mounts, false);
    await typeLine(code.page, 'ls /; mount -t tmpfs secret /root; mount');
    await onScreen(code.page, /^secret on \/root type tmpfs/m);
    expect(await screenText(code.page)).not.toMatch(/ on \/sys/);
    await look('mount-inside');
    await code.command('workbench.action.terminal.new', 'Terminal: Create New Terminal');
    await onScreen(code.page, /^[^/][^\n]*[#$] ?$/);
    await typeLine(code.page, 'grep -c secret /proc/mounts');
    await onScreen(code.page, /^0$/m);
    await look('mount-outside');

    await runFirst(code, jail, false);
    await typeLine(code.page, `ps -o pid,comm; kill ${outside.pid}; ls /`);
    await onScreen(code.page, /^ +1 httpd$[^]*No such process[^]*^bin/m);
    await lens(code, /^Show Log$/).click();
    await expect(code.page.getByRole('tab', { name: 'Log of jail' })).toBeVisible();
    await expect(code.editor()).toContainText(/chroot:.*Operation.not.permitted/);
    await look('jail');
  } finally {
    for (const { name } of [pids, mounts, jail]) takeDown(name);
  }
});

test('limits processes to a CPU and to 10M, and tells who was killed', async ({ code }, info) => {
  const look = (name: string) => code.look(info, name, [DARK, LIGHT]);
  try {
    await openView(code);
    await runFirst(code, cpuset, true);
    await typeLine(code.page, 'grep Cpus_allowed_list /proc/self/status');
    await onScreen(code.page, /^Cpus_allowed_list:\s+0$/m);
    await look('cpuset');
    await code.command('isolens.showTop', 'Isolens: Show Top Cgroups');
    const top = await code.webview('groups · read every');
    for (const group of ['big/spin-a', 'little/spin-b']) {
      await expect(
        top.getByRole('gridcell', { name: `/isolens-${cpuset.name}/onecpu/${group}`, exact: true }),
      ).toBeVisible();
    }
    await look('cpuset-top');
    takeDown(cpuset.name);

    await openSpec(code, memory.name);
    await lens(code, /^Up$/).click();
    await expect(lens(code, /^✗ killed for want of memory · .* · limit 10M$/)).toBeVisible({ timeout: 40_000 });
    const told = code.toast(`was killed in /isolens-${memory.name}/small/hog`);
    await expect(told).toContainText(
      /^.*dd \(pid \d+, user root\).*the memory limit of .*\/small, 10M, was reached\. It held/,
    );
    await look('memory');
  } finally {
    for (const { name } of [cpuset, memory]) takeDown(name);
  }
});
