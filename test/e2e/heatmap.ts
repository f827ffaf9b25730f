import type { Locator } from '@playwright/test';
import type { Workbench } from '../host/workbench';

/** Red, green, blue, 0 to 255. */
export type Rgb = [red: number, green: number, blue: number];

/** Far enough into a cell to be past its lines, and not yet in the value that is written in its middle. */
const CORNER = 3;

/** A heatmap on the screen, in a notebook output or in the inspector. */
export class Heatmap {
  readonly canvas: Locator;
  readonly tooltip: Locator;

  /** @param root the element that holds the whole drawing, `.convbook-heatmap` */
  constructor(readonly root: Locator) {
    this.canvas = root.locator('.convbook-canvas');
    this.tooltip = root.locator('.convbook-tooltip');
  }

  /** The first heatmap whose text, such as its tensor's name, has this in it. */
  static async find(workbench: Workbench, hasText: string | RegExp): Promise<Heatmap> {
    return new Heatmap(await workbench.inFrame('.convbook-heatmap', { hasText }));
  }

  /** Reads a cell of the first map with the arrow keys, as a person without a mouse does; its tooltip then shows. */
  async read(row: number, column: number): Promise<void> {
    await this.canvas.press('Escape');
    await this.canvas.evaluate(canvas => canvas.blur());
    await this.canvas.press('ArrowRight');
    // The first key shows where the reading was; from there to the corner, then to the cell.
    for (let step = 0; step < 8; step++) await this.canvas.press('ArrowUp');
    for (let step = 0; step < 8; step++) await this.canvas.press('ArrowLeft');
    for (let step = 0; step < row; step++) await this.canvas.press('ArrowDown');
    for (let step = 0; step < column; step++) await this.canvas.press('ArrowRight');
  }

  /** The middle of a cell of the first map, in CSS pixels of the canvas. */
  async centre(row: number, column: number): Promise<{ x: number; y: number }> {
    const { left, top, width, height } = await this.#cell(row, column);
    return { x: left + width / 2, y: top + height / 2 };
  }

  /** The colour that a cell of the first map is filled with. */
  async color(row: number, column: number): Promise<Rgb> {
    const { left, top } = await this.#cell(row, column);
    return this.canvas.evaluate(pixelAt, { x: left + CORNER, y: top + CORNER });
  }

  async #cell(row: number, column: number) {
    await this.read(row, column);
    return this.canvas.evaluate(canvas => {
      const frame = canvas.parentElement?.querySelector<HTMLElement>('.convbook-cursor');
      if (!frame) throw new Error('no cell is read');
      const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = frame;
      const { offsetLeft: x, offsetTop: y } = canvas as HTMLCanvasElement;
      return { left: offsetLeft - x, top: offsetTop - y, width: offsetWidth, height: offsetHeight };
    });
  }
}

/** Runs in the page. */
function pixelAt(element: Element, { x, y }: { x: number; y: number }): Rgb {
  const canvas = element as HTMLCanvasElement; // the locator's selector is its class
  const ratio = canvas.width / canvas.clientWidth;
  const context = canvas.getContext('2d');
  const [red = 0, green = 0, blue = 0] =
    context?.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data ?? [];
  return [red, green, blue];
}
