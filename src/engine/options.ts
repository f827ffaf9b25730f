import { ArgumentError } from './errors';
import { describeValue } from './tensor/check';

/**
 * Refuses options that `operation` does not know, by name, before any work is done.
 *
 * @throws ArgumentError `options/unknown` for a name that is not in `known`
 * @throws ArgumentError `options/not-an-object` for options that are no plain object
 */
export function checkOptions(operation: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ArgumentError(
      'options/not-an-object',
      `${operation}: options are an object with any of ${known.join(', ')}, got ${describeValue(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new ArgumentError(
        'options/unknown',
        `${operation}: unknown option ${name}; the options are ${known.join(', ')}`,
      );
    }
  }
}
