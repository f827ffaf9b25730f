import type { Metadata, Notebook, NotebookCell } from '../notebook';
import { formatHeader } from './header';
import { escapeMarker, formatMarker } from './marker';

/**
 * The notebook as a percent script in TypeScript, as Jupytext has it: `// %%` before each code cell,
 * `// %% [markdown]` and `// %% [raw]` before text, whose lines are comments. `parsePercent` gives back every
 * cell and all metadata; outputs, execution counts, cell ids and attachments stay behind.
 *
 * A line of a cell that would read as a marker is written with a backslash: `// \%%`.
 */
export function formatPercent(notebook: Notebook): string {
  const { lines, cellDefaults } = formatHeader(notebook);
  const cells = notebook.cells.flatMap(cell => ['', ...cellLines(cell, cellDefaults)]);
  return [...lines, ...cells, ''].join('\n');
}

function cellLines(cell: NotebookCell, cellDefaults: Metadata): string[] {
  const lines = cell.source === '' ? [] : cell.source.split('\n');
  if (cell.type === 'code') {
    const metadata = withoutDefaults(cell.metadata, cellDefaults);
    return [formatMarker({ type: cell.type, metadata }), ...lines.map(escapeMarker)];
  }
  return [formatMarker(cell), ...lines.map(line => escapeMarker(line === '' ? '//' : `// ${line}`))];
}

function withoutDefaults(metadata: Metadata, defaults: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(metadata).filter(
      ([name, value]) => !(name in defaults) || JSON.stringify(value) !== JSON.stringify(defaults[name]),
    ),
  );
}
