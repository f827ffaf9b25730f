/** The text of an .ipynb that asks for Convbook's kernel, one code cell for each source. */
export function notebookText(...sources: string[]): string {
  return JSON.stringify({
    cells: sources.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      execution_count: null,
      metadata: { vscode: { languageId: 'convbook-typescript' } },
      outputs: [],
      source,
    })),
    metadata: {
      kernelspec: { name: 'convbook', display_name: 'Convbook', language: 'typescript' },
      language_info: { name: 'typescript' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });
}
