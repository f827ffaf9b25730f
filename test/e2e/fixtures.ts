import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { ensureHost } from '../host/install.mjs';
import { installExtension, startServer, type Server } from '../host/server.mjs';
import { temporaryFolder } from '../host/temporary.mjs';
import { Workbench } from '../host/workbench';

export interface WorkerOptions {
  /** The .vsix that is installed and tested. */
  extensionPackage: string;
}

interface WorkerFixtures {
  /** A VS Code server with the packaged extension installed, shared by all tests, and the folder of its data. */
  server: Server & { directory: string };
}

interface TestFixtures {
  /** VS Code in a browser profile of its own, with an empty folder of its own; a test fills and opens it. */
  workbench: Workbench;
}

export const test = base.extend<TestFixtures, WorkerOptions & WorkerFixtures>({
  extensionPackage: ['', { scope: 'worker', option: true }],
  server: [
    async ({ extensionPackage }, use) => {
      const host = ensureHost();
      const directory = temporaryFolder('e2e');
      const extensionsDirectory = path.join(directory, 'extensions');
      installExtension({ host, directory, extensionsDirectory, vsix: extensionPackage });
      const server = await startServer({ host, directory, extensionsDirectory });
      await use({ ...server, directory });
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  workbench: async ({ page, server }, use) => {
    const folder = mkdtempSync(path.join(server.directory, 'workspace-'));
    await use(new Workbench(page, { folder, url: server.url({ folder }) }));
  },
});

export { expect } from '@playwright/test';
