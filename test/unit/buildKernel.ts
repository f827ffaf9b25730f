import { build, type BuildOptions } from 'esbuild';

/** Before all tests: builds the worker and the command line that tests start, as `npm run build` does. */
export async function setup(): Promise<void> {
  const config = new URL('../../esbuild.config.mjs', import.meta.url).href;
  const { bundles } = (await import(config)) as { bundles: { kernel: BuildOptions; cli: BuildOptions } };
  await Promise.all([build(bundles.kernel), build(bundles.cli)]);
}
