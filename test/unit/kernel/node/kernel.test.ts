import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CellError, Output } from '../../../../src/kernel';
import { NodeKernel, type NodeKernelOptions } from '../../../../src/kernel/node';

const kernels: NodeKernel[] = [];

function startKernel(options: Partial<NodeKernelOptions> = {}): NodeKernel {
  const workerPath = resolve('dist/kernel.js'); // built by buildKernel.ts
  const kernel = new NodeKernel({ name: 'Test', cwd: tmpdir(), workerPath, ...options });
  kernels.push(kernel);
  return kernel;
}

afterEach(async () => {
  await Promise.all(kernels.splice(0).map(kernel => kernel.dispose()));
});

interface Result {
  error: CellError | null;
  outputs: Output[];
  value: unknown;
}

let count = 0;

async function run(kernel: NodeKernel, code: string, onOutput?: (output: Output) => void): Promise<Result> {
  const outputs: Output[] = [];
  const { error } = await kernel.execute({
    code,
    language: 'typescript',
    executionCount: ++count,
    onOutput: output => {
      outputs.push(output);
      onOutput?.(output);
    },
  });
  const result = outputs.find(output => output.type === 'result');
  return { error, outputs, value: result?.bundle['text/plain'] };
}

const textOf = (outputs: Output[], name: 'stdout' | 'stderr') =>
  outputs.map(output => (output.type === 'stream' && output.name === name ? output.text : '')).join('');

/** Starts a cell and waits until it has printed `go`. */
async function runUntilGo(kernel: NodeKernel, code: string): Promise<{ finished: Promise<Result> }> {
  let going!: () => void;
  const started = new Promise<void>(resolvePromise => (going = resolvePromise));
  const finished = run(kernel, `console.log('go');\n${code}`, going);
  await started;
  return { finished };
}

/** Fails unless every worker thread of this process is gone, now or soon. */
const allThreadsEnd = () =>
  vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('MessagePort'), {
    timeout: 10_000,
  });

describe('a kernel', () => {
  test('keeps names from cell to cell and runs cells in order', async () => {
    const kernel = startKernel();
    const results = await Promise.all([
      run(kernel, 'let log = ["a"]; await new Promise(r => setTimeout(r, 20)); log.push("b");'),
      run(kernel, 'log'),
    ]);
    expect(results[1].value).toBe("[ 'a', 'b' ]");
  });

  test('imports modules of Node, packages and files as from the notebook folder', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'convbook-'));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    writeFileSync(join(cwd, 'own.mjs'), 'export const own = 1;');
    writeFileSync(join(cwd, 'common.cjs'), 'exports.made = 2;');
    const kernel = startKernel({ cwd });
    const { value, error } = await run(
      kernel,
      `import { sep } from 'node:path'; import fs from 'fs'; import { own } from './own.mjs';
       import { made } from './common.cjs'; import { zeros } from 'convbook';
       [typeof sep, typeof fs.readFileSync, own, made, zeros([3]).size, (await import('node:url')).URL === URL]`,
    );
    expect(error).toBeNull();
    expect(value).toBe("[ 'string', 'function', 1, 2, 3, true ]");
  });

  test('shows what a cell writes to the process streams in order with its console', async () => {
    const kernel = startKernel();
    const { outputs } = await run(kernel, 'console.log(1); process.stdout.write("2\\n"); console.log(3)');
    expect(textOf(outputs, 'stdout')).toBe('1\n2\n3\n');
  });

  test('prints a tensor with its elements', async () => {
    const { outputs } = await run(startKernel(), 'console.log(tensor([1, 2]), { x: zeros([2, 2]) })');
    expect(textOf(outputs, 'stdout')).toMatch(
      /^tensor\(\[1, 2\]\)[^]*\{ x: Tensor\(float32 \[2, 2\]\) \}\n$/,
    );
  });

  test('names the class of an error of the library, and the line of the cell alone', async () => {
    const { error } = await run(
      startKernel(),
      '\nconv2d(zeros([1, 3, 4, 4]), zeros([4, 2, 3, 3]), { groups: 2 })',
    );
    expect(error?.name).toBe('ShapeError');
    expect(error?.stack.split('\n').slice(1)).toEqual([`    at Cell In[${count}], line 2`]);
  });

  test('describes a thrown value that is no Error', async () => {
    const { error } = await run(startKernel(), 'throw { code: 1 }');
    expect(error).toMatchObject({ name: 'Uncaught', message: '{ code: 1 }' });
  });

  test('shows unhandled rejections and errors of timers, and lives on', async () => {
    const kernel = startKernel();
    const { outputs, error } = await run(
      kernel,
      'Promise.reject(new Error("r")); setTimeout(() => { throw new Error("t") }, 1); await new Promise(r => setTimeout(r, 30))',
    );
    expect(error).toBeNull();
    expect(textOf(outputs, 'stderr')).toMatch(/Error: r\n[^]*Error: t\n/);
    expect((await run(kernel, '1')).value).toBe('1');
  });

  test('shows a rejection that a cell leaves behind under that cell', async () => {
    const { outputs } = await run(startKernel(), 'Promise.reject(new Error("left"));');
    expect(textOf(outputs, 'stderr')).toContain('Error: left');
  });

  test('passes on what a timer prints after its cell has ended', async () => {
    const late = new Promise<Output>(resolvePromise => {
      void run(startKernel(), 'setTimeout(() => console.log("late"), 30);', resolvePromise);
    });
    expect(await late).toEqual({ type: 'stream', name: 'stdout', text: 'late\n' });
  });

  test('survives cells that replace the globals it was built with', async () => {
    const kernel = startKernel();
    await run(
      kernel,
      `const console = 1, Map = 2, Set = 3, Promise = 4, Error = 5, Object = 6, Array = 7, JSON = 8, String = 9;
       globalThis.setTimeout = globalThis.setImmediate = globalThis.queueMicrotask = undefined`,
    );
    expect((await run(kernel, 'tensor([[1, 2]])')).outputs[0]).toMatchObject({ type: 'result' });
    expect((await run(kernel, 'null.x')).error?.name).toBe('TypeError');
  });

  test('cuts 50 MB of text to a mebibyte and says how much is left out', async () => {
    const { outputs } = await run(startKernel(), 'for (let i = 0; i < 50; i++) console.log("x".repeat(1e6))');
    expect(textOf(outputs, 'stdout')).toHaveLength(1024 * 1024);
    expect(textOf(outputs, 'stderr')).toContain('output truncated: 46.7 MiB of text left out');
  });

  test('cuts a string of 50 MB that is displayed', async () => {
    const { outputs } = await run(startKernel(), 'display("x".repeat(50e6))');
    const { bundle } = outputs[0] as Output & { type: 'display' };
    expect(bundle['text/plain']).toMatch(/\.\.\. 49990000 more characters$/);
  });

  test('answers calls between cells, and starts for them', async () => {
    const kernel = startKernel();
    expect(await kernel.call('variables/list', {})).toEqual([]);
    await run(kernel, 'const x = zeros([2, 3])');
    expect(await kernel.call('tensor/open', { name: 'x' })).toMatchObject({ shape: [2, 3] });
    await expect(kernel.call('tensor/open', { name: 'y' })).rejects.toThrow('there is no tensor named y');
  });

  test('refuses a call while a cell keeps it busy', async () => {
    const kernel = startKernel();
    const { finished } = await runUntilGo(kernel, 'while (true);');
    await expect(kernel.call('variables/list', {})).rejects.toThrow('busy');
    await kernel.interrupt();
    await finished;
  });

  test('shares nothing with another one', async () => {
    const [one, other] = [startKernel(), startKernel()];
    await run(one, 'const a = 1');
    expect((await run(other, 'typeof a')).value).toBe("'undefined'");
    expect((await run(one, 'a')).value).toBe('1');
  });
});

describe('an interrupt', () => {
  for (const [what, code] of [
    ['an endless loop', 'while (true);'],
    ['a loop in try and finally', 'while (true) { try { while (true); } catch {} finally { kept++ } }'],
    ['a loop of microtasks', 'while (true) await null;'],
    ['a loop of microtasks that catches everything', 'while (true) { try { await null } catch {} }'],
    ['an await without end', 'await new Promise(() => {});'],
    ['a loop of timers', 'while (true) await new Promise(r => setTimeout(r, 5));'],
    ['Atomics.wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
    ['a regular expression that backtracks', '/(a+)+b/.test("a".repeat(50));'],
  ] as const) {
    test(`stops ${what} and keeps the names`, async () => {
      const kernel = startKernel();
      await run(kernel, 'let kept = 1');
      const { finished } = await runUntilGo(kernel, code);
      expect(await kernel.interrupt()).toEqual({ stateKept: true });
      expect((await finished).error?.name).toBe('Interrupted');
      expect((await run(kernel, 'typeof kept')).value).toBe("'number'");
    });
  }

  test('ends the kernel where a cell is deep in native code, and says that the names are lost', async () => {
    const kernel = startKernel();
    await run(kernel, "import { execSync } from 'node:child_process'");
    const { finished } = await runUntilGo(kernel, "execSync('sleep 5')");
    expect(await kernel.interrupt()).toEqual({ stateKept: false });
    expect((await finished).error?.message).toContain('variables are lost');
    expect((await run(kernel, 'typeof execSync')).value).toBe("'undefined'");
    await kernel.dispose();
    await allThreadsEnd(); // the old one when its native code returns
  });

  for (const [what, onStep] of [
    ['in a step', '() => { steps++; }'],
    [
      'while it waits for what onStep promises',
      'async () => { steps++; await new Promise(r => setTimeout(r, 20)); }',
    ],
  ]) {
    test(`ends a training ${what}, and the model keeps what it has learned`, async () => {
      const kernel = startKernel();
      await run(
        kernel,
        'let steps = 0; const data = shapes(64); const model = new Sequential(new Flatten(), new Linear({ in: 256, out: 4 }));' +
          'const before = model.parameters()["1.weight"].clone();',
      );
      const { finished } = await runUntilGo(
        kernel,
        `await train(model, data, { epochs: 1e6, onStep: ${onStep} })`,
      );
      await new Promise(wait => setTimeout(wait, 100));
      expect(await kernel.interrupt()).toEqual({ stateKept: true });
      expect((await finished).error?.name).toBe('Interrupted');
      expect((await run(kernel, 'steps > 0 && !equal(before, model.parameters()["1.weight"])')).value).toBe(
        'true',
      );
      const { value } = await run(
        kernel,
        'const seen = steps; await new Promise(r => setTimeout(r, 100)); steps - seen',
      );
      expect(value).toBe('0');
    });
  }

  test('ends a trace, so that later cells run without it', async () => {
    const kernel = startKernel();
    const { finished } = await runUntilGo(kernel, 'await trace(() => { while (true); })');
    await kernel.interrupt();
    await finished;
    expect(
      (await run(kernel, 'trace(() => conv1d(ones([1, 1, 3]), ones([1, 1, 1]))).rows.length')).value,
    ).toBe('1');
  });

  test('cancels the cells that wait', async () => {
    const kernel = startKernel();
    const { finished } = await runUntilGo(kernel, 'while (true);');
    const waiting = run(kernel, '1');
    await kernel.interrupt();
    await finished;
    expect((await waiting).error?.name).toBe('Cancelled');
  });

  test('leaves cells alone that come after it, also when two come at once', async () => {
    const kernel = startKernel();
    const { finished } = await runUntilGo(kernel, 'while (true);');
    const stops = [kernel.interrupt(), kernel.interrupt()];
    const next = run(kernel, '5');
    await Promise.all(stops);
    await finished;
    expect((await next).value).toBe('5');
  });

  test('does nothing without a running cell', async () => {
    const kernel = startKernel();
    expect(await kernel.interrupt()).toEqual({ stateKept: true });
    await run(kernel, 'const a = 1');
    await kernel.interrupt();
    expect((await run(kernel, 'a')).value).toBe('1');
  });
});

describe('the end of a kernel', () => {
  test('by process.exit is an error that says so, after the outputs, and the next cell runs afresh', async () => {
    const kernel = startKernel();
    await run(kernel, 'const a = 1');
    const { error, outputs } = await run(kernel, 'console.log("before"); process.exit(3)');
    expect(error).toMatchObject({ name: 'KernelDied' });
    expect(error?.message).toContain('exit code 3');
    expect(textOf(outputs, 'stdout')).toBe('before\n');
    expect((await run(kernel, 'typeof a')).value).toBe("'undefined'");
  });

  test('by a full heap is an error that says so', async () => {
    const kernel = startKernel({ heapMiB: 32 });
    const { error } = await run(kernel, 'const all = []; while (true) all.push(new Array(10_000).fill(0.5))');
    expect(error?.message).toContain('out of memory');
    expect((await run(kernel, '1')).value).toBe('1');
  });

  test('before its start is an error that says why', async () => {
    const { error } = await run(startKernel({ workerPath: resolve('dist/no-such-kernel.js') }), '1');
    expect(error?.name).toBe('KernelDied');
    expect(error?.message).toContain('no-such-kernel.js');
  });

  test('by restart answers what runs and waits, and forgets the names', async () => {
    const kernel = startKernel();
    await run(kernel, 'const a = 1');
    const { finished } = await runUntilGo(kernel, 'await new Promise(() => {})');
    const waiting = run(kernel, 'a');
    await kernel.restart();
    const errors = await Promise.all([finished, waiting]);
    expect(errors.map(({ error }) => error?.message)).toEqual([
      'the kernel was restarted',
      'the kernel was restarted',
    ]);
    expect((await run(kernel, 'typeof a')).value).toBe("'undefined'");
  });

  test('by dispose answers calls and cells, then and later, and leaves no thread', async () => {
    const kernel = startKernel();
    const { finished } = await runUntilGo(kernel, 'while (true);');
    const call = kernel.call('variables/list', {});
    const refused = expect(call).rejects.toThrow('has ended');
    await kernel.dispose();
    await refused;
    expect((await finished).error?.name).toBe('Cancelled');
    expect((await run(kernel, '1')).error?.message).toBe('the kernel was closed');
    await expect(kernel.call('variables/list', {})).rejects.toThrow('closed');
    await allThreadsEnd();
  });
});
