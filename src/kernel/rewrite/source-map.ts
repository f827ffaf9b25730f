const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Where a piece of generated text came from. Lines and columns count from 0. */
interface Segment {
  column: number;
  sourceLine: number;
  sourceColumn: number;
}

/** A position of the text before a transformation. Lines count from 1, columns from 0. */
export interface Position {
  line: number;
  column: number;
}

/** The numbers of one segment of a source map. */
function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) << shift;
    if (digit & 32) {
      shift += 5;
    } else {
      numbers.push(value & 1 ? -(value >> 1) : value >> 1);
      value = shift = 0;
    }
  }
  return numbers;
}

/**
 * The segments of each generated line, from the `mappings` of a source map with one source.
 *
 * @source ECMA-426, Source map format, section on `mappings`
 */
function decodeMappings(mappings: string): Segment[][] {
  let sourceLine = 0;
  let sourceColumn = 0;
  return mappings.split(';').map(line => {
    let column = 0;
    return line.split(',').flatMap(text => {
      const [columnStep = 0, sourceStep, lineStep = 0, sourceColumnStep = 0] = decodeNumbers(text);
      column += columnStep;
      if (sourceStep === undefined) return [];
      sourceLine += lineStep;
      sourceColumn += sourceColumnStep;
      return [{ column, sourceLine, sourceColumn }];
    });
  });
}

/** A function from generated positions to those of the source; a place without a mapping takes the one before it. */
export function originalPositions(mappings: string): (position: Position) => Position {
  const lines = decodeMappings(mappings);
  return ({ line, column }) => {
    for (let row = Math.min(line, lines.length) - 1; row >= 0; row--) {
      const found = lines[row]!.filter(segment => row < line - 1 || segment.column <= column).at(-1);
      if (found) return { line: found.sourceLine + 1, column: found.sourceColumn };
    }
    return { line: 1, column: 0 };
  };
}
