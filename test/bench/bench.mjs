// `npm run bench`: conv2d against the loop that one writes first. Prints; never fails on a time.
import path from 'node:path';
import * as esbuild from 'esbuild';
import { measure } from './measure.mjs';
import { naiveConv2d, outputSize } from './naive.mjs';

/** @typedef {import('./naive.mjs').Layer} Layer */

const SEED = 1;
const TOLERANCE = 1e-4; // of the checksums, relative; the order of a float32 sum may differ

/** @type {Layer[]} */
const LAYERS = [
  layer("the article's 7x7x3 -> 5x5x128", { channelsIn: 3, channelsOut: 128, size: 7 }),
  layer('3x3 16->32, 112x112', { channelsIn: 16, channelsOut: 32, size: 112, padding: 1 }),
  layer('1x1 256->64, 56x56', { channelsIn: 256, channelsOut: 64, size: 56, kernel: 1 }),
  layer('depthwise 3x3 144, 56x56', { channelsIn: 144, channelsOut: 144, size: 56, padding: 1, groups: 144 }),
  layer('3x3 512, 7x7', { channelsIn: 512, channelsOut: 512, size: 7, padding: 1 }),
];

/**
 * @param {string} name
 * @param {Pick<Layer, 'channelsIn' | 'channelsOut' | 'size'> & Partial<Layer>} fields
 * @returns {Layer}
 */
function layer(name, fields) {
  return { name, kernel: 3, stride: 1, padding: 0, groups: 1, ...fields };
}

/** @returns {Promise<typeof import('../../src/engine/index')>} the engine, bundled now */
async function loadEngine() {
  const entry = path.resolve(import.meta.dirname, '../../src/engine/index.ts');
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'node20',
    write: false,
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}

/** @param {Layer} layer */
function flops(layer) {
  const { channelsIn, channelsOut, kernel, groups } = layer;
  return 2 * channelsOut * outputSize(layer) ** 2 * (channelsIn / groups) * kernel ** 2;
}

const { conv2d, randn } = await loadEngine();

console.log('GFLOP/s at 2 FLOPs a multiply-accumulate of the direct algorithm, one thread, seed', SEED);
for (const layer of LAYERS) {
  const { channelsIn, channelsOut, size, kernel, stride, padding, groups } = layer;
  const input = randn([1, channelsIn, size, size], { seed: SEED });
  const weight = randn([channelsOut, channelsIn / groups, kernel, kernel], { seed: SEED + 1 });
  const inputData = Float32Array.from(input.data);
  const weightData = Float32Array.from(weight.data);
  const [ours, naive] = measure([
    { name: 'conv2d', run: () => Float32Array.from(conv2d(input, weight, { stride, padding, groups }).data) },
    { name: 'naive', run: () => naiveConv2d(layer, inputData, weightData) },
  ]);
  if (!ours || !naive) throw new Error('a contestant was not measured');
  console.log(`\n${layer.name}`);
  for (const { name, seconds, spread, checksum } of [ours, naive]) {
    const rate = (flops(layer) / seconds / 1e9).toFixed(2).padStart(7);
    const percent = `±${(spread * 50).toFixed(0)} %`.padStart(7);
    console.log(`  ${name.padEnd(8)}${rate} GFLOP/s ${percent}  checksum ${checksum.toPrecision(6)}`);
  }
  console.log(`  conv2d is ${(naive.seconds / ours.seconds).toFixed(2)} times as fast as naive`);
  if (Math.abs(ours.checksum / naive.checksum - 1) > TOLERANCE)
    throw new Error(`${layer.name}: the results differ`);
}
