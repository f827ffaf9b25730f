import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';
import { referenceOf } from './reference';

/** Writes the reference of the cells' API: `node reference.cjs CHECKOUT OUTPUT.json`. */
function main(checkout: string, output: string): void {
  const file = join(checkout, 'src/kernel/cellApi.ts');
  const { config } = ts.readConfigFile(join(checkout, 'tsconfig.base.json'), path =>
    ts.sys.readFile(path),
  ) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, checkout);
  const program = ts.createProgram([file], { ...options, composite: false, noEmit: true });
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, JSON.stringify(referenceOf(program, file, 'CellApi'), null, 1));
}

const [checkout, output] = process.argv.slice(2);
if (checkout === undefined || output === undefined)
  throw new Error('usage: node reference.cjs CHECKOUT OUTPUT.json');
main(checkout, output);
