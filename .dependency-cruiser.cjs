/**
 * The layers of ARCHITECTURE.md. Each line names a folder of src and everything it may import from src;
 * an import of any other folder points upwards or sideways and fails the build.
 */
const mayImport = {
  engine: [],
  formats: ['engine'],
  notebook: ['engine', 'formats'],
  'view/dom': ['engine', 'view'],
  view: ['engine'],
  'kernel/node': ['engine', 'formats', 'view', 'kernel'],
  kernel: ['engine', 'formats', 'view'],
  node: ['engine', 'formats', 'kernel', 'kernel/node'],
  renderer: ['engine', 'view', 'view/dom'],
  inspector: ['engine', 'view', 'view/dom'],
  reference: [],
  cli: ['engine', 'formats', 'view', 'notebook', 'kernel', 'kernel/node'],
  extension: ['engine', 'formats', 'view', 'notebook', 'kernel', 'kernel/node', 'inspector', 'reference'],
};

/** A regular expression for the files of a layer, without those of a layer nested in it. */
function filesOf(layer) {
  const nested = Object.keys(mayImport)
    .filter(other => other.startsWith(`${layer}/`))
    .map(other => other.slice(layer.length + 1));
  return nested.length ? `^src/${layer}/(?!(${nested.join('|')})/)` : `^src/${layer}/`;
}

module.exports = {
  forbidden: [
    ...Object.entries(mayImport).map(([layer, allowed]) => ({
      name: `${layer}-imports-downwards`,
      severity: 'error',
      from: { path: filesOf(layer) },
      to: { path: '^src/', pathNot: [layer, ...allowed].map(filesOf) },
    })),
    {
      name: 'extension-sees-only-the-inspector-protocol',
      severity: 'error',
      from: { path: '^src/extension/' },
      to: { path: '^src/inspector/', pathNot: '^src/inspector/protocol\\.ts$' },
    },
    {
      name: 'extension-sees-only-the-form-of-the-reference',
      severity: 'error',
      from: { path: '^src/extension/' },
      to: { path: '^src/reference/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-layers-know-no-platform',
      severity: 'error',
      from: { path: '^src/(engine|formats|notebook|view|kernel)/', pathNot: '^src/kernel/node/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vscode-only-in-the-extension',
      severity: 'error',
      from: { pathNot: '^src/extension/' },
      to: { path: '^vscode$', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
