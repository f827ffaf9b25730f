import { valueText, wholeNumbers } from '../conv/fields';
import { ArgumentError, ShapeError } from '../errors';
import { shapeText, type Shape } from '../tensor/shape';

/**
 * One whole number of 1 or more per spatial axis, from a list or a single number. A number says how many axes
 * are spatial only for [N, C, H, W] and [N, C, D, H, W]: three axes may be [N, C, L] or [C, H, W].
 *
 * @throws ArgumentError `matrix/axes`, `conv/option-value`
 */
export function perSpatialAxis(where: string, value: unknown, shape: Shape): number[] {
  const spatial = Array.isArray(value) ? value.length : shape.length - 2;
  const clear = Array.isArray(value) ? spatial >= 1 && spatial <= 3 : spatial === 2 || spatial === 3;
  if (!clear) {
    throw new ArgumentError(
      'matrix/axes',
      `${where} = ${valueText(value)} does not say which axes of ${shapeText(shape)} are spatial; give a list of ` +
        'one entry per spatial axis, [3] for [N, C, L] or [C, L] and [3, 3] for [N, C, H, W] or [C, H, W]',
    );
  }
  return wholeNumbers(where, value, { spatial, least: 1 });
}

/**
 * The [outer, spatial...] parts of a shape whose last axes are spatial.
 *
 * @throws ShapeError `matrix/rank` for fewer axes
 */
export function splitShape(where: string, shape: Shape, spatial: number): [outer: Shape, inner: Shape] {
  if (shape.length < spatial) {
    throw new ShapeError(
      'matrix/rank',
      `${where}: a tensor ${shapeText(shape)} has ${shape.length} axes, expected at least the ${spatial} spatial ` +
        'ones; reshape it or give fewer entries',
    );
  }
  return [shape.slice(0, shape.length - spatial), shape.slice(shape.length - spatial)];
}
