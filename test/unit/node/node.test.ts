import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { API } from '../../../src/kernel/api';

/** What a Node script prints that has Convbook's bundle as `convbook`; see test/unit/buildKernel.ts. */
function run(script: string, cwd = tmpdir()): string {
  const bundle = JSON.stringify(resolve('dist/node.js'));
  const source = `const convbook = require(${bundle});\n(async () => {\n${script}\n})();`;
  return execFileSync(process.execPath, ['-e', source], { cwd, encoding: 'utf8' });
}

test('a Node script has all that cells may call but for what belongs to a notebook', () => {
  const names = JSON.parse(run('console.log(JSON.stringify(Object.keys(convbook)))')) as string[];
  expect(names.sort()).toEqual([...Object.keys(API), 'decode', 'encode', 'load', 'save'].sort());
});

test('a Node script loads and saves files in its current folder', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'convbook-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const printed = run(
    `const { tensor, conv2d, save, load, reshape } = convbook;
const x = reshape(tensor([1, 2, 3, 4]), [1, 1, 2, 2]);
await save('y.safetensors', { y: conv2d(x, x) });
process.chdir('..');
const path = require('node:path').join(${JSON.stringify(cwd)}, 'y.safetensors');
const { y } = await load(require('node:path').relative('.', path));
console.log(y.tolist().flat(3));`,
    cwd,
  );
  expect(printed).toBe('[ 30 ]\n');
  expect(readdirSync(cwd)).toEqual(['y.safetensors']);
});

test('a Node script gets errors with their names and codes', () => {
  const printed = run(
    `try { await convbook.load('nowhere.npy') } catch (error) { console.log(error.name, error.code) }
console.log(convbook.decode(convbook.encode(convbook.ones([2]), 'x.npy'), 'x.npy') instanceof convbook.Tensor)`,
  );
  expect(printed).toBe('ArgumentError files/not-found\ntrue\n');
});

test('an ES module imports it as a whole', () => {
  const bundle = JSON.stringify(resolve('dist/node.js'));
  const source = `import convbook from ${bundle}; console.log(convbook.ones([2]).tolist())`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
  expect(printed).toBe('[ 1, 1 ]\n');
});
