/** Notebook renderer to extension host: the person asks to look into a tensor of the kernel. */
export type RendererMessage = { type: 'inspect'; ref: string };
