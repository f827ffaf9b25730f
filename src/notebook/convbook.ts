import { isRecord } from './fields';
import type { CodeCell, Metadata, Notebook } from './notebook';

/**
 * The language id of a Convbook code cell in VS Code. It lives in the cell's metadata alone: the notebook's
 * language stays `typescript`, which GitHub and Jupyter highlight.
 */
export const CELL_LANGUAGE_ID = 'convbook-typescript';

/** The notebook metadata that choose the Convbook kernel. A fresh object, for the caller to keep. */
export function convbookMetadata(): Metadata {
  return {
    kernelspec: { display_name: 'Convbook', language: 'typescript', name: 'convbook' },
    language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
  };
}

/** Cell metadata that give a code cell its language in VS Code. */
export function languageMetadata(languageId: string): Metadata {
  return { vscode: { languageId } };
}

/**
 * The language of a code cell: its own `vscode.languageId`, else the notebook's `language_info.name`, else its
 * kernel's language, else `typescript`.
 */
export function cellLanguage(notebook: Notebook, cell: CodeCell): string {
  const { language_info, kernelspec } = notebook.metadata;
  return (
    textOf(cell.metadata['vscode'], 'languageId') ??
    textOf(language_info, 'name') ??
    textOf(kernelspec, 'language') ??
    'typescript'
  );
}

function textOf(holder: unknown, field: string): string | undefined {
  const value = isRecord(holder) ? holder[field] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
