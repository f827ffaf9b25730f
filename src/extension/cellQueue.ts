/**
 * Runs cells one after another, also across several requests. When one fails, everything that waits is
 * dropped, as Jupyter does; requests made later run again.
 */
export class CellQueue<Cell> {
  readonly #runCell: (cell: Cell) => Promise<boolean>;
  #tail: Promise<void> = Promise.resolve();
  #generation = 0;

  /** @param runCell whether the cell succeeded; must not reject */
  constructor(runCell: (cell: Cell) => Promise<boolean>) {
    this.#runCell = runCell;
  }

  /** Settles when all cells have run or were dropped. VS Code shows them as pending until then. */
  run(cells: readonly Cell[]): Promise<void> {
    const generation = this.#generation;
    this.#tail = this.#tail.then(async () => {
      for (const cell of cells) {
        if (generation !== this.#generation) return;
        if (!(await this.#runCell(cell))) this.drop();
      }
    });
    return this.#tail;
  }

  /** Drops every cell that waits; the running one is not touched. */
  drop(): void {
    this.#generation++;
  }
}
