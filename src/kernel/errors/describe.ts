import type { CellError } from '../protocol';
import { caretSnippet, CellSyntaxError } from '../rewrite/syntaxError';
import { cellFile, isFrame, readableFrames, type FrameRules } from './frames';

export interface ErrorContext extends FrameRules {
  inspect: (value: unknown) => string;
  /** The cell that was being parsed; syntax errors show its line. */
  cell?: { code: string; executionCount: number };
}

/** Errors inside errors are followed so far. */
const MAX_DEPTH = 4;
/** Errors of one AggregateError that are shown. */
const MAX_ERRORS = 10;

/** What was thrown, whatever it is, ready to be shown. Never throws. */
export function describeThrown(thrown: unknown, context: ErrorContext): CellError {
  if (context.cell && isOfClass(thrown, CellSyntaxError)) return describeSyntaxError(thrown, context.cell);
  if (!isErrorLike(thrown)) {
    const message = safely(
      () => (typeof thrown === 'string' ? thrown : context.inspect(thrown)),
      'a value that cannot be shown',
    );
    const hint = '    (not an Error, so its line is unknown: throw new Error(...) to see it)';
    return { name: 'Uncaught', message, stack: `Uncaught: ${message}\n${hint}` };
  }
  return { ...headOf(thrown), stack: errorText(thrown, context, 0) };
}

/** Errors may come from another realm, so that `instanceof` would miss them. */
function isErrorLike(value: unknown): value is Error {
  return safely(
    () =>
      isOfClass(value, Error) ||
      (typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string'),
    false,
  );
}

function headOf(error: Error): { name: string; message: string } {
  return {
    name: safely(() => String(error.name), 'Error'),
    message: safely(() => String(error.message), 'an error whose message cannot be shown'),
  };
}

function errorText(error: Error, context: ErrorContext, depth: number): string {
  const { name, message } = headOf(error);
  const lines = [message ? `${name}: ${message}` : name, ...framesOf(error, context)];
  if (depth < MAX_DEPTH) lines.push(...innerErrors(error, context, depth + 1));
  return lines.join('\n');
}

function framesOf(error: Error, context: ErrorContext): string[] {
  const stack = safely(() => String(error.stack), '');
  return readableFrames(stack, context).split('\n').filter(isFrame);
}

/** The cause of an error, and the errors that it gathers, each indented under it. */
function innerErrors(error: Error, context: ErrorContext, depth: number): string[] {
  const inner: [label: string, value: unknown][] = [];
  const cause = safely(() => error.cause, undefined);
  if (cause !== undefined && cause !== error) inner.push(['cause', cause]);
  const errors = safely(() => ('errors' in error ? error.errors : undefined), undefined);
  const gathered = Array.isArray(errors) ? (errors as unknown[]) : [];
  gathered.slice(0, MAX_ERRORS).forEach((item, index) => inner.push([`error ${index + 1}`, item]));
  const lines = inner.map(([label, value]) => {
    const text = isErrorLike(value)
      ? errorText(value, context, depth)
      : safely(() => context.inspect(value), 'a value that cannot be shown');
    return `  [${label}] ${text.replaceAll('\n', '\n  ')}`;
  });
  const more = gathered.length - MAX_ERRORS;
  return more > 0 ? [...lines, `  [${more} more errors]`] : lines;
}

function describeSyntaxError(
  { message, line, column }: CellSyntaxError,
  { code, executionCount }: { code: string; executionCount: number },
): CellError {
  const snippet = caretSnippet(code, line, column).replace(/^/gm, '    ');
  const place = `    at ${cellFile(executionCount)}, line ${line}`;
  return { name: 'SyntaxError', message, stack: `SyntaxError: ${message}\n${snippet}\n${place}` };
}

/** `instanceof`, which a proxy can make throw. */
function isOfClass<T>(value: unknown, constructor: new (...args: never[]) => T): value is T {
  return safely(() => value instanceof constructor, false);
}

/** Getters and toString of what was thrown are foreign code, and may throw themselves. */
function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
