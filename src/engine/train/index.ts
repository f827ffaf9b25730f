export { Adam, type AdamOptions } from './adam';
export { Optimizer, type Parameters } from './optimizer';
export { SGD, type SGDOptions } from './sgd';
export type { Loss, TrainingData, TrainingStep, TrainOptions } from './settings';
export { train, type TrainingHistory } from './train';
