import { parseTensorPayload, type RendererMessage } from '../view';
import { mountHeatmap } from '../view/dom';
import { outputRenderer, type Activate } from './outputs';

/** Entry of the tensor renderer. Where the host listens, a heatmap has a button that opens the inspector. */
export const activate: Activate = context => {
  const post = context.postMessage?.bind(context);
  const onInspect = (ref: string) => post?.({ type: 'inspect', ref } satisfies RendererMessage);
  return outputRenderer((value, parent) =>
    mountHeatmap(parent, parseTensorPayload(value), post ? { onInspect } : {}),
  );
};
