import { parse, tokenizer, type Options, type Program } from 'acorn';
import type { CellLanguage } from '../protocol';
import { CellEditor, resultOf } from './cellEditor';
import { stripTypes, untouched, type StrippedCode } from './stripTypes';
import { CellSyntaxError } from './syntaxError';

export interface RewrittenCell {
  /**
   * Script text whose value is the cell as an async function of its scope (CellScope). The cell's first line
   * is the script's second, and every line of the cell starts a line of the script.
   */
  script: string;
  /** The cell's line, from 1, of a place in the script whose second line counts as line 1. */
  lineAt: (line: number, column: number) => number;
  /** Name of the variable that the last expression is, if it is one. */
  resultName: string | undefined;
}

const SYNTAX: Options = { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowHashBang: true };

/**
 * Turns a cell into a script. Declarations stay as they are written, as native locals of one async function,
 * and their names are handed to the scope as accessors; imports, `import()` and `await` go through the scope.
 *
 * @throws CellSyntaxError with line and column when the cell cannot be parsed
 */
export function rewriteCell(code: string, language: CellLanguage): RewrittenCell {
  const stripped = language === 'typescript' ? stripTypes(code) : untouched(code);
  const program = parseCell(stripped);
  const showsResult = !isClosed(code, stripped, program);
  const result = resultOf(program);
  return {
    script: new CellEditor(stripped.code, program).edit({ showsResult }),
    lineAt: (line, column) => stripped.originalAt({ line, column }).line,
    resultName: result?.type === 'Identifier' ? result.name : undefined,
  };
}

function parseCell({ code, originalAt }: StrippedCode): Program {
  try {
    return parse(code, SYNTAX);
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    const { line, column } = originalAt(error.loc as { line: number; column: number }); // acorn adds it
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    throw new CellSyntaxError(
      message === "Unexpected character '@'" ? 'decorators are not supported in cells' : message,
      line,
      column,
    );
  }
}

/** Whether the author closed the last statement with a semicolon; printed anew, every statement has one. */
function isClosed(
  original: string,
  { code, originalAt, reprinted }: StrippedCode,
  program: Program,
): boolean {
  const last = program.body.at(-1);
  if (!last?.loc) return false;
  if (!reprinted) return code[last.end - 1] === ';';
  const { line, column } = originalAt(last.loc.start);
  const text = original
    .split('\n')
    .slice(line - 1)
    .join('\n')
    .slice(column);
  return [...tokenizer(text, SYNTAX)].at(-1)?.type.label === ';';
}
