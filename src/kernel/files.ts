import { ArgumentError, describeValue, type Tensor } from '../engine';
import {
  decode,
  encode,
  formatOf,
  type DecodeOptions,
  type EncodeOptions,
  type TensorFileName,
  type TensorsFileName,
} from '../formats';
import { Interrupted } from './errors/interrupted';
import type { FileAccess } from './platform';
import type { Interrupts } from './scope';

/** `load` and `save`, on the files that a host gives access to; an interrupt ends them. */
export function createFiles(host: FileAccess, interrupts: Interrupts) {
  /**
   * Reads a file, by the ending of its name: .npy, .png, .jpg, .csv and .json give a tensor, .npz and .safetensors
   * an object of tensors by name. Paths are relative to the notebook's folder, in a Node script to the current one.
   *
   *     const photo = await load('photo.jpg');                    // float32 [1, 3, H, W], from 0 to 1
   *     const { weight, bias } = await load('layer.npz');
   *     model.loadStateDict(await load('model.safetensors'));
   *     const table = await load('points.csv', { dtype: 'float64' });
   *
   * float16 and bfloat16 become float32, bool becomes uint8, smaller integers int32; 64-bit integers become int32
   * when it holds all of them, else float64.
   *
   * @throws ArgumentError `formats/ending`, `files/not-found` and others of files for one that cannot be read,
   *   `options/unknown`, and for a damaged file one that names the byte or the line
   */
  function load(path: TensorFileName, options?: DecodeOptions): Promise<Tensor>;
  function load(path: TensorsFileName, options?: DecodeOptions): Promise<Record<string, Tensor>>;
  function load(path: string, options?: DecodeOptions): Promise<Tensor | Record<string, Tensor>>;
  async function load(path: string, options?: DecodeOptions): Promise<Tensor | Record<string, Tensor>> {
    formatOf(checkPath('load', path)); // before a file is read for nothing
    const { count } = interrupts;
    const bytes = await host.readFile(path);
    if (interrupts.count !== count) throw new Interrupted();
    return decode(bytes, path, options);
  }

  /**
   * Writes a tensor to a file, by the ending of its name: .npy, .png, .jpg, .csv or .json; an object of tensors by
   * name to .npz or .safetensors. A file that is there is replaced when the new one is complete, never before. Paths
   * are relative to the notebook's folder, in a Node script to the current one.
   *
   *     await save('edges.png', clamp(edges, 0, 1));
   *     await save('layer.npz', { weight: conv.weight, bias: conv.bias });
   *     await save('model.safetensors', model.stateDict());
   *
   * @throws ArgumentError `formats/ending`, `formats/value`, `options/unknown`, `files/not-found` and others of files
   *   for one that cannot be written, and those of the format for what it cannot hold
   */
  async function save(
    path: string,
    value: Tensor | Readonly<Record<string, Tensor>>,
    options?: EncodeOptions,
  ): Promise<void> {
    const bytes = encode(value, checkPath('save', path), options);
    const { count } = interrupts;
    const signal = {
      get aborted() {
        return interrupts.count !== count;
      },
    };
    await host.writeFile(path, bytes, signal);
    if (signal.aborted) throw new Interrupted();
  }

  return { load, save };
}

function checkPath(operation: string, path: unknown): string {
  if (typeof path !== 'string') {
    throw new ArgumentError(
      'files/path',
      `${operation}: a path is a text such as 'weights.npy', got ${describeValue(path)}`,
    );
  }
  return path;
}
