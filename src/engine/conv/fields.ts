import { ArgumentError } from '../errors';
import { checkInteger, describeValue } from '../tensor/check';

/** Names of the spatial axes, outermost first, by how many there are. */
const AXIS_NAMES: readonly (readonly string[])[] = [[], ['L'], ['H', 'W'], ['D', 'H', 'W']];

export function axisNames(spatial: number): readonly string[] {
  return AXIS_NAMES[spatial]!;
}

/** A value as a message shows it, lists with their entries. */
export function valueText(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(valueText).join(', ')}]` : describeValue(value);
}

/**
 * Checks that an option is a whole number of `least` or more.
 *
 * @throws ArgumentError `conv/option-value`
 */
export function wholeNumber(where: string, value: unknown, least: number): number {
  return checkInteger(where, value, { least, code: 'conv/option-value' });
}

/**
 * The entries of an option that is one value for all spatial axes or a list of one per axis.
 *
 * @throws ArgumentError `conv/option-count` when the list has more or fewer entries than there are axes
 */
export function perAxis(where: string, value: unknown, spatial: number): readonly unknown[] {
  if (!Array.isArray(value)) {
    return new Array<unknown>(spatial).fill(value);
  }
  if (value.length !== spatial) {
    const names = axisNames(spatial).join(', ');
    throw new ArgumentError(
      'conv/option-count',
      `${where} has ${value.length} entries in ${valueText(value)} for ${spatial} spatial axes (${names}); ` +
        'give one number for all axes or one entry per axis',
    );
  }
  return value as readonly unknown[];
}

/**
 * One whole number of `least` or more per spatial axis.
 *
 * @throws ArgumentError `conv/option-count`, `conv/option-value`
 */
export function wholeNumbers(
  where: string,
  value: unknown,
  limits: { spatial: number; least: number },
): number[] {
  const names = axisNames(limits.spatial);
  return perAxis(where, value, limits.spatial).map((entry, axis) =>
    wholeNumber(`${where} of axis ${names[axis]}`, entry, limits.least),
  );
}
