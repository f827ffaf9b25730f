import fc from 'fast-check';
import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AvgPool1d,
  AvgPool2d,
  Branches,
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  ConvTranspose2d,
  Identity,
  MaxPool1d,
  MaxPool2d,
  ReLU,
  Residual,
  Sequential,
  Tanh,
  ZeroStuff,
  type Layer,
} from '../../../../src/engine';

/** Draws a value of an arbitrary. */
export type Draw = fc.GeneratorValue;

type Spatial = 1 | 2;

const CLASSES = {
  1: {
    Conv: Conv1d,
    Transpose: ConvTranspose1d,
    Max: MaxPool1d,
    Avg: AvgPool1d,
    Adaptive: AdaptiveAvgPool1d,
  },
  2: {
    Conv: Conv2d,
    Transpose: ConvTranspose2d,
    Max: MaxPool2d,
    Avg: AvgPool2d,
    Adaptive: AdaptiveAvgPool2d,
  },
} as const;

const integer = (draw: Draw, min: number, max: number): number => draw(fc.integer, { min, max });

/** One of some values. */
export function pick<T>(draw: Draw, values: readonly T[]): T {
  return values[integer(draw, 0, values.length - 1)]!;
}

/** One number per axis, drawn apart. */
const perAxis = (draw: Draw, spatial: Spatial, min: number, max: number): number[] =>
  Array.from({ length: spatial }, () => integer(draw, min, max));

/** Which layers there may be besides convolutions, poolings and activations. */
interface Kinds {
  transposed?: boolean;
  /** Adaptive pooling, whose windows depend on the input's length. */
  adaptive?: boolean;
}

/** A layer of any geometry; one channel. */
function anyLayer(draw: Draw, spatial: Spatial, { transposed = true, adaptive = false }: Kinds = {}): Layer {
  const { Conv, Transpose, Max, Avg, Adaptive } = CLASSES[spatial];
  const kernel = perAxis(draw, spatial, 1, 3);
  const stride = perAxis(draw, spatial, 1, 2);
  const dilation = perAxis(draw, spatial, 1, 3);
  const padding = perAxis(draw, spatial, 0, 2);
  const halves = kernel.map(taps => Math.floor(taps / 2));
  const kinds = ['max', 'mean', 'activation', 'conv', 'conv'];
  if (transposed) kinds.push('transpose', 'transpose', 'stuff');
  if (adaptive) kinds.push('adaptive');
  switch (pick(draw, kinds)) {
    case 'max':
      return new Max({ kernel, stride, padding: halves, dilation });
    case 'mean':
      return new Avg({ kernel, stride, padding: halves });
    case 'activation':
      return integer(draw, 0, 1) === 0 ? new ReLU() : new Tanh();
    case 'conv':
      return new Conv({ in: 1, out: 1, kernel, stride, dilation, padding });
    case 'stuff':
      return new ZeroStuff({
        stride,
        margins: stride.map(() => [integer(draw, -1, 1), integer(draw, -1, 1)] as const),
      });
    case 'adaptive':
      return new Adaptive({ output: perAxis(draw, spatial, 2, 5) });
    default:
      return new Transpose({
        in: 1,
        out: 1,
        kernel,
        stride,
        dilation,
        padding: padding.map(pad => pad >> 1),
      });
  }
}

/** A layer or graph that keeps the lengths of its input, if it is even. */
function keeping(draw: Draw, spatial: Spatial, depth: number): Layer {
  const { Conv, Transpose } = CLASSES[spatial];
  const kind = integer(draw, 0, depth > 0 ? 5 : 1);
  switch (kind) {
    case 0:
    case 1: {
      const dilation = perAxis(draw, spatial, 1, 3);
      return new Conv({ in: 1, out: 1, kernel: 3, dilation, padding: dilation });
    }
    case 2:
      return new Residual(
        new Sequential(keeping(draw, spatial, depth - 1), new ReLU(), keeping(draw, spatial, 0)),
      );
    case 3:
      return new Branches([keeping(draw, spatial, depth - 1), keeping(draw, spatial, 0), new Identity()], {
        join: 'add',
      });
    case 4: {
      const parts = [keeping(draw, spatial, depth - 1), keeping(draw, spatial, depth - 1)];
      return new Sequential(
        new Branches(parts, { dim: -1 - spatial }),
        new Conv({ in: 2, out: 1, kernel: 1 }),
      );
    }
    default: {
      const dilation = integer(draw, 1, 2);
      const around = new Sequential(
        new Conv({ in: 1, out: 1, kernel: 2, stride: 2 }),
        keeping(draw, spatial, 0),
        new Transpose({
          in: 1,
          out: 1,
          kernel: 2 + integer(draw, 0, 1),
          stride: 2,
          dilation,
          padding: 1,
          outputPadding: 0,
        }),
        new Conv({ in: 1, out: 1, kernel: 3, padding: 'same' }),
      );
      return integer(draw, 0, 1) === 0
        ? around
        : new Residual(new Conv({ in: 1, out: 1, kernel: 5, padding: 2 }));
    }
  }
}

/** Branches that halve the lengths in different ways. */
function halving(draw: Draw, spatial: Spatial): Layer {
  const { Conv, Max } = CLASSES[spatial];
  const body = new Sequential(
    new Conv({ in: 1, out: 1, kernel: 3, padding: 1, stride: 2 }),
    keeping(draw, spatial, 0),
  );
  const shortcut = integer(draw, 0, 1)
    ? new Conv({ in: 1, out: 1, kernel: 1, stride: 2 })
    : new Max({ kernel: 3, stride: 2, padding: 1 });
  return new Residual(body, { shortcut });
}

/** A stack of any layers and graphs. */
export function anyGraph(draw: Draw, spatial: Spatial, kinds: Kinds = {}): Layer {
  const count = integer(draw, 1, 3);
  return new Sequential(
    Array.from({ length: count }, () => {
      switch (integer(draw, 0, 4)) {
        case 0:
          return halving(draw, spatial);
        case 1:
        case 2:
          return keeping(draw, spatial, 2);
        default:
          return anyLayer(draw, spatial, kinds);
      }
    }),
  );
}

/** A stack without branches. */
export function anyStack(draw: Draw, spatial: Spatial, kinds: Kinds = {}): Layer {
  const count = integer(draw, 1, 4);
  return new Sequential(Array.from({ length: count }, () => anyLayer(draw, spatial, kinds)));
}
