#!/usr/bin/env node
// Stands in for the VS Code executable that @vscode/test-electron's runTests starts: takes its arguments, runs the
// suite in a headless page on the VS Code host, prints what the extension host prints, and exits with its code.
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from './browser.mjs';
import { ensureHost } from './install.mjs';
import { startServer } from './server.mjs';
import { temporaryFolder } from './temporary.mjs';

const TIME_LIMIT_MS = 360_000;
const EXIT = { interrupted: 130, timedOut: 124, browserGone: 99, serverGone: 98 };

/** How the lines begin that the workbench itself prints on a healthy start. */
const NOISE = [
  '[AccountPolicy',
  '[AgentHost',
  '[Service Worker]',
  '[perf]',
  '[reconnection-grace',
  'Canceled: ',
  'Creating a socket',
  'Error while fetching the extension under development', // our extension has no part for the browser
  'Ignoring fetching additional',
  'Resolv',
  'Started local extension host',
  'Updating additional',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false, // the flags of the desktop's own shell have no meaning here
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});

const directory = temporaryFolder('suite');
const server = await startServer({ host: ensureHost(), directory });
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
let ending = false;

/** @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  await browser.close();
  await server.stop();
  process.exit(code);
}

/**
 * @param {string} why
 * @param {number} code
 */
function giveUp(why, code) {
  if (!ending) console.error(`The suite did not end: ${why}.`);
  void end(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(EXIT.interrupted));
browser.on('disconnected', () => giveUp('the browser is gone', EXIT.browserGone));
void server.ended.then(() => giveUp('the server is gone', EXIT.serverGone));
setTimeout(() => giveUp(`${TIME_LIMIT_MS / 1000} s are over`, EXIT.timedOut), TIME_LIMIT_MS).unref();

const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
await page.exposeFunction('codeAutomationLog', print);
await page.exposeFunction('codeAutomationExit', end);
await page.addInitScript(developExtensions, developmentOptions());
await page.goto(server.url(positionals[0] === undefined ? {} : { folder: path.resolve(positionals[0]) }));

/**
 * @param {string} type
 * @param {unknown[]} args
 */
function print(type, args) {
  const text = format(...args);
  if (NOISE.some(beginning => text.startsWith(beginning))) return;
  const stream = type === 'error' || type === 'warn' ? process.stderr : process.stdout;
  stream.write(`${text}\n`);
}

function developmentOptions() {
  const extensions = /** @type {string[]} */ (values.extensionDevelopmentPath ?? []);
  return {
    extensions: extensions.map(remote),
    extensionTestsPath: remote(/** @type {string} */ (values.extensionTestsPath)),
  };
}

/** @param {string} file */
function remote(file) {
  return { scheme: 'vscode-remote', authority: server.authority, path: path.resolve(file) };
}

/**
 * Runs in the page: adds the extension under development to the workbench's configuration before its scripts,
 * which are deferred, read it. The address could carry it too, but only with the server's smoke-test flag,
 * which silences notifications.
 *
 * @param {object} options
 */
function developExtensions(options) {
  document.addEventListener('readystatechange', () => {
    const meta = document.getElementById('vscode-workbench-web-configuration');
    const settings = meta?.getAttribute('data-settings');
    if (window !== window.top || !meta || !settings) return;
    meta.setAttribute(
      'data-settings',
      JSON.stringify({ ...JSON.parse(settings), developmentOptions: options }),
    );
  });
}
