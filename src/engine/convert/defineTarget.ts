import { ArgumentError } from '../errors';
import type { Refuse, Target, TargetRow } from './types';

/** A row of the table of targets, with refusals that name the target and what it takes. */
export function defineTarget<Source>(row: TargetRow<Source>): Target {
  const { name, title, description, takes, read, run, asks } = row;
  const refuse: Refuse = why => {
    throw new ArgumentError('convert/layer', `convert to '${name}': ${why}; it takes ${takes}`);
  };
  return {
    ...{ name, title, description },
    options: row.options ?? [],
    check: layer => void read(layer, refuse),
    asks: (layer, inputShape) => asks?.(read(layer, refuse), inputShape),
    run: (layer, settings) => run(read(layer, refuse), settings, refuse),
  };
}
