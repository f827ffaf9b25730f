import { expect, test } from 'vitest';
import {
  cellLanguage,
  convbookMetadata,
  type CodeCell,
  type Metadata,
  type Notebook,
} from '../../../src/notebook';

function languageOf(notebookMetadata: Metadata, cellMetadata: Metadata): string {
  const cell: CodeCell = {
    type: 'code',
    id: 'a',
    source: '',
    metadata: cellMetadata,
    extra: {},
    outputs: [],
    executionCount: null,
  };
  const notebook: Notebook = { metadata: notebookMetadata, nbformatMinor: 5, cells: [cell], extra: {} };
  return cellLanguage(notebook, cell);
}

const cases: [what: string, notebook: Metadata, cell: Metadata, language: string][] = [
  [
    "its own id before the notebook's",
    convbookMetadata(),
    { vscode: { languageId: 'javascript' } },
    'javascript',
  ],
  ["the notebook's language", convbookMetadata(), {}, 'typescript'],
  ["the kernel's language", { kernelspec: { language: 'python', name: 'python3' } }, {}, 'python'],
  ['TypeScript when nothing says otherwise', {}, {}, 'typescript'],
  ['TypeScript when the fields are malformed', { language_info: 'python' }, { vscode: null }, 'typescript'],
];
for (const [what, notebook, cell, language] of cases) {
  test(`a code cell has ${what}`, () => expect(languageOf(notebook, cell)).toBe(language));
}
