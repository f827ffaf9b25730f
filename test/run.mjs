// `npm test`: every stage runs, also after one that failed; the last line sums up what they counted.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const RESULTS = path.join(ROOT, 'test/results');
const UNIT_REPORT = path.join(RESULTS, 'unit.json');
const BROWSER_REPORT = path.join(RESULTS, 'e2e.json');

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * @typedef {object} Stage
 * @property {string} script a script of package.json
 * @property {string[]} [args]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(output: string) => Counts} [count] reads how many tests ran; a stage without it has none
 */

/** @typedef {Counts & { script: string, seconds: number }} Result */

/** @type {Stage[]} */
const STAGES = [
  { script: 'check:types' },
  { script: 'check:lint' },
  { script: 'check:format' },
  { script: 'check:layers' },
  { script: 'check:unused' },
  {
    script: 'test:unit',
    args: ['--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`],
    count: unitCounts,
  },
  { script: 'package' },
  { script: 'test:vscode', count: printedCounts },
  {
    script: 'test:e2e',
    args: ['--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: BROWSER_REPORT },
    count: browserCounts,
  },
];

/** @returns {Counts} */
function unitCounts() {
  const { numPassedTests, numFailedTests } = readJson(UNIT_REPORT);
  return { passed: numPassedTests, failed: numFailedTests };
}

/** A test that only passed when tried again counts as failed. */
function browserCounts() {
  const { stats } = readJson(BROWSER_REPORT);
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

/**
 * @param {string} output
 * @returns {Counts}
 */
function printedCounts(output) {
  const [, passed, failed] = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1) ?? [];
  return { passed: Number(passed ?? 0), failed: Number(failed ?? 0) };
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/**
 * A stage that ends badly, or has tests and ran none, counts as one failure if it counted none itself.
 *
 * @param {Stage} stage
 * @returns {Promise<Result>}
 */
async function run(stage) {
  console.log(`\n── ${stage.script}`);
  const start = performance.now();
  const { code, output } = await npmRun(stage);
  const counts = countOf(stage, output);
  const ranNothing = stage.count !== undefined && counts.passed + counts.failed === 0;
  if (ranNothing) console.log(`${stage.script} ran no test`);
  const failed = code !== 0 || ranNothing ? Math.max(counts.failed, 1) : counts.failed;
  return { ...counts, failed, script: stage.script, seconds: (performance.now() - start) / 1000 };
}

/**
 * @param {Stage} stage
 * @param {string} output
 * @returns {Counts}
 */
function countOf(stage, output) {
  try {
    return stage.count?.(output) ?? { passed: 0, failed: 0 };
  } catch (error) {
    console.log(`${stage.script} left no report: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 0 };
  }
}

/**
 * @param {Stage} stage
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function npmRun({ script, args = [], env = {} }) {
  const child = spawn('npm', ['run', '--silent', script, '--', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  let output = '';
  child.stdout.on('data', chunk => {
    output += chunk;
    process.stdout.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ code, output }));
  });
}

fs.rmSync(RESULTS, { recursive: true, force: true }); // an old report is never counted
/** @type {Result[]} */
const results = [];
for (const stage of STAGES) results.push(await run(stage));

console.log('');
for (const { script, passed, failed, seconds } of results) {
  const counted = passed + failed > 0 ? `${passed} passed, ${failed} failed` : 'fine';
  console.log(`${script.padEnd(14)} ${counted.padEnd(24)} ${seconds.toFixed(0).padStart(4)} s`);
}
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
