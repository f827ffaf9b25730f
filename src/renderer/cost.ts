import { parseCostPayload } from '../view';
import { mountCostTable } from '../view/dom';
import { outputRenderer, type Activate } from './outputs';

/** Entry of the cost renderer. */
export const activate: Activate = () =>
  outputRenderer((value, parent) => mountCostTable(parent, parseCostPayload(value)));
