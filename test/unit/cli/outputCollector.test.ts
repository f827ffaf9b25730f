import { expect, test } from 'vitest';
import { OutputCollector } from '../../../src/cli/outputCollector';
import type { Output } from '../../../src/kernel';
import type { NotebookOutput } from '../../../src/notebook';

function collect(...outputs: Output[]): NotebookOutput[] {
  const collected: NotebookOutput[] = [];
  const collector = new OutputCollector();
  collector.begin(collected);
  for (const output of outputs) collector.add(output);
  return collected;
}

const text = (name: 'stdout' | 'stderr', value: string): Output => ({ type: 'stream', name, text: value });
const shown = (value: string, displayId?: string): Output => ({
  type: 'display',
  bundle: { 'text/plain': value },
  ...(displayId === undefined ? {} : { displayId }),
});

test('text of one stream in a row becomes one output', () => {
  expect(
    collect(text('stdout', 'a'), text('stdout', 'b\n'), text('stderr', 'c'), text('stdout', 'd')),
  ).toEqual([
    { type: 'stream', name: 'stdout', text: 'ab\n' },
    { type: 'stream', name: 'stderr', text: 'c' },
    { type: 'stream', name: 'stdout', text: 'd' },
  ]);
});

test('displays and results become display_data and execute_result', () => {
  expect(collect(shown('a'), { type: 'result', bundle: { 'text/plain': '1' }, executionCount: 4 })).toEqual([
    { type: 'display_data', data: { 'text/plain': 'a' }, metadata: {} },
    { type: 'execute_result', data: { 'text/plain': '1' }, metadata: {}, executionCount: 4 },
  ]);
});

test('an update changes a display where it stands, in an earlier cell too', () => {
  const first: NotebookOutput[] = [];
  const second: NotebookOutput[] = [];
  const collector = new OutputCollector();
  collector.begin(first);
  collector.add(shown('old', 'id'));
  collector.begin(second);
  collector.add({ type: 'update-display', bundle: { 'text/plain': 'new' }, displayId: 'id' });
  expect(first).toEqual([{ type: 'display_data', data: { 'text/plain': 'new' }, metadata: {} }]);
  expect(second).toEqual([]);
});

test('clearing removes at once what the cell has shown', () => {
  expect(collect(shown('a'), { type: 'clear-output', wait: false })).toEqual([]);
});

test('clearing with wait keeps the old output until the next one comes', () => {
  const clear: Output = { type: 'clear-output', wait: true };
  expect(collect(text('stdout', 'a'), clear)).toEqual([{ type: 'stream', name: 'stdout', text: 'a' }]);
  expect(collect(text('stdout', 'a'), clear, text('stdout', 'b'))).toEqual([
    { type: 'stream', name: 'stdout', text: 'b' },
  ]);
});

test('an error is kept with its stack as lines', () => {
  const collected: NotebookOutput[] = [];
  const collector = new OutputCollector();
  collector.begin(collected);
  collector.addError({ name: 'TypeError', message: 'no', stack: 'TypeError: no\n    at Cell In[1], line 2' });
  expect(collected).toEqual([
    {
      type: 'error',
      name: 'TypeError',
      message: 'no',
      traceback: ['TypeError: no', '    at Cell In[1], line 2'],
    },
  ]);
});

test('a saved tensor does not name the live one', () => {
  const bundle = { 'application/vnd.convbook.tensor+json': { version: 1, ref: 't1' } };
  const [output] = collect({ type: 'display', bundle });
  expect(JSON.stringify(output)).not.toContain('ref');
  expect(bundle['application/vnd.convbook.tensor+json'].ref).toBe('t1');
});
