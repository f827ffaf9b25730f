import type { Shape } from '../engine';
import { axisNames } from '../view';
import { element } from '../view/dom';
import { fixedAxes, withAxis, withPosition, type PlaneView } from './planeView';

/**
 * The controls above the plane: which axis goes down and which across, and a slider with a number field for
 * every other axis. They are made anew only when the axes change, so a slider keeps the pointer that drags it.
 */
export class Controls {
  readonly root = element('div', 'convbook-controls');
  readonly #onChange: (view: PlaneView) => void;
  #shape: Shape = [];
  #view: PlaneView = { rowAxis: -1, columnAxis: -1, index: [] };

  constructor(onChange: (view: PlaneView) => void) {
    this.#onChange = onChange;
  }

  show(shape: Shape, view: PlaneView): void {
    this.#shape = shape;
    this.#view = view;
    const axes = shape.length > 1 ? [this.#axisSelect('rowAxis'), this.#axisSelect('columnAxis')] : [];
    this.root.replaceChildren(...axes, ...fixedAxes(view, shape).map(axis => this.#slider(axis)));
  }

  #change(view: PlaneView): void {
    this.#view = view;
    this.#onChange(view);
  }

  #axisSelect(which: 'rowAxis' | 'columnAxis'): HTMLElement {
    const label = element('label', 'convbook-axis', which === 'rowAxis' ? 'Rows' : 'Columns');
    const select = element('select', '');
    select.dataset['axis'] = which;
    axisNames(this.#shape.length).forEach((name, axis) => {
      const option = element('option', '', `${name} (${this.#shape[axis]!})`);
      option.value = String(axis);
      select.append(option);
    });
    select.value = String(this.#view[which]);
    select.addEventListener('change', () => {
      this.#change(withAxis(this.#view, which, Number(select.value)));
      this.show(this.#shape, this.#view);
      this.root.querySelector<HTMLElement>(`[data-axis=${which}]`)?.focus();
    });
    label.append(select);
    return label;
  }

  #slider(axis: number): HTMLElement {
    const size = this.#shape[axis]!;
    const name = axisNames(this.#shape.length)[axis]!;
    const holder = element('div', 'convbook-axis');
    holder.append(element('span', 'convbook-axis-name', `${name} (${size})`));
    const inputs = (['range', 'number'] as const).map(type => {
      const input = element('input', `convbook-${type}`);
      input.type = type;
      input.min = '0';
      input.max = String(Math.max(0, size - 1));
      input.value = String(this.#view.index[axis]!);
      input.setAttribute('aria-label', `${name}, 0 to ${input.max}`);
      return input;
    });
    for (const input of inputs) {
      input.addEventListener('input', () => {
        this.#change(withPosition(this.#view, this.#shape, axis, Number(input.value)));
        const position = String(this.#view.index[axis]!);
        inputs.filter(other => other !== input).forEach(other => (other.value = position));
      });
      input.addEventListener('change', () => (input.value = String(this.#view.index[axis]!)));
    }
    holder.append(...inputs);
    return holder;
  }
}
