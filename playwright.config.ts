import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  projects: [
    { name: 'e2e', testMatch: '**/*.spec.ts' },
    { name: 'pictures', testMatch: '**/*.pictures.ts', timeout: 600_000 },
  ],
  outputDir: 'test-results/e2e',
  // One window and one engine at a time; `npm test` runs two parts beside each other, each with its own engine.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  // Traces and screenshots of failures: harness/app.ts, since Playwright's own settings do not reach Electron's windows.
});
