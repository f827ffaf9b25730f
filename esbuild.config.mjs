// One bundle per host. `node esbuild.config.mjs [--watch] [--tests]`
import { pathToFileURL } from 'node:url';
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

/** Every bundle, by the host that runs it. */
export const bundles = {
  extension: { ...node, entryPoints: { extension: 'src/extension/main.ts' }, outdir: 'dist' },
  kernel: { ...node, entryPoints: { kernel: 'src/kernel/node/worker.ts' }, outdir: 'dist' },
  cli: {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    banner: { js: '#!/usr/bin/env node' },
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
  minify: false,
  entryPoints: { index: 'test/vscode/index.ts' },
  outdir: 'out/test/vscode',
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const wanted = process.argv.includes('--tests') ? [tests] : Object.values(bundles);
  if (process.argv.includes('--watch')) {
    const contexts = await Promise.all(wanted.map(options => esbuild.context(options)));
    await Promise.all(contexts.map(context => context.watch()));
  } else {
    await Promise.all(wanted.map(options => esbuild.build(options)));
  }
}
