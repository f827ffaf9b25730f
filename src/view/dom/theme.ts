/** The colours that a canvas takes from the page. */
export interface CanvasTheme {
  ink: string;
  muted: string;
  frame: string;
  fontFamily: string;
}

/** The theme as it is now, from the custom properties that heatmap.css sets on `root`. */
export function readTheme(root: HTMLElement): CanvasTheme {
  const style = getComputedStyle(root);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: color('--convbook-ink'),
    muted: color('--convbook-muted'),
    frame: color('--convbook-frame'),
    fontFamily: style.fontFamily,
  };
}

/**
 * Calls back when VS Code changes the theme: it then sets classes and data attributes of the body, and the
 * variables in the style of the document element.
 *
 * @returns ends the watching
 */
export function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  return () => observer.disconnect();
}
