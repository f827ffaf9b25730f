import { build, type BuildOptions } from 'esbuild';

/** Before all tests: builds what tests start or read, as `npm run build` does. */
export async function setup(): Promise<void> {
  const config = new URL('../../esbuild.config.mjs', import.meta.url).href;
  const { bundles, buildReference } = (await import(config)) as {
    bundles: { kernel: BuildOptions; cli: BuildOptions; node: BuildOptions };
    buildReference: () => Promise<void>;
  };
  await Promise.all([build(bundles.kernel), build(bundles.cli), build(bundles.node), buildReference()]);
}
