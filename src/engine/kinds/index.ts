export { channelShuffle, type ChannelShuffleOptions } from './channelShuffle';
export { depthwise } from './depthwise';
export * from './flattened';
export * from './grouped';
export * from './pointwise';
export * from './separable';
export * from './spatialSeparable';
export type { UngroupedOptions } from './named';
