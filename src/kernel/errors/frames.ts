/** How frames are read: where in a cell a place in its script is, and which frames are not the person's. */
export interface FrameRules {
  /** The line of a cell, by its execution count, of a place in its script. */
  lineAt: (cell: number, line: number, column: number) => number;
  isInternalFrame: (line: string) => boolean;
}

const PLACE = /Cell In\[(\d+)\]:(\d+):(\d+)/g;
const FRAME = /^\s+at /;
/** The script's first line, which is the rewriter's, has no line number. */
const OUTSIDE_OF_CELL = /Cell In\[\d+\]\)?$/;

/** The file name of a cell's script, so that its frames read `Cell In[3]:5:7` until `readableFrames` is done. */
export function cellFile(executionCount: number): string {
  return `Cell In[${executionCount}]`;
}

export function isFrame(line: string): boolean {
  return FRAME.test(line);
}

/**
 * Text with the frames in it made readable: a cell's as `Cell In[3], line 5`, the kernel's own left out.
 * Whatever is not a frame stays.
 */
export function readableFrames(text: string, rules: FrameRules): string {
  if (!text.includes('\n')) return text;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (!isFrame(line)) lines.push(line);
    else if (!rules.isInternalFrame(line) && !OUTSIDE_OF_CELL.test(line))
      lines.push(readableFrame(line, rules));
    // An inspected error opens the braces of its properties after its last frame.
    else if (line.endsWith(' {') && lines.length) lines[lines.length - 1] += ' {';
  }
  return lines.join('\n');
}

function readableFrame(line: string, { lineAt }: FrameRules): string {
  return line.replace(
    PLACE,
    (_, cell: string, row: string, column: string) =>
      `${cellFile(Number(cell))}, line ${lineAt(Number(cell), Number(row), Number(column) - 1)}`,
  );
}
