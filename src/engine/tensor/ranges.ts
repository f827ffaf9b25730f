import { ArgumentError } from '../errors';
import { checkValues } from './cast';
import { checkFinite, checkInteger, describeValue } from './check';
import { resolveCreation, type CreationOptions } from './create';
import { Tensor } from './tensor';

/**
 * The numbers start, start + step, ... before `end`: `arange(end)`, `arange(start, end)` or
 * `arange(start, end, step)`, each with `{ dtype, requiresGrad }` last if wanted. Shape [ceil((end - start) / step)].
 * float32 also for whole numbers, unlike PyTorch, so that the result can go into a convolution.
 *
 * @throws ArgumentError `arange/step` for a step of zero or one that leads away from the end
 */
export function arange(end: number, options?: CreationOptions): Tensor;
export function arange(start: number, end: number, options?: CreationOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: CreationOptions): Tensor;
export function arange(...args: (number | CreationOptions | undefined)[]): Tensor {
  const { numbers, options } = splitArguments('arange', args, ['end', 'start, end', 'start, end, step']);
  const [start, end, step = 1] = numbers.length === 1 ? [0, numbers[0]!] : numbers;
  if (step === 0 || (end! - start!) / step < 0) {
    throw new ArgumentError(
      'arange/step',
      `arange: a step of ${step} never gets from ${start} to ${end}; give a step towards the end`,
    );
  }
  return fillBy('arange', Math.ceil((end! - start!) / step), i => start! + i * step, options);
}

/**
 * `steps` numbers from `start` to `end`, both included, evenly apart. Shape [steps]. The second half is
 * counted back from the end, so that the end is met exactly.
 *
 * @throws ArgumentError `argument/integer` when `steps` is no whole number of 0 or more
 */
export function linspace(start: number, end: number, steps: number, options: CreationOptions = {}): Tensor {
  checkFinite('linspace: start', start);
  checkFinite('linspace: end', end);
  checkInteger('linspace: steps', steps, { least: 0 });
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  const valueAt = (i: number): number => (i < steps / 2 ? start + i * step : end - (steps - 1 - i) * step);
  return fillBy('linspace', steps, valueAt, options);
}

/**
 * Ones on the diagonal, zeros elsewhere: `eye(rows)` or `eye(rows, columns)`, with `{ dtype, requiresGrad }` last if wanted.
 * Shape [rows, columns].
 *
 * @throws ArgumentError `argument/integer` when a size is no whole number of 0 or more
 */
export function eye(rows: number, options?: CreationOptions): Tensor;
export function eye(rows: number, columns: number, options?: CreationOptions): Tensor;
export function eye(...args: (number | CreationOptions | undefined)[]): Tensor {
  const { numbers, options } = splitArguments('eye', args, ['rows', 'rows, columns']);
  const [rows, columns] = [numbers[0]!, numbers[1] ?? numbers[0]!];
  checkInteger('eye: rows', rows, { least: 0 });
  checkInteger('eye: columns', columns, { least: 0 });
  const { dtype, requiresGrad } = resolveCreation('eye', options);
  const result = Tensor.allocate(dtype, [rows, columns]);
  for (let i = 0; i < Math.min(rows, columns); i++) result.data[i * columns + i] = 1;
  result.requiresGrad = requiresGrad;
  return result;
}

/** Takes the options off the end of an argument list and checks that all before it are finite numbers. */
function splitArguments(
  operation: string,
  args: readonly (number | CreationOptions | undefined)[],
  forms: readonly string[],
): { numbers: number[]; options: CreationOptions } {
  const given = args.filter(value => value !== undefined);
  const last = given.at(-1);
  const options = typeof last === 'object' ? last : {};
  const rest: unknown[] = typeof last === 'object' ? given.slice(0, -1) : given;
  const numbers = rest.filter(value => Number.isFinite(value)) as number[]; // isFinite holds for numbers only
  if (numbers.length !== rest.length || numbers.length < 1 || numbers.length > forms.length) {
    throw new ArgumentError(
      'argument/number',
      `${operation}: takes ${forms.map(form => `(${form})`).join(' or ')} as finite numbers, ` +
        `got (${rest.map(describeValue).join(', ')})`,
    );
  }
  return { numbers, options };
}

function fillBy(operation: string, length: number, valueAt: (i: number) => number, options: CreationOptions) {
  const { dtype, requiresGrad } = resolveCreation(operation, options);
  if (length > 0) checkValues(operation, [valueAt(0), valueAt(length - 1)], dtype); // the values lie between
  const result = Tensor.allocate(dtype, [length]);
  const { data } = result;
  for (let i = 0; i < length; i++) data[i] = valueAt(i);
  result.requiresGrad = requiresGrad;
  return result;
}
