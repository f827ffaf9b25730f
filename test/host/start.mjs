// `npm start`: VS Code with this extension and a copy of the sample notebooks; the desktop one where `code` is
// installed, else the VS Code host, to be opened in any browser.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ensureHost } from './install.mjs';
import { installExtension, startServer } from './server.mjs';
import { temporaryFolder } from './temporary.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SAMPLES = path.join(ROOT, 'media/notebooks');
const onWindows = process.platform === 'win32';

/**
 * @param {string} folder
 */
function startDesktop(folder) {
  npmRun('build');
  spawnSync('code', [`--extensionDevelopmentPath=${ROOT}`, folder], { stdio: 'inherit', shell: onWindows });
  console.log(`VS Code opens ${folder}, a copy of the sample notebooks.`);
}

/** @param {string} folder */
async function startHost(folder) {
  npmRun('package');
  const host = ensureHost();
  const directory = temporaryFolder('start');
  const extensionsDirectory = path.join(directory, 'extensions');
  installExtension({ host, directory, extensionsDirectory, vsix: path.join(ROOT, 'convbook.vsix') });
  const server = await startServer({ host, directory, extensionsDirectory });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void server.stop());
  console.log(`\nVS Code with Convbook and a copy of the sample notebooks:\n\n  ${server.url({ folder })}\n`);
  console.log('Open it in a browser. Ctrl+C ends it.');
  await server.ended;
  process.exit();
}

/** @param {string} script */
function npmRun(script) {
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: onWindows,
  });
  if (status !== 0) throw new Error(`npm run ${script} failed`);
}

const hasDesktop = spawnSync('code', ['--version'], { shell: onWindows }).status === 0;
const folder = temporaryFolder('samples', { keep: hasDesktop });
fs.cpSync(SAMPLES, folder, { recursive: true });
if (hasDesktop) startDesktop(folder);
else await startHost(folder);
