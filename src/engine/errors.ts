/**
 * The base of every error Convbook raises on purpose. The code is stable and tested; the message names what
 * was given, what was expected and what to try.
 */
export class ConvbookError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** Shapes that cannot work together. Raised before any work is done. */
export class ShapeError extends ConvbookError {}

/** An option, argument or dtype that is unknown, missing or out of its range. */
export class ArgumentError extends ConvbookError {}

/** A tensor used after its storage was given back. */
export class DisposedError extends ConvbookError {}
