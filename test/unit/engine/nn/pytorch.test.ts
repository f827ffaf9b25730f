import { expectPyTorch } from './fixture';

for (const name of ['linear', 'maxPool', 'avgPool', 'adaptiveAvgPool', 'batchNorm', 'softmax', 'losses']) {
  expectPyTorch(`nn/${name}`);
}
