import { ConvbookError } from '../engine';

/** A file that cannot be read as a notebook: the message names the place in it and what was expected there. */
export class NotebookError extends ConvbookError {}
