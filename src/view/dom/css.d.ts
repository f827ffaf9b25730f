/** Style sheets come in as text: see the loaders of esbuild.config.mjs. */
declare module '*.css' {
  const text: string;
  export default text;
}
