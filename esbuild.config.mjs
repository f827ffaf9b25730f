// One bundle per host, and the reference of the cells' API. `node esbuild.config.mjs [--watch] [--tests]`
import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const shared = {
  bundle: true,
  minify: true,
  sourcemap: 'linked',
  logLevel: 'warning',
  loader: { '.css': 'text' },
};
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'] };
const browser = { ...shared, platform: 'browser', target: 'chrome120' };

/** Cells may declare any name again, `Map` and `Error` too; the kernel's own code keeps those it started with. */
const keptGlobals = [
  ...['Object', 'Array', 'Function', 'String', 'Number', 'BigInt', 'Boolean', 'Symbol', 'Math', 'JSON'],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Date', 'RegExp', 'Promise', 'Proxy', 'Reflect'],
  ...['Error', 'AggregateError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ...[
    'ArrayBuffer',
    'SharedArrayBuffer',
    'DataView',
    'Atomics',
    'WebAssembly',
    'FinalizationRegistry',
    'Intl',
  ],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array'],
  ...['Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
  ...['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'encodeURIComponent', 'decodeURIComponent', 'escape'],
  ...['TextEncoder', 'TextDecoder', 'URL', 'Buffer', 'process', 'performance', 'console', 'queueMicrotask'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'structuredClone'],
];

/** Every bundle, by the host that runs it. */
export const bundles = {
  extension: { ...node, entryPoints: { extension: 'src/extension/main.ts' }, outdir: 'dist' },
  kernel: {
    ...node,
    // Not shorter names: an error shows that of its class.
    minify: false,
    minifyWhitespace: true,
    minifySyntax: true,
    entryPoints: { kernel: 'src/kernel/node/worker.ts' },
    outdir: 'dist',
    banner: { js: `const { ${keptGlobals.join(', ')} } = globalThis;` },
  },
  cli: {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    banner: { js: '#!/usr/bin/env node' },
  },
  node: {
    ...node,
    // Node prints the whole line that an uncaught error comes from.
    minify: false,
    entryPoints: { node: 'src/node/index.ts' },
    outdir: 'dist',
    footer: { js: 'module.exports = module.exports.default;' },
  },
  renderer: {
    ...browser,
    format: 'esm',
    entryPoints: { tensor: 'src/renderer/tensor.ts', cost: 'src/renderer/cost.ts' },
    outdir: 'dist/renderer',
  },
  inspector: {
    ...browser,
    format: 'iife',
    entryPoints: { inspector: 'src/inspector/main.ts' },
    outdir: 'dist',
  },
};

/** The extension-host suite, for @vscode/test-electron. */
const tests = {
  ...node,
  external: ['vscode', 'mocha'],
  minify: false,
  entryPoints: { index: 'test/vscode/index.ts' },
  outdir: 'out/test/vscode',
};

/** The program that writes dist/reference.json. */
const reference = {
  ...node,
  external: ['typescript'],
  sourcemap: false,
  entryPoints: { reference: 'src/reference/main.ts' },
  outdir: 'out',
};

/** Writes what hovers show of each name that cells may call, from the declarations in src. */
export async function buildReference() {
  const root = fileURLToPath(new URL('.', import.meta.url));
  await esbuild.build({ ...reference, absWorkingDir: root });
  execFileSync(process.execPath, ['out/reference.js', '.', 'dist/reference.json'], {
    cwd: root,
    stdio: 'inherit',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!process.argv.includes('--tests')) await buildReference();
  const wanted = process.argv.includes('--tests') ? [tests] : Object.values(bundles);
  if (process.argv.includes('--watch')) {
    const contexts = await Promise.all(wanted.map(options => esbuild.context(options)));
    await Promise.all(contexts.map(context => context.watch()));
  } else {
    await Promise.all(wanted.map(options => esbuild.build(options)));
  }
}
