import { describe, expect, test } from 'vitest';
import { ConvTranspose2d, conventions } from '../../../../src/engine';

/** article.md, "Costs of the same layer, as different tools count it". */
const options = { in: 64, out: 32, kernel: 4, stride: 2, padding: 1 };
const input = [1, 64, 16, 16];
const withBias = conventions(new ConvTranspose2d(options), input);
const withoutBias = conventions(new ConvTranspose2d({ ...options, bias: false }), input);

const figure = ({ rows }: typeof withBias, tool: string, metric?: string) => {
  const row = rows.find(each => each.tool === tool && (metric === undefined || each.metric === metric))!;
  return [row.metric, row.value];
};

describe('the transposed layer of 64 to 32 channels, k4, s2, p1 on 16 x 16', () => {
  test('has 8,388,608 MACs by scatter, with which fvcore agrees', () => {
    expect(figure(withBias, 'Convbook')).toEqual(['MACs', 8_388_608]);
    expect(figure(withBias, 'fvcore')).toEqual(['flops', 8_388_608]);
  });

  test('has 7,872,512 when taps that land outside the crop are excluded', () => {
    expect(figure(withBias, 'Convbook', 'MACs on real elements')).toEqual([
      'MACs on real elements',
      7_872_512,
    ]);
  });

  test('has 16,777,216 FLOPs by PyTorch’s counter', () => {
    expect(figure(withBias, 'PyTorch FlopCounterMode')).toEqual(['FLOPs', 16_777_216]);
  });

  test('has 33,554,432 MACs by thop, which counts every output as if every tap reached it', () => {
    expect(figure(withBias, 'thop')).toEqual(['MACs', 33_554_432]);
  });

  test('has 33,587,200 by torchinfo and by the modules of ptflops, which count so and add the bias', () => {
    expect(figure(withBias, 'torchinfo')).toEqual(['mult-adds', 33_587_200]);
    expect(figure(withBias, 'ptflops, pytorch backend')).toEqual(['MACs', 33_587_200]);
    expect(figure(withoutBias, 'torchinfo')).toEqual(['mult-adds', 33_554_432]);
    expect(figure(withoutBias, 'ptflops, pytorch backend')).toEqual(['MACs', 33_554_432]);
  });

  test('has a wrong 16,777,216 MACs by onnx-tool, and its bias beside them', () => {
    expect(figure(withoutBias, 'onnx-tool')).toEqual(['MACs', 16_777_216]);
    expect(figure(withBias, 'onnx-tool')).toEqual(['MACs', 16_777_216 + 32_768]);
  });

  test('has 8,388,608 MACs by newer counters of the same names, the operators of ptflops adding the bias', () => {
    expect(figure(withBias, 'ultralytics-thop')).toEqual(['MACs', 8_388_608]);
    expect(figure(withBias, 'ptflops, aten backend')).toEqual(['MACs', 8_388_608 + 32_768]);
  });

  test('has its formulas with the figures put in', () => {
    expect(withBias.rows.map(({ tool, formula }) => `${tool}: ${formula}`)).toEqual([
      'Convbook: 64 x 32 x 4 x 4 x 16 x 16',
      'Convbook: 64 x 32 x (62 of 64) x (62 of 64)',
      'Convbook: 2 x 8388608 + 32768',
      'PyTorch FlopCounterMode: 2 x 64 x 32 x 4 x 4 x 16 x 16',
      'torchinfo: 32768 x 32 x 32 + 32 x 32 x 32',
      'fvcore: 64 x 32 x 4 x 4 x 16 x 16',
      'ptflops, pytorch backend: 32 x 64 x 4 x 4 x 32 x 32 + 32768',
      'ptflops, aten backend: 64 x 32 x 4 x 4 x 16 x 16 + 32768',
      'thop: 32 x 64 x 4 x 4 x 32 x 32',
      'ultralytics-thop: 64 x 32 x 4 x 4 x 16 x 16',
      'onnx-tool: 32 x 32 x 4 x 4 x 32 x 32 + 32768',
    ]);
  });

  test('says how each stands to the MACs, and why', () => {
    const stand = withBias.rows.map(({ agreement, ratio, why }) => [agreement, ratio, why.join('; ')]);
    const outputs = 'a transposed convolution counts at every output, as if every tap reached it';
    expect(stand).toEqual([
      ['equal', 1, ''],
      [
        'different',
        7_872_512 / 8_388_608,
        'taps on padding, or on what a transposed convolution crops, do not count',
      ],
      [
        'different',
        2 + 32_768 / 8_388_608,
        'a multiply-accumulate counts as 2; additions and multiplications beside them count',
      ],
      ['twice', 2, 'a multiply-accumulate counts as 2'],
      ['different', 4 + 32_768 / 8_388_608, `${outputs}; biases count`],
      ['equal', 1, ''],
      ['different', 4 + 32_768 / 8_388_608, `${outputs}; biases count`],
      ['different', 1 + 32_768 / 8_388_608, 'biases count'],
      ['different', 4, outputs],
      ['equal', 1, ''],
      [
        'different',
        2 + 32_768 / 8_388_608,
        'a transposed convolution counts at every output, and Cout/groups channels there instead of Cin/groups; biases count',
      ],
    ]);
  });

  test('gives parameters where the tool gives them beside the figure', () => {
    const params = Object.fromEntries(withBias.rows.map(({ tool, params: count }) => [tool, count]));
    expect(params).toEqual({
      Convbook: 32_800,
      'PyTorch FlopCounterMode': null,
      torchinfo: 32_800,
      fvcore: null,
      'ptflops, pytorch backend': 32_800,
      'ptflops, aten backend': 32_800,
      thop: 32_800,
      'ultralytics-thop': 32_800,
      'onnx-tool': null,
    });
  });

  test('names the file and the version that each rule was read in', () => {
    for (const { tool, source, version } of withBias.rows.slice(3)) {
      expect([tool, source]).toEqual([tool, expect.stringMatching(/^[\w-]+\/[\w.-]+, [\w/]+\.py/)]);
      expect(version).toMatch(/^(commit [0-9a-f]{7}|\d+\.\d+\.\d+)$/);
    }
  });
});
