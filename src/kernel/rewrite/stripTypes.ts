import { transformSync, type TransformOutput } from '@swc/wasm-typescript';
import { originalPositions, type Position } from './sourceMap';
import { CellSyntaxError } from './syntaxError';

export interface StrippedCode {
  code: string;
  /** The position in the cell of a position in `code`. */
  originalAt: (position: Position) => Position;
  /** Whether `code` was printed anew, so that semicolons in it are no longer the author's. */
  reprinted: boolean;
}

/** What the stripper throws: a plain object, not an Error. */
interface StripFailure {
  code?: string;
  message: string;
  startLine?: number;
  startColumn?: number;
}

/**
 * The JavaScript of a TypeScript cell. Types become blanks, so that lines and columns stay; enums, namespaces
 * and parameter properties need code of their own, and then a source map leads back.
 *
 * @throws CellSyntaxError when the cell is not TypeScript
 */
export function stripTypes(code: string): StrippedCode {
  try {
    const output = transformSync(code, { mode: 'strip-only', module: true });
    return untouched(output.code);
  } catch (failure) {
    if ((failure as StripFailure | undefined)?.code !== 'UnsupportedSyntax') throw syntaxError(failure);
  }
  try {
    return fromOutput(
      transformSync(code, {
        mode: 'transform',
        module: true,
        sourceMap: true,
        // Imports are kept unless they say `type`: a notebook uses them in later cells.
        transform: { verbatimModuleSyntax: true, nativeClassProperties: true, noEmptyExport: true },
      }),
    );
  } catch (failure) {
    throw syntaxError(failure);
  }
}

/** Code whose lines and columns are the cell's own. */
export function untouched(code: string): StrippedCode {
  return { code, originalAt: position => position, reprinted: false };
}

function fromOutput({ code, map }: TransformOutput): StrippedCode {
  if (map === undefined) throw new Error('the type stripper gave no source map'); // it was asked for one
  return { code, originalAt: originalPositions(map), reprinted: true };
}

function syntaxError(failure: unknown): unknown {
  if (failure instanceof Error || typeof failure !== 'object' || failure === null) return failure;
  const { message, startLine, startColumn } = failure as StripFailure;
  return new CellSyntaxError(message, startLine ?? 1, startColumn ?? 0);
}
