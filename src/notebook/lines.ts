/**
 * What ends a line for Jupyter, which splits text with Python's `str.splitlines`: beside line feed and
 * carriage return, vertical tab, form feed, the file, group and record separators, next line, and the Unicode
 * line and paragraph separators.
 */
const LINE_ENDS = new Set([10, 11, 12, 13, 28, 29, 30, 0x85, 0x2028, 0x2029]);
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

/** The lines of a text, each with its line end, as nbformat stores them; none for an empty text. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!LINE_ENDS.has(code)) continue;
    if (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED) at++;
    lines.push(text.slice(start, at + 1));
    start = at + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}
