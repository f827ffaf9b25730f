import { ConvbookError } from '../engine';

/** A command line that cannot be followed, or a file that cannot be used: printed without a stack, exit code 2. */
export class CliError extends ConvbookError {}
