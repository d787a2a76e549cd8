import { defineConfig } from '@playwright/test';

/** One window after the other: each has a VS Code of its own, and the tests change the host they run on. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 1,
  timeout: 180_000,
  // VS Code in a browser loses a click now and then; the summary names a test that passed at the second try only.
  retries: 1,
  forbidOnly: true,
  expect: { timeout: 15_000, toPass: { timeout: 40_000 } },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    actionTimeout: 15_000,
    contextOptions: { reducedMotion: 'reduce' },
    // Not of every test: a trace takes half as much time again.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A page that a test has changed counts as one from elsewhere, and could not reach its server.
        '--disable-features=LocalNetworkAccessChecks',
      ],
    },
  },
});
