/** Ends a cell that was stopped, at the next await it comes back from. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('the cell was stopped; what it had already changed stays changed');
  }
}
