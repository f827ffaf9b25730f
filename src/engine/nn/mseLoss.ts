import { ShapeError } from '../errors';
import { checkOptions } from '../options';
import { sub } from '../tensor/arithmetic';
import { checkTensor } from '../tensor/check';
import { shapeText } from '../tensor/shape';
import { mean, sum } from '../tensor/sums';
import type { Tensor } from '../tensor/tensor';
import { square } from '../tensor/unary';
import { checkFloats } from './operands';
import { checkReduction, type LossReduction } from './reduction';

export interface MseLossOptions {
  /** Default 'mean'. */
  reduction?: LossReduction;
}

/**
 * The mean squared error, the mean of (x - target)².
 *
 *     mseLoss(tensor([1, 2]), tensor([1, 4]))   // 2
 *
 * - `x` and `target` of one shape, both float32 or both float64
 * - result a scalar, or of that shape with reduction 'none'
 *
 * @throws ShapeError `nn/target-shape` when the shapes differ: nothing is broadcast here
 * @throws ArgumentError `tensor/expected`, `nn/dtype`, `nn/reduction`, `options/unknown`
 */
export function mseLoss(x: Tensor, target: Tensor, options: MseLossOptions = {}): Tensor {
  checkTensor('mseLoss', 'x', x);
  checkTensor('mseLoss', 'target', target);
  checkOptions('mseLoss', options, ['reduction']);
  const reduction = checkReduction('mseLoss', options.reduction);
  checkFloats('mseLoss', { x, target });
  if (shapeText(x.shape) !== shapeText(target.shape)) {
    throw new ShapeError(
      'nn/target-shape',
      `mseLoss: x has shape ${shapeText(x.shape)} and the target ${shapeText(target.shape)}, expected the same; ` +
        'use reshape or broadcastTo on one',
    );
  }
  const squares = square(sub(x, target));
  if (reduction === 'none') return squares;
  return reduction === 'sum' ? sum(squares) : mean(squares);
}
