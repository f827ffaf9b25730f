/** The names that package.json and the code share; the extension-host suite compares the two. */

export const EXTENSION_ID = 'convbook.convbook';
export const CONTROLLER_ID = 'convbook';
export const NOTEBOOK_TYPE = 'jupyter-notebook';
export const TENSOR_RENDERER_ID = 'convbook-tensor';
export const INSPECTOR_VIEW_TYPE = 'convbook.inspector';

/** Every command, in the order of package.json. */
export const COMMANDS = [
  'convbook.newNotebook',
  'convbook.openSample',
  'convbook.restartKernel',
  'convbook.inspectTensor',
  'convbook.convertNotebook',
  'convbook.convertLayer',
] as const;

export type CommandId = (typeof COMMANDS)[number];
