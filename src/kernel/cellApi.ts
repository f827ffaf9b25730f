import type { API } from './api';
import type { createFiles } from './files';
import type { createDisplay } from './outputs/display';

/** Everything that cells may call by name or import from 'convbook'. The reference that hovers show is made of it. */
export type CellApi = typeof API & ReturnType<typeof createDisplay> & ReturnType<typeof createFiles>;
