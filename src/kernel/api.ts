import * as engine from '../engine';

/**
 * What cells may call by name or import from 'convbook', beside the functions of their session (cellApi.ts). The
 * engine's other exports are for its own parts.
 */
const NAMES = [
  // Errors
  ...['ArgumentError', 'ConvbookError', 'DisposedError', 'ShapeError'],
  // Tensors: made, moved, computed with
  ...['Tensor', 'tensor', 'zeros', 'ones', 'full', 'zerosLike', 'onesLike', 'arange', 'linspace', 'eye'],
  ...['rand', 'randn', 'to', 'oneHot', 'reshape', 'flatten', 'squeeze', 'unsqueeze', 'transpose', 'permute'],
  ...['flip', 'slice', 'concat', 'stack', 'pad', 'broadcastTo'],
  ...['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'where'],
  ...['abs', 'neg', 'sign', 'square', 'sqrt', 'exp', 'log', 'sin', 'cos', 'tanh', 'sigmoid', 'relu', 'round'],
  ...['floor', 'ceil', 'clamp', 'sum', 'prod', 'mean', 'variance', 'std', 'max', 'min', 'argmax', 'argmin'],
  ...['matmul', 'norm', 'allclose', 'equal'],
  // Convolutions
  ...['conv1d', 'conv2d', 'conv3d', 'convTranspose1d', 'convTranspose2d', 'convTranspose3d', 'convolve'],
  ...['correlate', 'depthwise', 'pointwise', 'separable', 'spatialSeparable', 'flattened', 'grouped'],
  ...['shuffledGrouped', 'pointwiseGrouped', 'dilated', 'channelShuffle'],
  // The other functions of a network
  ...['linear', 'maxPool1d', 'maxPool2d', 'maxPool3d', 'avgPool1d', 'avgPool2d', 'avgPool3d'],
  ...['adaptiveAvgPool1d', 'adaptiveAvgPool2d', 'adaptiveAvgPool3d', 'batchNorm', 'softmax', 'logSoftmax'],
  ...['crossEntropy', 'mseLoss'],
  // Layers and models
  ...['Layer', 'Sequential', 'Branches', 'Residual', 'Identity', 'Conv1d', 'Conv2d', 'Conv3d'],
  ...['ConvTranspose1d', 'ConvTranspose2d', 'ConvTranspose3d', 'PointwiseConv2d', 'DilatedConv2d'],
  ...['DepthwiseConv2d', 'SeparableConv2d', 'SpatialSeparableConv2d', 'FlattenedConv2d', 'GroupedConv2d'],
  ...['ShuffledGroupedConv2d', 'PointwiseGroupedConv2d', 'ChannelShuffle', 'Linear', 'Flatten', 'MaxPool1d'],
  ...['MaxPool2d', 'MaxPool3d', 'AvgPool1d', 'AvgPool2d', 'AvgPool3d', 'AdaptiveAvgPool1d'],
  ...['AdaptiveAvgPool2d', 'AdaptiveAvgPool3d', 'BatchNorm1d', 'BatchNorm2d', 'BatchNorm3d', 'ReLU'],
  ...['Sigmoid', 'Tanh', 'Unfold', 'ZeroStuff', 'PhaseSplitConv2d', 'ChannelPermutation', 'Permute'],
  // Learning
  ...['backward', 'grad', 'detach', 'Optimizer', 'SGD', 'Adam', 'train', 'shapes', 'channelCorrelation'],
  ...['blockStructure'],
  // Convolution as a matrix
  ...['im2col', 'col2im', 'SparseMatrix', 'toeplitz', 'leastNorm', 'directForm', 'turnKernel', 'zeroStuff'],
  ...['svd', 'pinv', 'matrixRank', 'lstsq', 'overlapCounts', 'unevenness'],
  // Cost, reach, conversion
  ...['cost', 'compare', 'summary', 'conventions', 'trace', 'receptiveField', 'effectiveLayer', 'fieldAt'],
  ...['inputsSeen', 'probeField', 'gridding', 'channelConnectivity', 'convert', 'conversionsOf'],
] as const;

type Name = (typeof NAMES)[number];

export const API = Object.fromEntries(NAMES.map(name => [name, engine[name]])) as Pick<typeof engine, Name>; // one entry per name
