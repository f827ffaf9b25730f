/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {number} channelsIn
 * @property {number} channelsOut
 * @property {number} size height and width of the input
 * @property {number} kernel height and width of the filter
 * @property {number} stride
 * @property {number} padding
 * @property {number} groups
 */

/** @param {Layer} layer */
export function outputSize({ size, kernel, stride, padding }) {
  return Math.floor((size + 2 * padding - kernel) / stride) + 1;
}

/**
 * The peer: a 2-D convolution as one writes it first, seven loops over typed arrays, batch of one.
 *
 * @param {Layer} layer
 * @param {Float32Array} input [channelsIn, size, size]
 * @param {Float32Array} weight [channelsOut, channelsIn / groups, kernel, kernel]
 * @returns {Float32Array} [channelsOut, outputSize, outputSize]
 */
export function naiveConv2d(layer, input, weight) {
  const { channelsIn, channelsOut, size, kernel, stride, padding, groups } = layer;
  const out = outputSize(layer);
  const perGroupIn = channelsIn / groups;
  const perGroupOut = channelsOut / groups;
  const output = new Float32Array(channelsOut * out * out);
  for (let co = 0; co < channelsOut; co++) {
    const firstIn = Math.floor(co / perGroupOut) * perGroupIn;
    for (let y = 0; y < out; y++) {
      for (let x = 0; x < out; x++) {
        let sum = 0;
        for (let ci = 0; ci < perGroupIn; ci++) {
          for (let ky = 0; ky < kernel; ky++) {
            const row = y * stride - padding + ky;
            if (row < 0 || row >= size) continue;
            for (let kx = 0; kx < kernel; kx++) {
              const column = x * stride - padding + kx;
              if (column < 0 || column >= size) continue;
              const tap = input[((firstIn + ci) * size + row) * size + column];
              const factor = weight[((co * perGroupIn + ci) * kernel + ky) * kernel + kx];
              sum += /** @type {number} */ (tap) * /** @type {number} */ (factor); // both inside, by the bounds above
            }
          }
        }
        output[(co * out + y) * out + x] = sum;
      }
    }
  }
  return output;
}
