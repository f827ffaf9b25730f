import { describe, expect, test } from 'vitest';
import { MAX_RICH, MAX_TEXT, Outbox } from '../../../src/kernel/outputs/outbox';
import type { Output } from '../../../src/kernel';

/** An outbox with a clock that the test turns. */
function timedOutbox() {
  const sent: Output[] = [];
  let now = 0;
  let waiting: (() => void) | undefined;
  const outbox = new Outbox({
    send: output => sent.push(output),
    now: () => now,
    after: (_, callback) => {
      waiting = callback;
      return () => (waiting = undefined);
    },
  });
  const pass = (ms: number) => {
    now += ms;
    waiting?.();
  };
  return { outbox, sent, pass, isWaiting: () => waiting !== undefined };
}

const display = (displayId: string): Output & { type: 'display' } => ({
  type: 'display',
  bundle: {},
  displayId,
});
const update = (text: string): Output & { type: 'update-display' } => ({
  type: 'update-display',
  bundle: { 'text/plain': text },
  displayId: 'd',
});
const textOf = (sent: Output[], name: 'stdout' | 'stderr') =>
  sent.map(output => (output.type === 'stream' && output.name === name ? output.text : '')).join('');

describe('an outbox', () => {
  test('sends the first lines at once, without waiting for its timer', () => {
    const { outbox, sent } = timedOutbox();
    outbox.write('stdout', 'a');
    outbox.write('stdout', 'b');
    expect(sent).toHaveLength(2);
  });

  test('gathers a flood into one output a window', () => {
    const { outbox, sent, pass } = timedOutbox();
    for (let i = 0; i < 1000; i++) outbox.write('stdout', 'x');
    const atOnce = sent.length;
    expect(atOnce).toBeLessThan(50);
    pass(50);
    expect(sent).toHaveLength(atOnce + 1);
    expect(textOf(sent, 'stdout')).toHaveLength(1000);
  });

  test('sends much text without waiting, as a loop that never gives way needs it', () => {
    const { outbox, sent, isWaiting } = timedOutbox();
    for (let i = 0; i < 100; i++) outbox.write('stdout', 'x'.repeat(10_000));
    expect(textOf(sent, 'stdout').length).toBeGreaterThan(900_000);
    expect(isWaiting()).toBe(true);
  });

  test('sends everything at the end of a cell, in order', () => {
    const { outbox, sent } = timedOutbox();
    for (let i = 0; i < 30; i++) outbox.write(i % 2 ? 'stderr' : 'stdout', `${i} `);
    outbox.put(display('d'));
    outbox.write('stdout', 'last');
    outbox.end();
    const order = sent.map(output => (output.type === 'stream' ? output.text : output.type));
    expect(order).toEqual([...Array.from({ length: 30 }, (_, i) => `${i} `), 'display', 'last']);
  });

  test('keeps of the updates that wait only the last one of each display', () => {
    const { outbox, sent } = timedOutbox();
    for (let i = 0; i < 100; i++) outbox.put(update(String(i)), 1);
    outbox.end();
    expect(sent.length).toBeLessThan(50);
    expect(sent.at(-1)).toEqual(update('99'));
  });

  test('cuts text beyond a mebibyte, says so at once, and counts the rest', () => {
    const { outbox, sent } = timedOutbox();
    outbox.write('stdout', 'x'.repeat(MAX_TEXT + 1024));
    expect(textOf(sent, 'stderr')).toBe(
      '\noutput truncated: this cell has printed 1 MiB; the rest is counted, not shown\n',
    );
    outbox.write('stdout', 'y'.repeat(1024));
    outbox.end();
    expect(textOf(sent, 'stdout')).toHaveLength(MAX_TEXT);
    expect(textOf(sent, 'stderr')).toMatch(/output truncated: 2 KiB of text left out\n$/);
  });

  test('counts displays beyond 64 MiB instead of sending them', () => {
    const { outbox, sent } = timedOutbox();
    outbox.put(display('a'), MAX_RICH);
    outbox.put(display('b'), 1);
    outbox.put(display('c'), 1);
    outbox.end();
    expect(sent.filter(output => output.type === 'display')).toHaveLength(1);
    expect(textOf(sent, 'stderr')).toMatch(/displayed 64 MiB.*\noutput truncated: 2 displays left out\n$/);
  });

  test('gives the next cell a share of its own', () => {
    const { outbox, sent } = timedOutbox();
    outbox.write('stdout', 'x'.repeat(MAX_TEXT + 1));
    outbox.end();
    outbox.write('stdout', 'next');
    expect(sent.at(-1)).toEqual({ type: 'stream', name: 'stdout', text: 'next' });
  });
});
