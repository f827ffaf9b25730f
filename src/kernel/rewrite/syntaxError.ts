/** A cell that cannot be parsed: where, and why. */
export class CellSyntaxError extends SyntaxError {
  constructor(
    message: string,
    /** Line of the cell, from 1. */
    readonly line: number,
    /** Column of that line, from 0, in UTF-16 units. */
    readonly column: number,
  ) {
    super(message);
    this.name = 'SyntaxError';
  }
}

/** The line at fault with a caret under its column. */
export function caretSnippet(code: string, line: number, column: number): string {
  const text = code.split(/\r\n|\r|\n/)[line - 1] ?? '';
  const indent = text.slice(0, column).replace(/[^\t]/g, ' '); // tabs keep the caret under its column
  return `${text}\n${indent}^`;
}

/**
 * The error of a host's own parser as one of the cell, for syntax that is newer than the host. V8 heads its
 * stack with file and line, the line's text, and carets under the place.
 */
export function hostSyntaxError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error.name !== 'SyntaxError' || !error.stack?.startsWith(`${file}:`)) {
    return error;
  }
  const [place = '', , carets = ''] = error.stack.split('\n');
  return new CellSyntaxError(
    error.message,
    Number(place.slice(file.length + 1)),
    Math.max(0, carets.indexOf('^')),
  );
}
