import { dense } from './exact/dense';
import { direct } from './exact/direct';
import { foldBatchNorm } from './exact/foldBatchNorm';
import { fuseBranches } from './exact/fuseBranches';
import { im2col } from './exact/im2col';
import { linear } from './exact/linear';
import { phaseSplit } from './exact/phaseSplit';
import { pointwise } from './exact/pointwise';
import { zeroStuffed } from './exact/zeroStuffed';
import { depthwiseSeparable } from './fits/depthwiseSeparable';
import { flattened } from './fits/flattened';
import { grouped } from './fits/grouped';
import { lowRank } from './fits/lowRank';
import { spatiallySeparable } from './fits/spatiallySeparable';
import type { Target } from './types';

/** Everything that a layer can be converted to: first what is cheaper and near, then what is exact. */
export const TARGETS: readonly Target[] = [
  depthwiseSeparable,
  spatiallySeparable,
  flattened,
  grouped,
  lowRank,
  im2col,
  dense,
  direct,
  zeroStuffed,
  phaseSplit,
  pointwise,
  linear,
  foldBatchNorm,
  fuseBranches,
];
