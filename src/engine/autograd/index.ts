export { backward } from './backward';
export { detach } from './detach';
export { grad, type GradOptions } from './grad';
export type { BackwardOptions } from './sweep';
