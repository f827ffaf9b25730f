export * from './svd';
export * from './lstsq';
