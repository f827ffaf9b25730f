import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Host } from '../../../src/inspector/host';
import type { InspectorEvent, InspectorRequest } from '../../../src/inspector/protocol';

const plane = { rows: 1, columns: 1, rowBlock: 1, columnBlock: 1, data: [7] };
const view = { rowAxis: 0, columnAxis: 1, index: [0, 0] };

let page: EventTarget;
let sent: InspectorRequest[];
let events: InspectorEvent[];
let host: Host;

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  vi.stubGlobal('window', page);
  sent = [];
  events = [];
  const api = {
    postMessage: (message: unknown) => void sent.push(message as InspectorRequest),
    getState: () => undefined,
    setState: () => undefined,
  };
  host = new Host(api, event => events.push(event));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const receive = (data: unknown) => page.dispatchEvent(new MessageEvent('message', { data }));

describe('a request to the host', () => {
  test('gets the reply with its own id, whatever comes in between', async () => {
    const first = host.request('tensor/plane', view);
    const second = host.request('tensor/plane', view);
    receive({ type: 'reply', id: sent[1]!.id, result: { ...plane, data: [2] } });
    receive({ type: 'reply', id: sent[0]!.id, result: { ...plane, data: [1] } });
    expect((await first).data).toEqual([1]);
    expect((await second).data).toEqual([2]);
  });

  test('fails with the words of the host', async () => {
    const asked = host.request('tensor/open', {});
    receive({ type: 'reply', id: sent[0]!.id, error: 'the kernel was restarted' });
    await expect(asked).rejects.toThrow('the kernel was restarted');
  });

  test('fails when there is no reply in time, and a late one changes nothing', async () => {
    const asked = host.request('tensor/plane', view);
    const failed = expect(asked).rejects.toThrow('no answer to tensor/plane in 15 s');
    vi.advanceTimersByTime(15_000);
    await failed;
    receive({ type: 'reply', id: sent[0]!.id, result: plane });
  });

  test('fails when the reply cannot be read', async () => {
    const asked = host.request('tensor/plane', view);
    receive({ type: 'reply', id: sent[0]!.id, result: { ...plane, rows: 'x' } });
    await expect(asked).rejects.toThrow('rows of the tensor/plane reply');
  });
});

test('a refresh of the host is passed on', () => {
  receive({ type: 'refresh' });
  expect(events).toEqual([{ type: 'refresh' }]);
});
