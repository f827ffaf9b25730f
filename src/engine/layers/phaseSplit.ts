import type { ResolvedAxis } from '../conv/axis';
import { conv2d } from '../conv/conv';
import { stack } from '../tensor/join';
import { pad } from '../tensor/pad';
import { reshape } from '../tensor/reshape';
import { slice } from '../tensor/slice';
import type { Tensor } from '../tensor/tensor';
import { DilatedConv2d } from './conv2dKinds';

/**
 * A dilated `Conv2d` whose taps lie side by side: the input is split into phases, which are every dilation-th row
 * and column of it, an ordinary convolution with the same weight runs on each, and the outputs are put between
 * each other again. x [N, in, H, W] or [in, H, W], weight [out, in/groups, kH, kW]; the numbers and the MACs are
 * those of the dilated convolution.
 *
 *     new PhaseSplitConv2d({ in: 8, out: 8, kernel: 3, dilation: 2, padding: 2 })   // four phases
 *
 * @throws ShapeError, ArgumentError as `DilatedConv2d`
 * @source Yu & Koltun, arXiv:1511.07122, define the dilated convolution; the split is TensorFlow's space_to_batch,
 *   without its padding to whole batches
 */
export class PhaseSplitConv2d extends DilatedConv2d {
  override get kind(): string {
    return 'PhaseSplitConv2d';
  }

  protected override run(x: Tensor): Tensor {
    const { axes, outputShape } = this.resolve(x.shape);
    const [rows, columns] = axes.map(phasesOf) as [Phases, Phases];
    const batched = x.rank === 4 ? x : reshape(x, [1, ...x.shape]);
    const padded = pad(
      batched,
      axes.map(({ padBefore, padAfter }) => [padBefore, padAfter] as const),
    );
    const { bias, weight } = this;
    const options = { bias, groups: this.geometry.groups, stride: [rows.stride, columns.stride] };
    const lines = rows.starts.map(row => {
      const phases = columns.starts.map(column =>
        conv2d(
          slice(padded, [null, null, [row, null, rows.step], [column, null, columns.step]]),
          weight,
          options,
        ),
      );
      return interleave(phases, 3, columns.output);
    });
    return reshape(interleave(lines, 2, rows.output), outputShape);
  }
}

/** How a dilated convolution falls apart along one axis. */
interface Phases {
  /** The first element, of the padded input, of each phase. */
  starts: number[];
  /** Elements from one of a phase to the next. */
  step: number;
  /** Stride of the convolution within a phase. */
  stride: number;
  /** Outputs of all phases together. */
  output: number;
}

/**
 * With stride s, dilation d and g their greatest common divisor, output r + m·d/g reads the elements
 * s·r + d·(m·s/g + tap): those of the phase that starts at s·r, by a stride of s/g.
 */
function phasesOf({ stride, dilation, output }: ResolvedAxis): Phases {
  const common = greatestCommonDivisor(stride, dilation);
  const count = Math.min(dilation / common, output);
  const starts = Array.from({ length: count }, (_, phase) => phase * stride);
  return { starts, step: dilation, stride: stride / common, output };
}

/** Elements 0, 1, ... of all parts along an axis: the first of each, the second of each, up to `length`. */
function interleave(parts: readonly Tensor[], dim: number, length: number): Tensor {
  const longest = parts[0]!.shape[dim]!; // later phases have as many outputs or one less
  const even = parts.map(part => {
    const missing = longest - part.shape[dim]!;
    return missing === 0
      ? part
      : pad(
          part,
          part.shape.map((_, axis) => [0, axis === dim ? missing : 0] as const),
        );
  });
  const woven = stack(even, dim + 1);
  const shape = parts[0]!.shape.map((size, axis) => (axis === dim ? size * parts.length : size));
  return slice(
    reshape(woven, shape),
    shape.map((_, axis) => (axis === dim ? [0, length] : null)),
  );
}

/** The largest number that divides both; of one and 0, that one. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
