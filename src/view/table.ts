/** A cost output as a table of texts: what HTML, plain text and the renderer all show. */
export interface CostTable {
  title: string;
  columns: TableColumn[];
  rows: TableRow[];
  totals: TableCell[] | undefined;
  /** Sentences under the table: a note, and the convention. */
  sentences: string[];
}

export interface TableColumn {
  label: string;
  align: 'left' | 'right';
  /** What the column counts, for a tooltip. */
  title?: string;
  /** Whether its cells have bars. */
  bars?: true;
  /** Whether its cells hold sentences, which may take several lines. */
  wraps?: true;
}

export interface TableCell {
  text: string;
  /** More about the figure, for a tooltip: its formula, or all its digits. */
  title?: string;
  /** Length of the bar beside the figure, from 0 to 1. */
  bar?: number;
}

export interface TableRow {
  cells: TableCell[];
  formulas: { label: string; text: string }[];
}
