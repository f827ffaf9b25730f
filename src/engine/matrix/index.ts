export { im2col, col2im, type WindowOptions } from './im2col';
export { SparseMatrix, type SparseDType, type SparseEntries } from './sparseMatrix';
export { toeplitz, type ToeplitzOptions } from './toeplitz';
export { leastNorm } from './leastNorm';
export { directAxis, directForm, type DirectAxis, type DirectForm } from './directForm';
export { turnKernel, type TurnOptions } from './turnKernel';
export { zeroStuff, type StuffOptions } from './zeroStuff';
