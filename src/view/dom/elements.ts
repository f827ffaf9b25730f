/** A new element; text never becomes markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text?: string,
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag);
  if (className !== '') created.className = className;
  if (text !== undefined) created.textContent = text;
  return created;
}

/** A style element; a page with a content security policy gives its nonce. */
export function styleElement(css: string, nonce: string | undefined): HTMLStyleElement {
  const style = document.createElement('style');
  if (nonce !== undefined) style.nonce = nonce;
  style.textContent = css;
  return style;
}

/** Something drawn into an element, until it is disposed of. */
export interface Mounted {
  dispose: () => void;
}
