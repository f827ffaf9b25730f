import type { ActivationFunction, OutputItem, RendererApi } from 'vscode-notebook-renderer';
import { element, type Mounted } from '../view/dom';

/**
 * A notebook renderer that keeps what it drew by output id, so that drawing an output again, or taking it
 * away, ends what watched the theme and the size. An output that cannot be drawn shows why.
 *
 * @param draw draws one output's JSON into an empty element, and may throw
 */
export function outputRenderer(draw: (value: unknown, parent: HTMLElement) => Mounted): RendererApi {
  const drawn = new Map<string, Mounted>();
  const remove = (id: string) => {
    drawn.get(id)?.dispose();
    drawn.delete(id);
  };
  return {
    renderOutputItem(item: OutputItem, parent: HTMLElement): void {
      remove(item.id);
      parent.replaceChildren();
      try {
        drawn.set(item.id, draw(item.json() as unknown, parent));
      } catch (error) {
        parent.replaceChildren(failureNotice(item.mime, error));
      }
    },
    disposeOutputItem(id?: string): void {
      for (const each of id === undefined ? [...drawn.keys()] : [id]) remove(each);
    },
  };
}

/** The type of a renderer module's `activate`. */
export type Activate = ActivationFunction<void>;

function failureNotice(mime: string, error: unknown): HTMLElement {
  const reason = error instanceof Error ? error.message : String(error);
  const text = `Convbook cannot draw this ${mime} output: ${reason}. Run its cell again to make it anew.`;
  const notice = element('p', 'convbook-failure', text);
  notice.setAttribute('role', 'alert');
  notice.style.fontFamily = 'var(--vscode-font-family, system-ui, sans-serif)';
  notice.style.color = 'var(--vscode-errorForeground, #b3261e)';
  return notice;
}
