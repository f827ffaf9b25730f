/**
 * A bar made of block characters, in eighths of a character: for plain text, and for HTML that loses its
 * styles.
 *
 * @param share from 0 to 1 of `width` characters; a share that is not zero shows at least an eighth
 */
export function barText(share: number, width: number): string {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(8 * width * Math.min(1, share)));
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8]!;
  return '█'.repeat(Math.floor(eighths / 8)) + rest;
}
