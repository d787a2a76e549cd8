import { expect, test } from './fixtures.ts';

test('the packaged extension is there and does nothing by itself', async ({ code }) => {
  await expect(code.page.locator('.activitybar .action-label[aria-label^="Isolens"]')).toBeVisible();
  await expect(code.page.locator('.notification-toast')).toHaveCount(0);
});

test('the packaged extension is listed as installed, with its name and publisher', async ({ code }) => {
  await code.page.locator('.activitybar .action-label[aria-label^="Extensions"]').click();
  const row = code.page.locator('.extensions-viewlet .monaco-list-row[aria-label^="Isolens"]');
  await expect(row).toBeVisible();
  await expect(row).toContainText('isolens');
});
