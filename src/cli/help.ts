export const HELP = `convbook: convolution notebooks without an editor

Usage
  convbook run NB.ipynb... [--output OUT.ipynb] [--keep-going]
  convbook convert IN OUT
  convbook --help | --version

run       Runs every code cell and prints what it puts out. Stops at the first cell that fails.
  --output OUT.ipynb  Write the executed notebook there; it may be the input itself.
                      Without it no file is written.
  --keep-going        Run the cells after a failed one, and the notebooks after its notebook.

convert   Writes a notebook as another kind of file, by the endings of the names:
          .ipynb to a percent script (.ts), which holds no outputs, and back.

Exit codes: 0 success, 1 a cell failed, 2 bad arguments or a file that cannot be read or written.
`;
