/** Free-form fields, as the notebook format allows them on notebooks, cells and outputs. */
export type Metadata = Record<string, unknown>;

/** A value in several forms, by MIME type: text joined to one string, JSON types (`…+json`) as they are. */
export type MimeData = Record<string, unknown>;

/** What running a cell put out, as nbformat tells it apart. */
export type NotebookOutput =
  | { type: 'stream'; name: string; text: string }
  | { type: 'display_data'; data: MimeData; metadata: Metadata }
  | { type: 'execute_result'; data: MimeData; metadata: Metadata; executionCount: number | null }
  | { type: 'error'; name: string; message: string; traceback: string[] };

interface CellBase {
  /** Unique in its notebook; 1 to 64 letters, digits, `-` or `_`. */
  id: string;
  source: string;
  metadata: Metadata;
  /** Fields of the file that this model gives no meaning to, such as `attachments`: written back unchanged. */
  extra: Metadata;
}

export interface CodeCell extends CellBase {
  type: 'code';
  outputs: NotebookOutput[];
  executionCount: number | null;
}

interface TextCell extends CellBase {
  type: 'markdown' | 'raw';
}

export type NotebookCell = CodeCell | TextCell;

/** A notebook as data, whatever file it came from. */
export interface Notebook {
  metadata: Metadata;
  /** Minor version of nbformat 4 that the file was in; 5 for a new one. */
  nbformatMinor: number;
  cells: NotebookCell[];
  /** Unknown fields beside `cells` and `metadata`: written back unchanged. */
  extra: Metadata;
}
