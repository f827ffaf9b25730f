import type { CellError, Output } from '../kernel';
import type { NotebookOutput } from '../notebook';
import { TENSOR_MIME, type MimeBundle } from '../view';

type RichOutput = Extract<NotebookOutput, { data: unknown }>;

/** Turns what a kernel puts out into the outputs of a notebook's cells. One for a run of a whole notebook. */
export class OutputCollector {
  /** What each display id has shown so far, in whichever cell: an update changes all of it. */
  readonly #displays = new Map<string, RichOutput[]>();
  #outputs: NotebookOutput[] = [];
  #clearBeforeNext = false;

  /** A cell begins; its outputs go into `outputs`. */
  begin(outputs: NotebookOutput[]): void {
    this.#outputs = outputs;
    this.#clearBeforeNext = false;
  }

  add(output: Output): void {
    switch (output.type) {
      case 'stream':
        return this.#addText(output.name, output.text);
      case 'display': {
        const shown: RichOutput = { type: 'display_data', data: savedData(output.bundle), metadata: {} };
        this.#push(shown);
        if (output.displayId !== undefined) this.#remember(output.displayId, shown);
        return;
      }
      case 'update-display':
        for (const shown of this.#displays.get(output.displayId) ?? []) shown.data = savedData(output.bundle);
        return;
      case 'result': {
        const { bundle, executionCount } = output;
        return this.#push({ type: 'execute_result', data: savedData(bundle), metadata: {}, executionCount });
      }
      case 'clear-output':
        if (output.wait) this.#clearBeforeNext = true;
        else this.#clear();
    }
  }

  addError(error: CellError): void {
    const { name, message, stack } = error;
    this.#push({ type: 'error', name, message, traceback: stack.split('\n') });
  }

  /** Text of one stream in a row is one output, however it came. */
  #addText(name: string, text: string): void {
    if (this.#clearBeforeNext) this.#clear();
    const last = this.#outputs.at(-1);
    if (last?.type === 'stream' && last.name === name) last.text += text;
    else this.#push({ type: 'stream', name, text });
  }

  #push(output: NotebookOutput): void {
    if (this.#clearBeforeNext) this.#clear();
    this.#outputs.push(output);
  }

  #clear(): void {
    this.#outputs.length = 0;
    this.#clearBeforeNext = false;
  }

  #remember(displayId: string, shown: RichOutput): void {
    this.#displays.set(displayId, [...(this.#displays.get(displayId) ?? []), shown]);
  }
}

/** A bundle as it is kept in a file: a saved tensor does not name the live one, which ends with its session. */
function savedData(bundle: MimeBundle): MimeBundle {
  const tensor = bundle[TENSOR_MIME];
  return typeof tensor === 'object'
    ? { ...bundle, [TENSOR_MIME]: { ...tensor, ref: undefined } }
    : { ...bundle };
}
