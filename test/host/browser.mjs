// Finds a Chromium-like browser, or installs one where that needs no question.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const COMMANDS = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];

/** What a browser needs in a container, and what keeps it quiet. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/**
 * A browser's executable: `CHROME_PATH`, an installed one, or Debian's chromium installed now.
 *
 * @returns {string}
 * @throws {Error} what is missing and how to get it
 */
export function findBrowser() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (fs.existsSync(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, where there is no file`);
  }
  const found = installedBrowser() ?? installedAfterApt();
  if (found) return found;
  throw new Error(
    'no browser found: looked for CHROME_PATH, Google Chrome, Chromium and Microsoft Edge. ' +
      'Install one (Debian, as root: apt-get install chromium) or set CHROME_PATH to its executable',
  );
}

function installedBrowser() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [
    ...COMMANDS.flatMap(command => folders.map(folder => path.join(folder, command))),
    ...MAC_APPS.map(app => `/Applications/${app}.app/Contents/MacOS/${app}`),
  ];
  return candidates.find(file => fs.existsSync(file) && answers(file));
}

/**
 * Ubuntu has a `chromium-browser` that only says how to get the real one.
 * @param {string} file
 */
function answers(file) {
  return spawnSync(file, ['--version'], { timeout: 20_000 }).status === 0;
}

function installedAfterApt() {
  const isDebianRoot = fs.existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!isDebianRoot) return undefined;
  console.log('No browser found; installing chromium by apt-get');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status, stderr } = spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8' });
    if (status !== 0) {
      console.error(stderr);
      return undefined;
    }
  }
  return installedBrowser();
}
