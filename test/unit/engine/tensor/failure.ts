import { ConvbookError } from '../../../../src/engine';

function failure(run: () => unknown): ConvbookError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConvbookError) return error;
    throw error;
  }
  throw new Error('this did not fail');
}

/** The code of the error that `run` has to raise. */
export function codeOf(run: () => unknown): string {
  return failure(run).code;
}

/** The message of the error that `run` has to raise. */
export function messageOf(run: () => unknown): string {
  return failure(run).message;
}
