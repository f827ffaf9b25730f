import type { Conv2d } from '../../layers/conv';
import type { Layer, SingleLayer } from '../../layers/layer';
import { layersOf } from '../../model/steps';
import type { Tensor } from '../../tensor/tensor';
import { defineTarget } from '../defineTarget';
import { weightError } from '../linear/error';
import type { Outcome, Rank, Refuse, Settings, Target, TargetRow } from '../types';
import { outputError, refit } from './refit';
import { checkFiniteWeight, DENSE_CONV, readDenseConv } from '../source';

/** What an approximating target is going to do. */
export interface Plan {
  rank?: Rank;
  breakEvenRank?: number;
  /** The form with fresh weights. */
  draw: (seed: number) => Layer;
  /** The form with the weights nearest to the source's. */
  fit: () => { layer: Layer; notes?: readonly string[] };
}

export interface FitRow extends Pick<TargetRow<Conv2d>, 'name' | 'title' | 'description' | 'asks'> {
  /** Beside those that all fits have. */
  options: Target['options'];
  /** Why the target does not suit a dense convolution, if it does not. */
  suits?: (conv: Conv2d, refuse: Refuse) => void;
  plan: (conv: Conv2d, settings: Settings) => Plan;
}

/** A target that a dense convolution is only approximated by. */
export function defineFit({ options, suits, plan, ...row }: FitRow): Target {
  return defineTarget<Conv2d>({
    ...row,
    takes: DENSE_CONV,
    options: [...options, 'data', 'shapeOnly', 'seed'],
    read: (layer, refuse) => {
      const conv = readDenseConv(layer, refuse);
      suits?.(conv, refuse);
      return conv;
    },
    run: (conv, settings) => carryOut(conv, plan(conv, settings), settings),
  });
}

function carryOut(conv: Conv2d, plan: Plan, { data, shapeOnly, seed }: Settings): Outcome {
  const ranks = {
    ...(plan.rank === undefined ? {} : { rank: plan.rank }),
    ...(plan.breakEvenRank === undefined ? {} : { breakEvenRank: plan.breakEvenRank }),
  };
  if (shapeOnly) return { layer: plan.draw(seed), error: null, ...ranks };
  checkFiniteWeight(conv.weight);
  const { layer, notes = [] } = plan.fit();
  if (!data) return { layer, error: weightError(conv, layer), ...ranks, notes };
  const before = { error: weightError(conv, layer), outputError: outputError(conv, layer, data) };
  const after = fitToData(conv, layer, data, before);
  const note =
    `Fitted to the weights alone, their error is ${before.error.toFixed(3)} and that of the outputs ` +
    `${before.outputError.toFixed(3)}.`;
  return { layer, ...after, ...ranks, notes: [...notes, note] };
}

interface Errors {
  error: number;
  outputError: number;
}

/** Fits the last part to the data, unless rounding leaves it worse than it was. */
function fitToData(conv: Conv2d, layer: Layer, data: readonly Tensor[], before: Errors): Errors {
  const undo = refit(conv, partsOf(layer), data);
  const after = { error: weightError(conv, layer), outputError: outputError(conv, layer, data) };
  if (after.outputError <= before.outputError) return after;
  undo();
  return before;
}

function partsOf(layer: Layer): SingleLayer[] {
  return layersOf(layer).map(named => named.layer as SingleLayer); // fits have no branches
}
