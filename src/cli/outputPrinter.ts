import { stripVTControlCharacters } from 'node:util';
import type { CellError, Output } from '../kernel';
import type { MimeBundle } from '../view';

/** The terminal, or whatever stands in its place. */
export interface Terminal {
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

/**
 * Prints outputs as text, as they come. What a terminal cannot do is left out: clearing, and updating in
 * place, of which the last state is printed when the cell has ended. Colour codes reach terminals only.
 */
export class OutputPrinter {
  readonly #terminal: Terminal;
  readonly #updates = new Map<string, MimeBundle>();
  #atLineStart = true;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  print(output: Output): void {
    switch (output.type) {
      case 'stream':
        return this.#write(output.name, output.text);
      case 'display':
      case 'result':
        return this.#printBundle(output.bundle);
      case 'update-display':
        this.#updates.set(output.displayId, output.bundle);
        return;
      case 'clear-output':
        return;
    }
  }

  /** The cell has ended. */
  end(error: CellError | null): void {
    for (const bundle of this.#updates.values()) this.#printBundle(bundle);
    this.#updates.clear();
    if (error) this.#writeLines('stderr', error.stack);
  }

  #printBundle(bundle: MimeBundle): void {
    const text = bundle['text/plain'];
    if (typeof text === 'string') this.#writeLines('stdout', text);
  }

  /** Text that begins and ends a line, whatever a stream has left open. */
  #writeLines(name: 'stdout' | 'stderr', text: string): void {
    this.#write(name, `${this.#atLineStart ? '' : '\n'}${text}${text.endsWith('\n') ? '' : '\n'}`);
  }

  #write(name: 'stdout' | 'stderr', text: string): void {
    if (text === '') return;
    this.#atLineStart = text.endsWith('\n');
    const stream = this.#terminal[name];
    stream.write(stream.isTTY ? text : stripVTControlCharacters(text));
  }
}
