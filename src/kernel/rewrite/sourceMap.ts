import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** A position of the text before a transformation. Lines count from 1, columns from 0. */
export interface Position {
  line: number;
  column: number;
}

/**
 * A function from generated positions to those of the source, for a source map as JSON; a place without a mapping
 * takes the one before it.
 */
export function originalPositions(map: string): (position: Position) => Position {
  const traced = new TraceMap(map);
  return ({ line, column }) => {
    for (let row = line; row > 0; row--) {
      const end = row === line ? column : Number.MAX_SAFE_INTEGER;
      const found = originalPositionFor(traced, { line: row, column: end });
      if (found.line !== null) return { line: found.line, column: found.column };
    }
    return { line: 1, column: 0 };
  };
}
