import { expect, test } from './fixtures.ts';

test('the packaged extension is there and does nothing by itself', async ({ code }) => {
  await expect(code.page.locator('.activitybar .action-label[aria-label^="Isolens"]')).toBeVisible();
  await expect(code.page.locator('.notification-toast')).toHaveCount(0);
});
