import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import { checkBoolean, describeValue } from '../tensor/check';
import { isFloat } from '../tensor/dtype';
import { shapeText } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';

export interface LoadOptions {
  /** Whether every entry must have its place, and every place its entry. Default true. */
  strict?: boolean;
}

/** Which names `loadStateDict` passed over. */
export interface LoadReport {
  /** The layer's names that the dictionary does not have. */
  missing: string[];
  /** The dictionary's names that the layer does not have. */
  unexpected: string[];
}

/** Files from before PyTorch 1.0 do not have it, and it matters only to a batch norm with `momentum: null`. */
const OPTIONAL = /(^|\.)num_batches_tracked$/;

/** Names that a message lists of each kind; a model that is quite another one misses hundreds. */
const MOST_NAMES = 8;

/**
 * Copies the tensors of a dictionary into those of a layer, as `Layer.loadStateDict` says.
 *
 * @throws ArgumentError `layers/state-dict`, `argument/boolean`, `options/unknown`
 */
export function loadState(
  kind: string,
  own: Readonly<Record<string, Tensor>>,
  { dict, options }: { dict: unknown; options: LoadOptions },
): LoadReport {
  const operation = `${kind}: loadStateDict`;
  checkOptions(operation, options, ['strict']);
  const strict = checkBoolean(`${operation}: strict`, options.strict ?? true);
  const given = checkDict(operation, dict);
  const shared = Object.keys(own).filter(name => Object.hasOwn(given, name));
  const missing = Object.keys(own).filter(name => !Object.hasOwn(given, name) && !OPTIONAL.test(name));
  const unexpected = Object.keys(given).filter(name => !Object.hasOwn(own, name));
  const unfit = shared.flatMap(name => misfit(own[name]!, given[name]).map(why => `${name} ${why}`));
  if (unfit.length > 0 || (strict && missing.length + unexpected.length > 0)) {
    throw new ArgumentError(
      'layers/state-dict',
      `${operation}: ` +
        [
          ...listed('missing', strict ? missing : []),
          ...listed('unexpected', strict ? unexpected : []),
          ...listed('unfit', unfit),
        ].join('; ') +
        `. ${advice(unfit)}`,
    );
  }
  const copies = shared.map(name => [own[name]!.data, (given[name] as Tensor).data] as const); // misfit has checked
  for (const [target, source] of copies) target.set(source);
  return { missing, unexpected };
}

function checkDict(operation: string, dict: unknown): Readonly<Record<string, unknown>> {
  if (typeof dict !== 'object' || dict === null || Array.isArray(dict) || dict instanceof Tensor) {
    const got = dict instanceof Tensor ? 'a tensor' : describeValue(dict);
    throw new ArgumentError(
      'layers/state-dict',
      `${operation}: expected an object of tensors by name, such as another model's stateDict(), got ${got}`,
    );
  }
  return dict as Readonly<Record<string, unknown>>; // any object is one
}

/** Why a value cannot be copied into a tensor; nothing when it can. */
function misfit(target: Tensor, value: unknown): string[] {
  if (!(value instanceof Tensor)) return [`is ${describeValue(value)}, expected a tensor`];
  if (shapeText(value.shape) !== shapeText(target.shape)) {
    return [`has shape ${shapeText(value.shape)}, expected ${shapeText(target.shape)}`];
  }
  const fits = isFloat(target.dtype) ? isFloat(value.dtype) : value.data.every(Number.isInteger);
  return fits ? [] : [`is ${value.dtype}, expected ${isFloat(target.dtype) ? 'a float' : 'a whole number'}`];
}

function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return [`${what}: ${names.slice(0, MOST_NAMES).join(', ')}${more}`];
}

function advice(unfit: readonly string[]): string {
  return unfit.length > 0
    ? 'Make the layer with the options of the one that was saved'
    : 'Name the parts as they are in the dictionary, rename its entries, or pass { strict: false }';
}
