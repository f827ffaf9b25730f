import { readFileSync } from 'node:fs';

interface Packed {
  shape: number[];
  data: number[];
}

interface TrainFixture {
  origin: string;
  optimizers: {
    optimizer: 'SGD' | 'Adam';
    options: Record<string, never>;
    start: number[];
    gradients: number[][];
    after: number[][];
  }[];
  training: {
    start: Record<string, Packed>;
    inputs: Packed;
    targets: number[];
    losses: number[];
    end: Record<string, Packed>;
  };
}

/** test/fixtures/train.json, written by make_train.py. */
export function readTrainFixture(): TrainFixture {
  const path = new URL('../../../fixtures/train.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as TrainFixture;
}
