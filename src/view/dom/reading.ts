import { cellAt, mapOrigin, neighbour, readingText, type CellPosition, type Drawing, type Layout } from '..';
import { element } from './elements';
import { CANVAS_MARGIN } from './paint';

/** What is on the canvas at the moment. */
export interface Shown {
  drawing: Drawing;
  layout: Layout;
}

const STEPS: Readonly<Record<string, readonly [across: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Reads values out: under the pointer, and with the arrow keys when the canvas has the focus. A frame marks
 * the cell that is read; the text is also a live region for screen readers.
 */
export class Reading {
  readonly #tooltip = element('div', 'convbook-tooltip');
  readonly #frame = element('div', 'convbook-cursor');
  readonly #canvas: HTMLCanvasElement;
  readonly #shown: () => Shown | undefined;
  #cell: CellPosition | undefined;

  /**
   * @param canvas in a scroller whose parent is positioned; the frame scrolls along, the tooltip does not
   * @param shown what the canvas shows; asked at every event
   */
  constructor(canvas: HTMLCanvasElement, shown: () => Shown | undefined) {
    this.#canvas = canvas;
    this.#shown = shown;
    this.#tooltip.setAttribute('role', 'status');
    canvas.after(this.#frame);
    canvas.parentElement?.after(this.#tooltip);
    canvas.addEventListener('pointermove', event => this.#point(event));
    canvas.addEventListener('pointerleave', () => this.hide());
    canvas.addEventListener('keydown', event => this.#press(event));
    canvas.addEventListener('blur', () => this.hide());
    this.hide();
  }

  /** After another drawing: reads the same cell again where it still is, else nothing. */
  refresh(): void {
    const shown = this.#shown();
    const { hidden } = this.#frame;
    if (!hidden && shown && this.#cell && isInside(this.#cell, shown.layout)) this.#read(shown, this.#cell);
    else this.hide();
  }

  hide(): void {
    this.#frame.hidden = true;
    this.#tooltip.hidden = true;
  }

  #point(event: PointerEvent): void {
    const shown = this.#shown();
    if (!shown) return;
    const x = event.offsetX - CANVAS_MARGIN;
    const y = event.offsetY - CANVAS_MARGIN;
    const cell = cellAt(shown.layout, x, y);
    if (cell) this.#read(shown, cell);
    else this.hide();
  }

  #press(event: KeyboardEvent): void {
    const shown = this.#shown();
    if (!shown) return;
    if (event.key === 'Escape') return this.hide();
    const step = STEPS[event.key];
    if (!step) return;
    // The notebook around would go to the next cell.
    event.preventDefault();
    event.stopPropagation();
    const start = { map: 0, row: 0, column: 0 };
    const from = this.#cell && isInside(this.#cell, shown.layout) ? this.#cell : undefined;
    this.#read(shown, from ? neighbour(shown.layout, from, step[0], step[1]) : start);
  }

  #read({ drawing, layout }: Shown, cell: CellPosition): void {
    this.#cell = cell;
    const origin = mapOrigin(layout, cell.map);
    const left = CANVAS_MARGIN + origin.x + cell.column * layout.cellWidth;
    const top = CANVAS_MARGIN + origin.y + cell.row * layout.cellHeight;
    this.#frame.hidden = false;
    place(this.#frame, left, top);
    this.#frame.style.width = `${layout.cellWidth}px`;
    this.#frame.style.height = `${layout.cellHeight}px`;
    this.#tooltip.hidden = false;
    this.#tooltip.textContent = readingText(drawing, cell);
    this.#placeTooltip(left, top, layout);
  }

  /** Under the cell, or above it where the drawing ends; never beyond the right edge. */
  #placeTooltip(left: number, top: number, layout: Layout): void {
    const scroller = this.#canvas.parentElement!;
    const { offsetWidth, offsetHeight } = this.#tooltip;
    const x = scroller.offsetLeft + left - scroller.scrollLeft;
    const y = scroller.offsetTop + top - scroller.scrollTop;
    const below = y + layout.cellHeight + 6;
    const fitsBelow = below + offsetHeight <= scroller.offsetTop + scroller.offsetHeight;
    const right = scroller.offsetLeft + scroller.clientWidth - offsetWidth;
    place(this.#tooltip, Math.max(0, Math.min(x, right)), fitsBelow ? below : y - offsetHeight - 6);
  }
}

function isInside({ map, row, column }: CellPosition, { grid }: Layout): boolean {
  return map < grid.maps && row < grid.rows && column < grid.columns;
}

function place(target: HTMLElement, left: number, top: number): void {
  target.style.left = `${left}px`;
  target.style.top = `${top}px`;
}
