import { zipSync, type Zippable } from 'fflate';
import { ArgumentError, type Tensor } from '../engine';
import { checkFileSize } from './limits';
import { decodeNpy, encodeNpy } from './npy';
import type { DecodeOptions, EncodeOptions } from './options';
import type { SourceFile } from './sourceFile';
import { readZip } from './zip';

/**
 * The tensors of an .npz file by their names, in its order. Those of members in folders have the path as name.
 *
 * @throws ArgumentError `npz/member` for a member that is no .npy file, and those of readZip and decodeNpy
 */
export function decodeNpz(file: SourceFile, options: DecodeOptions): Record<string, Tensor> {
  const members = readZip(file).filter(({ name }) => !name.endsWith('/')); // those are folders
  const entries = members.map(({ name, bytes }): [string, Tensor] => {
    if (!name.endsWith('.npy')) {
      throw new ArgumentError(
        'npz/member',
        `${file.name}: ${name} is no .npy file; an .npz file has no others`,
      );
    }
    return [name.slice(0, -4), decodeNpy({ name: `${file.name}/${name}`, bytes }, options)];
  });
  return Object.fromEntries(entries);
}

/** The date of every member, so that the same tensors make the same file. */
const DATE = new Date(1980, 0, 1);

/** An .npz file: each tensor as a member `NAME.npy`, stored, or deflated with `compress`. */
export function encodeNpz(
  tensors: Readonly<Record<string, Tensor>>,
  name: string,
  { compress = false }: EncodeOptions,
): Uint8Array {
  const level = compress ? 6 : 0;
  const members: Zippable = {};
  let byteLength = 0;
  for (const [key, tensor] of Object.entries(tensors)) {
    const bytes = encodeNpy(tensor, `${name}/${key}`);
    members[`${key}.npy`] = [bytes, { level }];
    byteLength += bytes.length;
  }
  checkFileSize(name, byteLength);
  return zipSync(members, { mtime: DATE });
}
