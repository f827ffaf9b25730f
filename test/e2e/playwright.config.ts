import { existsSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../host/browser.mjs';
import type { WorkerOptions } from './fixtures';

const PACKAGE = path.resolve(import.meta.dirname, '../../convbook.vsix');
if (!existsSync(PACKAGE)) throw new Error(`${PACKAGE} is missing; make it with: npm run package`);

/** The workbench needs seconds to start and this machine may be slow; nothing here measures time. */
export default defineConfig<object, WorkerOptions>({
  testDir: '.',
  testMatch: '*.test.ts',
  outputDir: '../results/e2e',
  workers: 1,
  timeout: 120_000,
  globalTimeout: 900_000,
  expect: { timeout: 40_000 },
  reporter: 'list',
  use: {
    extensionPackage: PACKAGE,
    viewport: { width: 1400, height: 1000 },
    launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS },
    screenshot: 'only-on-failure',
  },
});
