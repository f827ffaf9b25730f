import { ArgumentError } from '../errors';
import { checkInteger, checkTensor } from './check';
import { Tensor } from './tensor';

/**
 * Class numbers as vectors with a single 1: `indices` [...] gives float32 [..., classes].
 *
 *     oneHot(tensor([0, 2]), 3) // [[1, 0, 0], [0, 0, 1]]
 *
 * The numbers may be of any dtype as long as they are whole; no gradient passes. float32 unlike in PyTorch, so that
 * the result can go into a loss.
 *
 * @throws ArgumentError `argument/integer` when classes is no whole number of 1 or more, `one-hot/index` for an
 *   element that is no class, `tensor/expected`
 */
export function oneHot(indices: Tensor, classes: number): Tensor {
  const { data, shape } = checkTensor('oneHot', 'indices', indices);
  checkInteger('oneHot: classes', classes, { least: 1 });
  const at = data.findIndex(value => !Number.isInteger(value) || value < 0 || value >= classes);
  if (at >= 0) {
    throw new ArgumentError(
      'one-hot/index',
      `oneHot: element ${at} is ${data[at]}, expected a whole number from 0 to ${classes - 1} for ${classes} classes`,
    );
  }
  const result = Tensor.allocate('float32', [...shape, classes]);
  for (let i = 0; i < data.length; i++) result.data[i * classes + data[i]!] = 1;
  return result;
}
