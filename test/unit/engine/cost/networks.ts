import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Branches,
  Conv2d,
  Flatten,
  Linear,
  MaxPool2d,
  ReLU,
  Residual,
  Sequential,
  zeros,
  type ConvLayerOptions,
  type Layer,
} from '../../../../src/engine';

/**
 * Networks from the tables of their papers, as torchvision builds them where it does. Their weights are zeros: no
 * memory is touched, and only shapes matter to a cost.
 */
type Settings = Omit<ConvLayerOptions, 'in' | 'out' | 'kernel' | 'bias'> & { bias?: boolean };

function conv(channels: number, out: number, kernel: number, settings: Settings = {}): Conv2d {
  const { groups = 1, bias = true, ...rest } = settings;
  return new Conv2d({
    ...{ in: channels, out, kernel, groups, ...rest },
    weight: zeros([out, channels / groups, kernel, kernel]),
    bias: bias ? zeros([out]) : false,
  });
}

function linear(features: number, out: number): Linear {
  return new Linear({ in: features, out, weight: zeros([out, features]), bias: zeros([out]) });
}

const relu = new ReLU();
const pool = (kernel: number, stride: number, padding = 0) => new MaxPool2d({ kernel, stride, padding });
const normed = (channels: number, out: number, kernel: number, settings: Settings = {}) => [
  conv(channels, out, kernel, { ...settings, bias: false }),
  new BatchNorm2d({ features: out }),
];
const classifier = (features: number) => [
  new AdaptiveAvgPool2d({ output: 1 }),
  new Flatten(),
  linear(features, 1000),
];
const dense = (features: number) => [
  ...[new Flatten(), linear(features, 4096), relu, linear(4096, 4096), relu],
  linear(4096, 1000),
];

/** Krizhevsky, "One weird trick", arXiv:1404.5997, as torchvision has it: 64 first channels and no groups. */
export function alexnet(): Sequential {
  const channels = [64, 192, 384, 256, 256];
  return alexnetOf(channels, {
    first: { stride: 4, padding: 2 },
    groups: 1,
    tail: [new AdaptiveAvgPool2d({ output: 6 })],
  });
}

/** Krizhevsky et al., NIPS 2012, section 3.5: the second, fourth and fifth layers see half of the channels. */
export function alexnetTwoGroups(): Sequential {
  return alexnetOf([96, 256, 384, 384, 256], { first: { stride: 4 }, groups: 2, tail: [] });
}

function alexnetOf(
  [a, b, c, d, e]: number[],
  { first, groups, tail }: { first: Settings; groups: number; tail: Layer[] },
): Sequential {
  return new Sequential([
    ...[conv(3, a!, 11, first), relu, pool(3, 2)],
    ...[conv(a!, b!, 5, { padding: 2, groups }), relu, pool(3, 2)],
    ...[conv(b!, c!, 3, { padding: 1 }), relu],
    ...[conv(c!, d!, 3, { padding: 1, groups }), relu],
    ...[conv(d!, e!, 3, { padding: 1, groups }), relu, pool(3, 2)],
    ...[...tail, ...dense(e! * 36)],
  ]);
}

/** Simonyan & Zisserman, arXiv:1409.1556, table 1, column D. */
export function vgg16(): Sequential {
  let channels = 3;
  const layers = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0].flatMap(
    (out): Layer[] => {
      if (out === 0) return [pool(2, 2)];
      const layer = conv(channels, out, 3, { padding: 1 });
      channels = out;
      return [layer, relu];
    },
  );
  return new Sequential([...layers, new AdaptiveAvgPool2d({ output: 7 }), ...dense(512 * 49)]);
}

/**
 * He et al., arXiv:1512.03385, table 1, with the stride at the 3 x 3 layer as torchvision has it; with
 * `groups: 32, width: 4` ResNeXt of Xie et al., arXiv:1611.05431, table 1.
 */
export function resnet(blocks: readonly number[], { groups = 1, width = 64 } = {}): Sequential {
  let channels = 64;
  const stages = blocks.flatMap((count, stage) =>
    Array.from({ length: count }, (_, i) => {
      const [inner, out] = [groups * width * 2 ** stage, 256 * 2 ** stage];
      const stride = i === 0 && stage > 0 ? 2 : 1;
      const body = new Sequential([
        ...[...normed(channels, inner, 1), relu],
        ...[...normed(inner, inner, 3, { padding: 1, stride, groups }), relu],
        ...normed(inner, out, 1),
      ]);
      const options = i === 0 ? { shortcut: new Sequential(normed(channels, out, 1, { stride })) } : {};
      channels = out;
      return [new Residual(body, options), relu];
    }).flat(),
  );
  const stem = [...normed(3, 64, 7, { stride: 2, padding: 3 }), relu, pool(3, 2, 1)];
  return new Sequential([...stem, ...stages, ...classifier(2048)]);
}

/** Howard et al., arXiv:1704.04861, table 1. */
export function mobilenet(): Sequential {
  const units: [out: number, stride: number][] = [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
    ...Array.from({ length: 5 }, (): [number, number] => [512, 1]),
    [1024, 2],
    [1024, 1],
  ];
  let channels = 32;
  const layers = units.flatMap(([out, stride]) => {
    const depthwise = normed(channels, channels, 3, { stride, padding: 1, groups: channels });
    const unit = [...depthwise, relu, ...normed(channels, out, 1), relu];
    channels = out;
    return unit;
  });
  return new Sequential([
    ...normed(3, 32, 3, { stride: 2, padding: 1 }),
    relu,
    ...layers,
    ...classifier(1024),
  ]);
}

/** Iandola et al., arXiv:1602.07360, in version 1.1 of its authors, as torchvision has it. */
export function squeezenet(): Sequential {
  const fire = (channels: number, squeeze: number, expand: number) => [
    ...[conv(channels, squeeze, 1), relu],
    new Branches([
      new Sequential(conv(squeeze, expand, 1), relu),
      new Sequential(conv(squeeze, expand, 3, { padding: 1 }), relu),
    ]),
  ];
  return new Sequential([
    ...[conv(3, 64, 3, { stride: 2 }), relu, pool(3, 2)],
    ...[...fire(64, 16, 64), ...fire(128, 16, 64), pool(3, 2)],
    ...[...fire(128, 32, 128), ...fire(256, 32, 128), pool(3, 2)],
    ...[...fire(256, 48, 192), ...fire(384, 48, 192), ...fire(384, 64, 256), ...fire(512, 64, 256)],
    ...[conv(512, 1000, 1), relu, new AdaptiveAvgPool2d({ output: 1 }), new Flatten()],
  ]);
}

/** Szegedy et al., arXiv:1409.4842, table 1, block 3a: 192 channels at 28 x 28 to 256. */
export function inception3a(): Branches {
  const branch = (...layers: Layer[]) => new Sequential(layers);
  return new Branches([
    branch(conv(192, 64, 1)),
    branch(conv(192, 96, 1), conv(96, 128, 3, { padding: 1 })),
    branch(conv(192, 16, 1), conv(16, 32, 5, { padding: 2 })),
    branch(pool(3, 1, 1), conv(192, 32, 1)),
  ]);
}
