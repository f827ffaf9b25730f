import { describe, expect, test } from 'vitest';
import { COST_MIME, TENSOR_MIME } from '../../../src/view';
import { TestNotebook } from './notebook';

const textsOf = (outputs: readonly object[]) =>
  outputs.map(output => ('text' in output ? output.text : 'rich'));

describe('console', () => {
  test('writes to stdout and stderr in the order of the calls', async () => {
    const { outputs } = await new TestNotebook().run(
      'console.log("a", { b: 1 }); console.warn("c"); console.info("d"); console.error("e %d", 5); console.debug("f")',
    );
    expect(outputs).toEqual([
      { type: 'stream', name: 'stdout', text: 'a { b: 1 }\n' },
      { type: 'stream', name: 'stderr', text: 'c\n' },
      { type: 'stream', name: 'stdout', text: 'd\n' },
      { type: 'stream', name: 'stderr', text: 'e 5\n' },
      { type: 'stream', name: 'stdout', text: 'f\n' },
    ]);
  });

  test('indents groups, counts and draws tables', async () => {
    const { stdout } = await new TestNotebook().run(
      'console.group("g"); console.count(); console.groupEnd(); console.table([{ a: 1 }])',
    );
    expect(stdout).toMatch(/^g\n {2}default: 1\n┌/);
    expect(stdout).toContain('(index)');
  });

  test('prints the frames of an error with the cell and line', async () => {
    const { stderr } = await new TestNotebook().run(
      '\nfunction f() {\n  console.error(new Error("shown")) }\nf();',
    );
    expect(stderr).toBe('Error: shown\n    at f (Cell In[1], line 3)\n    at Cell In[1], line 4\n');
  });
});

describe('display', () => {
  test('shows values between the lines of the console', async () => {
    const { outputs } = await new TestNotebook().run('console.log(1); display({ a: 2 }); console.log(3)');
    expect(textsOf(outputs)).toEqual(['1\n', 'rich', '3\n']);
    expect(outputs[1]).toMatchObject({ type: 'display', bundle: { 'text/plain': '{ a: 2 }' } });
  });

  test('returns a handle that shows another value in its place', async () => {
    const { outputs } = await new TestNotebook().run('const h = display(1, { displayId: "d" }); h.update(2)');
    expect(outputs).toEqual([
      { type: 'display', bundle: { 'text/plain': '1' }, displayId: 'd' },
      { type: 'update-display', bundle: { 'text/plain': '2' }, displayId: 'd' },
    ]);
  });

  test('gives every display an id of its own', async () => {
    const { value } = await new TestNotebook().run('display(1).displayId !== display(1).displayId');
    expect(value).toBe('true');
  });

  test('refuses an unknown option by name', async () => {
    const { error } = await new TestNotebook().run('display(1, { id: 3 })');
    expect(error?.message).toContain('unknown option id');
  });

  test('is cleared by clearOutput, at once or with the next output', async () => {
    const { outputs } = await new TestNotebook().run('clearOutput(); clearOutput({ wait: true })');
    expect(outputs).toEqual([
      { type: 'clear-output', wait: false },
      { type: 'clear-output', wait: true },
    ]);
  });
});

describe('the result of a cell', () => {
  test('is a tensor with its own type, an image and text', async () => {
    const { outputs } = await new TestNotebook().run('const x = tensor([[1, 2]]); x');
    expect(outputs[0]).toMatchObject({
      type: 'result',
      executionCount: 1,
      bundle: { [TENSOR_MIME]: { version: 1, name: 'x', ref: 'test/t1', shape: [1, 2] } },
    });
    expect(Object.keys((outputs[0] as { bundle: object }).bundle)).toEqual([
      TENSOR_MIME,
      'image/png',
      'text/plain',
    ]);
  });

  for (const [what, code, kind] of [
    ['a layer', 'new Conv2d({ in: 1, out: 1, kernel: 3 })', 'layers'],
    ['a list of layers', '[new Conv2d({ in: 1, out: 1, kernel: 3 }), new ReLU()]', 'layers'],
    ['a cost', 'cost(new Conv2d({ in: 1, out: 1, kernel: 3 }), [1, 1, 5, 5])', 'cost'],
    ['a comparison', 'compare({ a: new Conv2d({ in: 1, out: 1, kernel: 3 }) }, [1, 1, 5, 5])', 'comparison'],
    [
      'a conversion',
      "convert(new Conv2d({ in: 1, out: 1, kernel: 3 }), 'depthwise-separable')",
      'comparison',
    ],
  ] as const) {
    test(`is ${what} as a cost table with HTML and text`, async () => {
      const { outputs, error } = await new TestNotebook().run(code);
      expect(error).toBeNull();
      const { bundle } = outputs[0] as { bundle: Record<string, unknown> };
      expect(bundle[COST_MIME]).toMatchObject({ version: 1, kind });
      expect(bundle['text/html']).toContain('<table');
      expect(bundle['text/plain']).toEqual(expect.any(String));
    });
  }

  test('is a plain object that only shares the kind of a cost table', async () => {
    const { value } = await new TestNotebook().run("({ kind: 'cost' })");
    expect(value).toBe("{ kind: 'cost' }");
  });
});

describe('an interrupt', () => {
  test('answers a cell that awaits for ever, and names why', async () => {
    const notebook = new TestNotebook();
    const running = notebook.run('const a = 1; await new Promise(() => {})');
    notebook.session.receive({ type: 'interrupt' });
    expect((await running).error?.name).toBe('Interrupted');
    expect((await notebook.run('a')).value).toBe('1');
  });

  test('ends what awaits in a loop at its next turn, in functions of other cells too', async () => {
    const notebook = new TestNotebook();
    await notebook.run(
      'let n = 0; async function work() { for (;;) { await new Promise(r => setTimeout(r, 1)); n++ } }',
    );
    const running = notebook.run('await work()');
    notebook.session.receive({ type: 'interrupt' });
    await running;
    const { value } = await notebook.run(
      'const before = n; await new Promise(r => setTimeout(r, 50)); n - before',
    );
    expect(value).toBe('0');
  });

  test('runs the finally blocks of what it ends', async () => {
    const notebook = new TestNotebook();
    const running = notebook.run(
      'let log = []; try { await new Promise(r => setTimeout(r, 5)); log.push("on") } finally { log.push("finally") }',
    );
    notebook.session.receive({ type: 'interrupt' });
    await running;
    expect((await notebook.run('await new Promise(r => setTimeout(r, 30)); log')).value).toBe(
      "[ 'finally' ]",
    );
  });

  test('does nothing between cells', async () => {
    const notebook = new TestNotebook();
    notebook.session.receive({ type: 'interrupt' });
    expect((await notebook.run('await 1')).value).toBe('1');
  });
});

describe('a session', () => {
  test('refuses a cell while another one runs, and answers both once', async () => {
    const notebook = new TestNotebook();
    const running = notebook.run('await new Promise(r => setTimeout(r, 5)); 1');
    notebook.session.receive({
      type: 'execute',
      id: 9,
      code: '2',
      language: 'typescript',
      executionCount: 9,
    });
    await running;
    const answers = notebook.messages.filter(message => message.type === 'executed');
    expect(answers.map(({ id, error }) => [id, error?.name])).toEqual([
      [9, 'Busy'],
      [1, undefined],
    ]);
  });

  test('answers a ping between the awaits of a cell', async () => {
    const notebook = new TestNotebook();
    const running = notebook.run('await new Promise(r => setTimeout(r, 5))');
    notebook.session.receive({ type: 'ping', id: 4 });
    expect(notebook.messages).toEqual([{ type: 'pong', id: 4 }]);
    await running;
  });

  test('shows an error that nobody awaits under the cell that runs', async () => {
    const notebook = new TestNotebook();
    const running = notebook.run('await new Promise(r => setTimeout(r, 5))');
    notebook.session.reportLate(new TypeError('late'));
    const { error, stderr } = await running;
    expect(error).toBeNull();
    expect(stderr).toBe('TypeError: late\n');
  });

  test('goes on when a cell has replaced globals that it uses', async () => {
    const notebook = new TestNotebook();
    await notebook.run('const console = 1, setTimeout = 2, Promise = 3, Map = 4');
    expect((await notebook.run('Map')).value).toBe('4');
  });
});

describe('variables', () => {
  test('are those that cells have declared, each in one line', async () => {
    const notebook = new TestNotebook();
    await notebook.run(
      "const x = zeros([1, 2]); let n = 5, s = 'a\\nb'; class A {} const c = new Conv2d({ in: 3, out: 8, kernel: 5 })",
    );
    expect(notebook.call('variables/list', {}).result).toEqual([
      { name: 'x', type: 'Tensor', summary: 'float32 [1, 2]' },
      { name: 'n', type: 'number', summary: '5' },
      { name: 's', type: 'string', summary: "'a\\nb'" },
      { name: 'A', type: 'function', summary: '[class A]' },
      {
        name: 'c',
        type: 'Conv2d',
        summary: 'in 3, out 8, kernel 5 x 5, 608 parameters',
        convertible: expect.objectContaining({ inputShape: [1, 3, 32, 32] }) as object,
      },
    ]);
  });

  test('that are too long for a line end in dots', async () => {
    const notebook = new TestNotebook();
    await notebook.run('const a = Array.from({ length: 100 }, (_, i) => i)');
    const summary = notebook.call('variables/list', {}).result[0]!.summary;
    expect(summary).toHaveLength(120);
    expect(summary.endsWith('…')).toBe(true);
  });

  test('open a tensor by its name, and its planes by the reference', async () => {
    const notebook = new TestNotebook();
    await notebook.run('const x = tensor([[1, 2], [3, 4]])');
    const { result } = notebook.call('tensor/open', { name: 'x' });
    expect(result).toMatchObject({
      name: 'x',
      dtype: 'float32',
      shape: [2, 2],
      stats: { min: 1, max: 4, mean: 2.5 },
    });
    const plane = notebook.call('tensor/plane', {
      ref: result.ref,
      rowAxis: 1,
      columnAxis: 0,
      index: [0, 0],
    });
    expect([...plane.result.data]).toEqual([1, 3, 2, 4]);
  });

  test('open an output by its reference under the name of the variable that holds it, if one does', async () => {
    const notebook = new TestNotebook();
    await notebook.run('const x = zeros([2]); display(x); display(ones([2]));');
    expect(notebook.call('tensor/open', { ref: 'test/t1' }).result.name).toBe('x');
    expect(notebook.call('tensor/open', { ref: 'test/t2' }).result).not.toHaveProperty('name');
  });

  test('refuse what is no tensor by name', async () => {
    const notebook = new TestNotebook();
    await notebook.run('const x = 5');
    expect(notebook.call('tensor/open', { name: 'x' }).error).toMatchObject({
      name: 'ArgumentError',
      message: "there is no tensor named x in this notebook's kernel; run the cell that makes it",
    });
  });

  test('refuse a tensor that was disposed', async () => {
    const notebook = new TestNotebook();
    await notebook.run('const x = zeros([2]); x');
    await notebook.run('x.dispose()');
    expect(
      notebook.call('tensor/plane', { ref: 'test/t1', rowAxis: -1, columnAxis: 0, index: [0] }).error
        ?.message,
    ).toBe("this tensor is not in the notebook's kernel as it runs now; run the cell that displays it again");
  });

  test('refuse an unknown call by name', () => {
    const notebook = new TestNotebook();
    const { error } = notebook.call('no/such' as 'variables/list', {});
    expect(error?.message).toBe('the kernel knows no call no/such');
  });
});

describe('Convert Layer', () => {
  const params = { name: 'conv', target: 'depthwise-separable', inputShape: [1, 3, 8, 8] };

  test('gives a cell that runs and says what is lost and saved', async () => {
    const notebook = new TestNotebook();
    await notebook.run('const conv = new Conv2d({ in: 3, out: 8, kernel: 3 })');
    const { code } = notebook.call('layer/convert', params).result;
    // dense: 8·3·9 + 8 = 224 parameters, 8·3·9·36 = 7,776 MACs; separable: 3·9 + 3·8 + 8 = 59, (27 + 24)·36 = 1,836
    expect(code).toContain('//   parameters: 224 -> 59 (26.3 %)');
    expect(code).toContain('//   MACs: 7,776 -> 1,836 (23.6 %)');
    expect(code).toMatch(/weight error: \d+\.\d\d %/);
    const { error, outputs } = await notebook.run(code);
    expect(error).toBeNull();
    expect(outputs[0]).toMatchObject({ bundle: { [COST_MIME]: { kind: 'comparison' } } });
    expect((await notebook.run('convSeparable.kind')).value).toBe("'SeparableConv2d'");
  });

  test('takes a name that is free', async () => {
    const notebook = new TestNotebook();
    await notebook.run('const conv = new Conv2d({ in: 3, out: 8, kernel: 3 }), convSeparable = 1');
    expect(notebook.call('layer/convert', params).result.code).toContain('const convSeparable2 = ');
  });

  test('refuses a layer that is not there, and a target that is unknown', async () => {
    const notebook = new TestNotebook();
    expect(notebook.call('layer/convert', params).error?.message).toContain('there is no layer named conv');
    await notebook.run('const conv = new Conv2d({ in: 3, out: 8, kernel: 3 })');
    expect(notebook.call('layer/convert', { ...params, target: 'magic' }).error?.message).toContain(
      "'magic'",
    );
  });
});
