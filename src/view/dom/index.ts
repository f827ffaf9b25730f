export * from './costTable';
export * from './elements';
export * from './heatmap';
