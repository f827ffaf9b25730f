import { checkDTypes } from '../conv/operands';
import {
  resolveConv,
  resolveConvTranspose,
  tapsInside,
  tapsInsideTransposed,
  type ConvTransposeOptions,
  type ResolvedConv,
} from '../conv/geometry';
import { planOf, type Plan } from '../conv/plan';
import { checkOptions } from '../options';
import { checkBoolean, checkTensor } from '../tensor/check';
import { sizeOf, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { checkCount, checkMatrixShape } from './entries';
import { SparseMatrix } from './sparseMatrix';

/** Options of the convolution that the matrix stands for; without a bias, which no matrix can add. */
export interface ToeplitzOptions extends Omit<ConvTransposeOptions, 'bias'> {
  /** The matrix of the transposed convolution, whose weight is [Cin, Cout/groups, filter...]. Default false. */
  transposed?: boolean;
}

/**
 * A convolution as one matrix C, so that C · x.flatten() is conv(x, w).flatten(): each row of the Toeplitz
 * matrix holds the filter where it meets the input for one output.
 *
 *     const C = toeplitz(w, [1, 4, 4]);              // w [1, 1, 3, 3]: C is [4, 16], 36 of 64 are entries
 *     C.multiply(flatten(x));                        // conv2d(x, w), flattened
 *     C.transpose().multiply(y);                     // convTranspose2d(y, w), flattened: the adjoint
 *
 * - `w` [Cout, Cin/groups, filter...], or [Cin, Cout/groups, filter...] when `transposed`; 1 to 3 spatial axes
 * - `inputShape` [Cin, spatial...] or [N, Cin, spatial...]; a batch repeats the matrix along the diagonal
 * - `options` of the convolution; `outputPadding` only when `transposed`
 * - result [outputs, inputs] in the dtype of w. Only pairs that the filter joins are entries: a 0 of the filter
 *   is kept, taps on padding and places it does not reach are not
 *
 * @throws ShapeError as `resolveConv` or `resolveConvTranspose` does, and `matrix/too-large` above 2^24 rows,
 *   columns or entries
 * @throws ArgumentError as these do, and `tensor/expected`, `conv/dtype`, `argument/boolean`
 * @source Dumoulin & Visin, arXiv:1603.07285, section 4.1
 */
export function toeplitz(w: Tensor, inputShape: Shape, options: ToeplitzOptions = {}): SparseMatrix {
  const operation = 'toeplitz';
  checkTensor(operation, 'w', w);
  checkDTypes(operation, { w });
  const names = ['stride', 'padding', 'dilation', 'groups', 'outputPadding', 'transposed'];
  checkOptions(operation, options, names);
  const { transposed = false, ...conv } = options;
  checkBoolean(`${operation}: transposed`, transposed);
  const resolve = transposed ? resolveConvTranspose : resolveConv;
  return build(w, resolve(operation, inputShape, w.shape, conv), transposed);
}

function build(w: Tensor, conv: ResolvedConv, transposed: boolean): SparseMatrix {
  const inputs = conv.batch * conv.channelsIn * sizeOf(conv.axes.map(axis => axis.input));
  const shape = checkMatrixShape(conv.operation, [sizeOf(conv.outputShape), inputs]);
  const inside = conv.axes.map(transposed ? tapsInsideTransposed : tapsInside);
  const pairs = conv.batch * conv.channelsIn * (conv.channelsOut / conv.groups);
  const count = pairs * sizeOf(inside);
  checkCount(conv.operation, count, 'entries');
  const places = { from: new Int32Array(count), to: new Int32Array(count), values: new Float64Array(count) };
  fill(places, { w, conv, plan: planOf(conv.axes, transposed ? 'output' : 'input'), transposed });
  const { from, to, values } = places;
  const dtype = w.dtype === 'float64' ? 'float64' : 'float32';
  return new SparseMatrix({ shape, rows: to, columns: from, values, dtype });
}

/** Entries before they are a matrix: input element from[i] adds values[i] times itself to output element to[i]. */
interface Places {
  from: Int32Array;
  to: Int32Array;
  values: Float64Array;
}

interface Source {
  w: Tensor;
  conv: ResolvedConv;
  plan: Plan;
  transposed: boolean;
}

/**
 * Runs over the pairs of channels as the convolution does. Of a pair one side slides (`positions`) and the other
 * lies under the filter (`field`): the input's, unless transposed.
 */
function fill({ from, to, values }: Places, { w, conv, plan, transposed }: Source): void {
  const { batch, channelsIn, channelsOut, groups } = conv;
  const { data } = w;
  const [insPerGroup, outsPerGroup] = [channelsIn / groups, channelsOut / groups];
  const [positions, fields] = transposed ? [from, to] : [to, from];
  let next = 0;
  for (let sample = 0; sample < batch; sample++) {
    for (let out = 0; out < channelsOut; out++) {
      const first = Math.floor(out / outsPerGroup) * insPerGroup;
      for (let channel = first; channel < first + insPerGroup; channel++) {
        const [sliding, under] = transposed ? [channel, out] : [out, channel];
        const [slidingCount, underCount] = transposed ? [channelsIn, channelsOut] : [channelsOut, channelsIn];
        const filter = transposed
          ? channel * outsPerGroup + (out % outsPerGroup)
          : out * insPerGroup + (channel - first);
        const start = {
          position: (sample * slidingCount + sliding) * plan.positions,
          field: (sample * underCount + under) * plan.field,
        };
        forEachPair(plan, (position, field, tap) => {
          positions[next] = start.position + position;
          fields[next] = start.field + field;
          values[next++] = data[filter * plan.filter + tap]!;
        });
      }
    }
  }
}

function forEachPair(
  { rows, columns, stride }: Plan,
  visit: (position: number, field: number, tap: number) => void,
): void {
  for (let row = 0; row < rows.length; row += 3) {
    for (let column = 0; column < columns.length; column += 3) {
      const tap = rows[row + 2]! + column / 3;
      let field = rows[row + 1]! + columns[column + 2]!;
      for (let p = columns[column]!; p < columns[column + 1]!; p++, field += stride) {
        visit(rows[row]! + p, field, tap);
      }
    }
  }
}
