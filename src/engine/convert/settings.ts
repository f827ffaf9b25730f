import { wholeNumber } from '../conv/fields';
import { ArgumentError } from '../errors';
import type { Layer } from '../layers/layer';
import { checkOptions } from '../options';
import { checkBoolean, checkInteger, checkTensor } from '../tensor/check';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { usualInputShape } from './inputShape';
import type { ConvertOptions, Settings, Target } from './types';

/**
 * Fills the defaults of a conversion and checks every option that can be checked without the layer.
 *
 * @throws ArgumentError `options/unknown`, `convert/data`, `convert/input-shape`, `argument/boolean`,
 *   `argument/integer`, `conv/option-value`, `tensor/expected`
 */
export function readSettings(target: Target, layer: Layer, options: ConvertOptions): Settings {
  const where = `convert to '${target.name}'`;
  checkOptions(where, options, ['inputShape', 'cost', ...target.options]);
  const { permute = false, perKernel = false, shapeOnly = false, seed = 0, groups } = options;
  const data = readData(where, options.data);
  if (checkBoolean(`${where}: shapeOnly`, shapeOnly) && data) {
    throw new ArgumentError(
      'convert/data',
      `${where}: shapeOnly draws fresh weights, which are not fitted to data; leave one of the two out`,
    );
  }
  return {
    inputShape: options.inputShape ?? shapeOf(data) ?? usualInputShape(where, layer),
    rank: options.rank,
    groups: groups === undefined ? undefined : wholeNumber(`${where}: groups`, groups, 1),
    permute: checkBoolean(`${where}: permute`, permute),
    perKernel: checkBoolean(`${where}: perKernel`, perKernel),
    data,
    shapeOnly,
    seed: checkInteger(`${where}: seed`, seed, { least: 0, most: 2 ** 32 - 1 }),
  };
}

function readData(where: string, data: unknown): readonly Tensor[] | undefined {
  if (data === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(data) ? data : [data];
  const tensors = list.map((x, i) => checkTensor(where, Array.isArray(data) ? `data[${i}]` : 'data', x));
  if (!tensors.some(x => x.size > 0)) {
    throw new ArgumentError(
      'convert/data',
      `${where}: data has no elements, expected one input [N, C, ...] or more; leave it out to fit the weights alone`,
    );
  }
  return tensors;
}

/** A batch of one of the first input. */
function shapeOf(data: readonly Tensor[] | undefined): Shape | undefined {
  const shape = data?.[0]?.shape;
  return shape?.length === 4 ? [1, ...shape.slice(1)] : shape;
}
