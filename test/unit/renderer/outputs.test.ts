import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { OutputItem } from 'vscode-notebook-renderer';
import { outputRenderer } from '../../../src/renderer/outputs';

/** As much of an element as the frame around the drawings uses; what is drawn is seen in the browser tests. */
class FakeElement {
  children: FakeElement[] = [];
  textContent = '';
  style: Record<string, string> = {};

  setAttribute(): void {
    // nothing reads attributes here
  }

  replaceChildren(...children: FakeElement[]): void {
    this.children = children;
  }
}

const parent = () => new FakeElement() as FakeElement & HTMLElement;
const item = (id: string, value: unknown) => ({ id, mime: 'a/b', json: () => value }) as OutputItem;
const signal = new AbortController().signal;

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => new FakeElement() });
  return () => vi.unstubAllGlobals();
});

describe('a renderer', () => {
  test('shows the reason for an output that cannot be drawn, in place of what was half drawn', () => {
    const renderer = outputRenderer((_value, element) => {
      (element as FakeElement & HTMLElement).children.push(new FakeElement());
      throw new Error('dtype is missing');
    });
    const element = parent();
    void renderer.renderOutputItem(item('1', {}), element, signal);
    expect(element.children).toHaveLength(1);
    expect(element.children[0]!.textContent).toContain('a/b output: dtype is missing');
  });

  test('ends the old drawing when an output is drawn again', () => {
    const dispose = vi.fn<(value: unknown) => void>();
    const renderer = outputRenderer(value => ({ dispose: () => dispose(value) }));
    void renderer.renderOutputItem(item('1', 'old'), parent(), signal);
    void renderer.renderOutputItem(item('1', 'new'), parent(), signal);
    expect(dispose.mock.calls).toEqual([['old']]);
  });

  test('ends one drawing by its id, and all of them without', () => {
    const dispose = vi.fn<(value: unknown) => void>();
    const renderer = outputRenderer(value => ({ dispose: () => dispose(value) }));
    for (const id of ['1', '2', '3']) void renderer.renderOutputItem(item(id, id), parent(), signal);
    renderer.disposeOutputItem?.('2');
    expect(dispose.mock.calls).toEqual([['2']]);
    renderer.disposeOutputItem?.();
    expect(dispose.mock.calls).toEqual([['2'], ['1'], ['3']]);
  });
});
