import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatIpynb, NotebookError, parseIpynb, type Notebook } from '../../../src/notebook';

/** Written by nbformat 5.11.1 (test/fixtures/make_notebook.py). */
const jupyter = readFileSync(join(__dirname, '../../fixtures/notebook/jupyter.ipynb'), 'utf8');

function fileWith(change: object): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [], ...change });
}

function codeCell(change: object): object {
  return { cell_type: 'code', metadata: {}, source: [], outputs: [], execution_count: null, ...change };
}

function failure(text: string): { code: string; message: string } {
  try {
    parseIpynb(text);
  } catch (error) {
    if (error instanceof NotebookError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('the notebook was read');
}

describe('a file in the form of Jupyter', () => {
  test('is written back byte for byte', () => {
    expect(formatIpynb(parseIpynb(jupyter))).toBe(jupyter);
  });

  test('has its lines joined', () => {
    const { cells } = parseIpynb(jupyter);
    expect(cells.map(cell => cell.source)).toEqual([
      '# Title\n\nText ✓ with \u2028 a separator\n',
      'print("tab\\t")\nx\r\ny\x0cz',
      '',
      '---\nraw: yes\n',
    ]);
  });

  test('keeps its outputs apart by type, JSON as objects', () => {
    const cell = parseIpynb(jupyter).cells[1]!;
    if (cell.type !== 'code') throw new Error('a code cell was expected');
    expect(cell.executionCount).toBe(3);
    expect(cell.outputs.map(output => output.type)).toEqual([
      'stream',
      'stream',
      'display_data',
      'execute_result',
      'error',
    ]);
    expect(cell.outputs[0]).toEqual({ type: 'stream', name: 'stdout', text: 'one\ntwo' });
    expect(cell.outputs[2]).toMatchObject({
      data: { 'application/vnd.thing+json': { a: 'x\ny', z: [1, 2.5, null] }, 'text/html': '<b>\n1</b>\n' },
      metadata: { 'image/png': { width: 1 } },
    });
    expect(cell.outputs[4]).toEqual({
      type: 'error',
      name: 'E',
      message: 'bad',
      traceback: ['line 1', 'line 2'],
    });
  });

  test('keeps attachments and metadata that this reader knows nothing about', () => {
    const notebook = parseIpynb(jupyter);
    expect(notebook.cells[0]!.extra).toHaveProperty(['attachments', 'pixel.png', 'image/png']);
    expect(notebook.metadata['widgets']).toEqual({ 9: 'nine', 10: 'ten', empty: {}, née: [] });
  });
});

describe('an older or looser file', () => {
  test('of nbformat 4.0 is read, and written as 4.5 with an id for each cell', () => {
    const notebook = parseIpynb(
      fileWith({ nbformat_minor: 0, cells: [codeCell({}), codeCell({ source: 'a\nb' })] }),
    );
    expect(notebook.nbformatMinor).toBe(0);
    const written = JSON.parse(formatIpynb(notebook)) as {
      nbformat_minor: number;
      cells: { id: string; source: string[] }[];
    };
    expect(written.nbformat_minor).toBe(5);
    expect(written.cells.map(cell => cell.id)).toEqual(['cell-1', 'cell-2']);
    expect(written.cells[1]!.source).toEqual(['a\n', 'b']);
  });

  test('with an id twice, or one that the format forbids, gets free ids in their place', () => {
    const ids = ['a', 'a', 'not valid', 'cell-1'];
    const notebook = parseIpynb(fileWith({ cells: ids.map(id => codeCell({ id })) }));
    expect(notebook.cells.map(cell => cell.id)).toEqual(['a', 'cell-2', 'cell-3', 'cell-1']);
  });

  test('without metadata, outputs or counts is read as having none', () => {
    const { cells } = parseIpynb(
      fileWith({ metadata: undefined, cells: [{ cell_type: 'code', source: 'x' }] }),
    );
    expect(cells).toEqual([
      { type: 'code', id: 'cell-1', source: 'x', metadata: {}, extra: {}, outputs: [], executionCount: null },
    ]);
  });

  test('that begins with a byte order mark is read', () => {
    expect(parseIpynb(`\uFEFF${fileWith({})}`).cells).toEqual([]);
  });

  test('with a key __proto__ in its metadata is written back with it', () => {
    const text = '{"cells": [], "metadata": {"__proto__": {"a": 1}}, "nbformat": 4, "nbformat_minor": 5}';
    expect(JSON.parse(formatIpynb(parseIpynb(text)))).toEqual(JSON.parse(text));
  });
});

describe('a file that is no readable notebook', () => {
  const stream = { output_type: 'stream', name: 'stdout', text: 'x' };
  const cases: [what: string, text: string, code: string, message: string][] = [
    ['an empty file', ' \n', 'notebook/empty', 'the file is empty'],
    ['text', '# Title', 'notebook/not-json', 'a notebook is JSON, and this is not'],
    ['a cut-off file', jupyter.slice(0, 500), 'notebook/not-json', 'a notebook is JSON, and this is not'],
    ['other JSON', '{"name": "convbook"}', 'notebook/not-a-notebook', 'no field "nbformat"'],
    ['a JSON list', '[1]', 'notebook/not-a-notebook', 'no field "nbformat"'],
    [
      'nbformat 3',
      '{"nbformat": 3, "nbformat_minor": 0, "worksheets": []}',
      'notebook/version',
      'nbformat 3.0',
    ],
    ['nbformat 4.6', fileWith({ nbformat_minor: 6 }), 'notebook/version', 'nbformat 4.6'],
    [
      'a version in quotes',
      fileWith({ nbformat: '4' }),
      'notebook/field',
      'nbformat must be the number 4, got the string "4"',
    ],
    [
      'a missing list of cells',
      fileWith({ cells: undefined }),
      'notebook/field',
      'cells must be a list, got nothing',
    ],
    ['a null cell', fileWith({ cells: [null] }), 'notebook/field', 'cells[0] must be an object, got null'],
    [
      'a source that is a number',
      fileWith({ cells: [codeCell({}), codeCell({ source: 7 })] }),
      'notebook/field',
      'cells[1].source must be a string or a list of strings, got number',
    ],
    [
      'a line that is a list',
      fileWith({ cells: [codeCell({ source: ['a', []] })] }),
      'notebook/field',
      'cells[0].source[1] must be a string, got a list',
    ],
    [
      'a cell of an unknown type',
      fileWith({ cells: [codeCell({ cell_type: 'heading' })] }),
      'notebook/cell-type',
      'cells[0].cell_type is "heading"; nbformat 4 has code, markdown and raw',
    ],
    [
      'an execution count of 1.5',
      fileWith({ cells: [codeCell({ execution_count: 1.5 })] }),
      'notebook/field',
      'cells[0].execution_count must be a whole number of 0 or more, or null, got number',
    ],
    [
      'an output of an unknown type',
      fileWith({ cells: [codeCell({ outputs: [stream, { output_type: 'pyout' }] })] }),
      'notebook/output-type',
      'cells[0].outputs[1].output_type is "pyout"',
    ],
    [
      'an output whose text is an object',
      fileWith({
        cells: [codeCell({ outputs: [{ output_type: 'display_data', data: { 'text/plain': {} } }] })],
      }),
      'notebook/field',
      'cells[0].outputs[0].data["text/plain"] must be a string or a list of strings, got an object',
    ],
  ];
  for (const [what, text, code, message] of cases) {
    test(`is refused by name: ${what}`, () => {
      const error = failure(text);
      expect(error.code).toBe(code);
      expect(error.message).toContain(message);
    });
  }
});

test('a new notebook is written with sorted keys and a line feed at the end', () => {
  const notebook: Notebook = {
    metadata: { b: 1, a: { d: [], c: {} } },
    nbformatMinor: 5,
    cells: [{ type: 'markdown', id: 'm', source: 'a\n', metadata: {}, extra: {} }],
    extra: {},
  };
  expect(formatIpynb(notebook)).toBe(`{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "m",
   "metadata": {},
   "source": [
    "a\\n"
   ]
  }
 ],
 "metadata": {
  "a": {
   "c": {},
   "d": []
  },
  "b": 1
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`);
});
