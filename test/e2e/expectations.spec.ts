import { execFileSync } from 'node:child_process';
import type { Locator } from '@playwright/test';
import type { Code } from './code.ts';
import { netns } from './environments-view.ts';
import { expect, test } from './fixtures.ts';

const root = process.geteuid?.() === 0;
/** Names that nobody else has. */
const own = (name: string) => `${name}t${process.pid}`;
const [sfo, nyc] = [own('sfo'), own('nyc')];
const file = `${own('tested')}.cspec`;
const SPEC = `veth cable

netns ${sfo} {
  interface eth0 on cable { address 10.84.0.1/24 }
}

netns ${nyc} {
  interface eth0 on cable { address 10.84.0.2/24 }
}

expect ${sfo} reaches ${nyc}
expect ${nyc} not listens 80
`;

test.use({ trusted: true, files: { [file]: SPEC } });
test.skip(!root, 'needs root');

/** The row of a test, as it is spoken: its label and its state. */
function testRow(code: Code, label: string, state: RegExp): Locator {
  return code.page
    .locator('.test-explorer')
    .getByRole('treeitem', { name: new RegExp(`${label} \\(.*${state.source}`) });
}

test('tests what a spec expects, and tells why it is not so', async ({ code }, info) => {
  const shot = (name: string) => code.page.screenshot({ path: info.outputPath(`${name}.png`) });
  const runAll = () => code.command('testing.runAll', 'Test: Run All Tests');
  try {
    await code.openFile(file);
    await code.command('workbench.view.testing.focus', 'Testing: Focus on Test Explorer View');
    await expect(testRow(code, file, /Not yet run/)).toBeVisible();

    await runAll();
    const down = code.toast('is not up');
    await code.press(down.getByRole('button', { name: 'Up' }));
    await code.press(code.dialogButton('Up'));
    await expect(() => expect(netns()).toContain(nyc)).toPass({ timeout: 30_000 });

    await runAll();
    await testRow(code, file, /Passed/).click();
    await code.page.keyboard.press('ArrowRight');
    await expect(testRow(code, `${sfo} reaches ${nyc}`, /Passed/)).toBeVisible({ timeout: 30_000 });
    await expect(testRow(code, `${nyc} not listens 80`, /Passed/)).toBeVisible();
    await shot('passed');

    execFileSync('ip', ['-n', nyc, 'link', 'set', 'eth0', 'down']);
    await runAll();
    await expect(testRow(code, `${sfo} reaches ${nyc}`, /Failed/)).toBeVisible({ timeout: 30_000 });
    await expect(testRow(code, `${nyc} not listens 80`, /Passed/)).toBeVisible();
    await expect(code.page.getByText(`eth0 of ${nyc} is down. [link-down]`).first()).toBeVisible();
    await shot('failed');
    await code.command('isolens.environment.down', 'Isolens: Down');
    await expect(() => expect(netns()).not.toContain(nyc)).toPass({ timeout: 30_000 });
  } finally {
    for (const name of [sfo, nyc]) if (netns().includes(name)) execFileSync('ip', ['netns', 'delete', name]);
  }
});

test.describe('in a workspace that is not trusted', () => {
  test.use({ trusted: false });

  test('runs nothing before the workspace is trusted', async ({ code }) => {
    await code.openFile(file);
    await code.command('workbench.view.testing.focus', 'Testing: Focus on Test Explorer View');
    await code.command('testing.runAll', 'Test: Run All Tests');
    await expect(code.page.getByText('Running tests may execute code in your workspace.')).toBeVisible();
    await code.press(code.dialogButton('Cancel'));
    await expect(testRow(code, file, /Not yet run/)).toBeVisible();
  });
});
