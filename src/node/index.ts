import { decode, encode } from '../formats';
import { API } from '../kernel/api';
import { createFiles } from '../kernel/files';
import { nodeFiles } from '../kernel/node/files';

/**
 * What a Node script gets by `require('.../dist/node.js')`: everything that cells may call but for what belongs to a
 * notebook. Paths are relative to the process's current folder.
 */
const convbook = {
  ...API,
  decode,
  encode,
  ...createFiles(
    nodeFiles(() => process.cwd()),
    { count: 0 },
  ),
};

export default convbook;
