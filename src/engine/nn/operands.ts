import { checkDTypes } from '../conv/operands';
import { ShapeError } from '../errors';
import { checkTensor } from '../tensor/check';
import { shapeText, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';

/**
 * Checks that all operands are tensors of one dtype, float32 or float64; those that are left out may be null.
 *
 * @throws ArgumentError `tensor/expected`, `nn/dtype`
 */
export function checkFloats(
  operation: string,
  operands: Readonly<Record<string, Tensor | null | undefined>>,
): void {
  const given: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(operands)) {
    if (value !== undefined && value !== null) given[name] = checkTensor(operation, name, value);
  }
  checkDTypes(operation, given, 'nn/dtype');
}

/**
 * Checks the shape of a parameter that has one number per channel, where there is one.
 *
 * @throws ShapeError `nn/parameter-shape`
 */
export function checkPerChannel(
  operation: string,
  name: string,
  value: Tensor | null | undefined,
  channels: { count: number; of: Shape },
): void {
  if (value && (value.rank !== 1 || value.size !== channels.count)) {
    throw new ShapeError(
      'nn/parameter-shape',
      `${operation}: ${name} has shape ${shapeText(value.shape)}, expected [${channels.count}] for ` +
        `${shapeText(channels.of)}, one number per channel; reshape it`,
    );
  }
}
