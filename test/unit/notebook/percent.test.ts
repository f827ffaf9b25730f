import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  convbookMetadata,
  formatPercent,
  languageMetadata,
  NotebookError,
  parsePercent,
  type Metadata,
  type Notebook,
  type NotebookCell,
} from '../../../src/notebook';

function cellOf(type: NotebookCell['type'], source: string, metadata: Metadata = {}): NotebookCell {
  const shared = { id: '', source, metadata, extra: {} };
  return type === 'code' ? { type, ...shared, outputs: [], executionCount: null } : { type, ...shared };
}

function notebookOf(cells: NotebookCell[], metadata: Metadata = convbookMetadata()): Notebook {
  return {
    metadata,
    nbformatMinor: 5,
    cells: cells.map((cell, i) => ({ ...cell, id: `cell-${i + 1}` })),
    extra: {},
  };
}

const typescript = languageMetadata('convbook-typescript');

describe('a notebook as a percent script', () => {
  test('has a header, a marker per cell and text as comments', () => {
    const notebook = notebookOf([
      cellOf('markdown', '# Title\n\nText.'),
      cellOf('code', 'const a = 1;\na', typescript),
      cellOf('code', 'a', { vscode: { languageId: 'javascript' }, tags: ['raises-exception'] }),
      cellOf('raw', 'raw: yes'),
    ]);
    expect(formatPercent(notebook)).toBe(`// ---
// jupyter:
//   jupytext:
//     text_representation:
//       extension: .ts
//       format_name: percent
//       format_version: "1.3"
//     cell_language_id: convbook-typescript
//   kernelspec:
//     display_name: Convbook
//     language: typescript
//     name: convbook
//   language_info:
//     file_extension: .ts
//     mimetype: text/typescript
//     name: typescript
// ---

// %% [markdown]
// # Title
//
// Text.

// %%
const a = 1;
a

// %% vscode={"languageId":"javascript"} tags=["raises-exception"]
a

// %% [raw]
// raw: yes
`);
  });

  test('escapes lines that would read as markers', () => {
    const script = formatPercent(
      notebookOf([cellOf('code', '// %% a\n//%%\n// %%b'), cellOf('markdown', '%% x')]),
    );
    expect(script).toContain('// \\%% a\n//\\%%\n// %%b\n');
    expect(script).toContain('// \\%% x\n');
  });
});

const line = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '',
    ' ',
    '// %%',
    '//%% x',
    '// \\%%',
    '%% [markdown]',
    '\\%%',
    '//',
    '// ---',
    '\t',
    '# Title',
    '\r',
  ),
);
const source = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) => lines.join(end));
const json = fc.jsonValue({ maxDepth: 2 }).map(value => JSON.parse(JSON.stringify(value)) as unknown);
const name = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('title', 'tags', 'a.b', 'yes'));
const metadata = fc.dictionary(name, json, { maxKeys: 3, noNullPrototype: true });
const language = fc.constantFrom<Metadata>({}, typescript, typescript, languageMetadata('javascript'));
const cell = fc
  .tuple(fc.constantFrom<NotebookCell['type']>('code', 'code', 'markdown', 'raw'), source, metadata, language)
  .map(([type, text, own, vscode]) => cellOf(type, text, type === 'code' ? { ...own, ...vscode } : own));

test('any notebook comes back from its percent script, but for outputs and ids', () => {
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 5 }), metadata, (cells, notebookMetadata) => {
      fc.pre(!('jupytext' in notebookMetadata));
      const notebook = notebookOf(cells, notebookMetadata);
      expect(parsePercent(formatPercent(notebook))).toEqual(notebook);
    }),
    { numRuns: 1000 },
  );
});

test('outputs and counts stay behind, and everything else comes back', () => {
  const ran: NotebookCell = {
    ...cellOf('code', '1 + 1', typescript),
    type: 'code',
    executionCount: 4,
    outputs: [{ type: 'stream', name: 'stdout', text: '2\n' }],
  };
  expect(parsePercent(formatPercent(notebookOf([ran])))).toEqual(
    notebookOf([cellOf('code', '1 + 1', typescript)]),
  );
});

test('a script with Windows line ends gives the same cells', () => {
  const notebook = notebookOf([cellOf('code', 'a\n\nb\n', typescript), cellOf('markdown', 'x\n\ny')]);
  expect(parsePercent(formatPercent(notebook).replaceAll('\n', '\r\n'))).toEqual(notebook);
});

describe('a script written by hand', () => {
  test('without a marker becomes one code cell of a Convbook notebook', () => {
    expect(parsePercent('const a = 1;\n\na;\n')).toEqual(
      notebookOf([cellOf('code', 'const a = 1;\n\na;', typescript)]),
    );
  });

  test('that is empty becomes a notebook without cells', () => {
    expect(parsePercent('').cells).toEqual([]);
  });

  test('keeps the code before its first marker as a cell', () => {
    const { cells } = parsePercent('import fs from "node:fs";\n\n// %%\nfs\n');
    expect(cells.map(({ source }) => source)).toEqual(['import fs from "node:fs";', 'fs']);
  });

  const markers: [line: string, type: NotebookCell['type'], metadata: Metadata][] = [
    ['//%%', 'code', typescript],
    ['// %% Load the data', 'code', { title: 'Load the data', ...typescript }],
    ['// %% A = b {x', 'code', { title: 'A = b {x', ...typescript }],
    ['// %% [md]', 'markdown', {}],
    ['// %% Why [markdown] tags=["a b", "c"] n=1', 'markdown', { title: 'Why', tags: ['a b', 'c'], n: 1 }],
    ['// %% {"a": {"b": "} c="}}', 'code', { a: { b: '} c=' }, ...typescript }],
    ['// %% [raw] format="text/html"', 'raw', { format: 'text/html' }],
    ['// %% title="a [markdown] b"', 'code', { title: 'a [markdown] b', ...typescript }],
  ];
  for (const [text, type, expected] of markers) {
    test(`has its marker read: ${text}`, () => {
      expect(parsePercent(`${text}\n`).cells).toMatchObject([{ type, metadata: expected }]);
    });
  }

  test('may leave the comment off a line of text, and more room between cells', () => {
    const { cells } = parsePercent('// %% [markdown]\n// a\nb\n\n\n// %%\n1\n');
    expect(cells.map(({ source }) => source)).toEqual(['a\nb', '1']);
  });

  test("has Jupytext's own header read", () => {
    const script = `// ---
// jupyter:
//   jupytext:
//     text_representation:
//       extension: .ts
//       format_version: '1.3'
//       jupytext_version: 1.16.4
//     formats: ipynb,ts:percent
//   kernelspec:
//     display_name: Deno
//     language: typescript
//     name: deno
// ---

// %%
1
`;
    expect(parsePercent(script)).toEqual(
      notebookOf([cellOf('code', '1')], {
        jupytext: { formats: 'ipynb,ts:percent' },
        kernelspec: { display_name: 'Deno', language: 'typescript', name: 'deno' },
      }),
    );
  });

  test('is refused by line when its header is YAML beyond mappings', () => {
    const script = '// ---\n// jupyter:\n//   authors:\n//   - name: A\n// ---\n';
    expect(() => parsePercent(script)).toThrow(NotebookError);
    expect(() => parsePercent(script)).toThrow('line 4 of the header');
  });

  test('may begin with a rule that is no header', () => {
    expect(parsePercent('// ---\n// About this file.\n// ---\n1\n').cells).toMatchObject([
      { source: '// ---\n// About this file.\n// ---\n1' },
    ]);
  });
});
