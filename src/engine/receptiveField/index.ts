export { effectiveLayer, type EffectiveLayer } from './effectiveLayer';
export type { Extent } from './element';
export { fieldAt, type FieldAt } from './fieldAt';
export { gridding, type GriddingAxis, type GriddingOptions } from './gridding';
export { inputsSeen } from './inputsSeen';
export { probeField, type FieldProbe, type ProbeOptions } from './probe';
export { receptiveField } from './receptiveField';
