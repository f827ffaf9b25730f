import { endObservations } from '../engine';
import { describeThrown, type ErrorContext } from './errors/describe';
import { cellFile, readableFrames } from './errors/frames';
import { Interrupted } from './errors/interrupted';
import { createFiles } from './files';
import { createDisplay } from './outputs/display';
import { bundleOf, bundleSize } from './outputs/bundle';
import { Outbox, type StreamName } from './outputs/outbox';
import type { Platform } from './platform';
import type { CellError, FromKernel, Output, ToKernel } from './protocol';
import { rewriteCell } from './rewrite/rewrite';
import { hostSyntaxError } from './rewrite/syntaxError';
import type { CellScope } from './rewrite/cellEditor';
import { createScope, type Interrupts } from './scope';
import { API } from './api';
import { interruptibleTrain } from './interruptibleTrain';
import { answerCall } from './variables/calls';
import { SessionNames } from './variables/names';
import { TensorRefs } from './variables/tensorRefs';

type Execute = Extract<ToKernel, { type: 'execute' }>;
type Call = Extract<ToKernel, { type: 'call' }>;

/** The cell that runs. `outcome` is there once it has ended, before it is answered. */
interface RunningCell extends Execute {
  outcome?: { error: CellError | null };
}

/**
 * Runs cells one at a time and answers questions between them and between their awaits. Every message gets
 * its answer exactly once, also when the host cut the cell's code off: an `interrupt` then answers for it.
 */
export class Session {
  readonly #platform: Platform;
  readonly #emit: (message: FromKernel) => void;
  readonly #outbox: Outbox;
  readonly #names: SessionNames;
  readonly #refs: TensorRefs;
  readonly #interrupts: Interrupts = { count: 0 };
  /** Where the lines of each cell are, by execution count. */
  readonly #lines = new Map<number, (line: number, column: number) => number>();
  readonly #api: Readonly<Record<string, unknown>>;
  #running: RunningCell | undefined;
  /** The cell that outputs belong to: the one that runs, or between cells the last that ran. */
  #cellId = 0;

  constructor(platform: Platform, emit: (message: FromKernel) => void) {
    this.#platform = platform;
    this.#refs = new TensorRefs(platform.sessionId);
    this.#emit = emit;
    this.#outbox = new Outbox({
      send: output => emit({ type: 'output', id: this.#cellId, output }),
      now: () => platform.now(),
      after: (delay, callback) => platform.after(delay, callback),
    });
    const display = createDisplay({
      put: (output, size) => this.#outbox.put(output, size),
      bundleOf: value => this.#bundleOf(value),
    });
    this.#api = {
      ...{ ...API, train: interruptibleTrain(this.#interrupts) },
      ...display,
      ...createFiles(platform, this.#interrupts),
    };
    const console = platform.createConsole((name, text) => this.write(name, text));
    this.#names = new SessionNames(platform.global, { ...this.#api, console });
  }

  receive(message: ToKernel): void {
    switch (message.type) {
      case 'execute':
        return this.#execute(message);
      case 'interrupt':
        return this.#interrupt();
      case 'ping':
        return this.#emit({ type: 'pong', id: message.id });
      case 'call':
        return this.#answerCall(message);
    }
  }

  /** Text that the cells, or what they have started, print. */
  write(name: StreamName, text: string): void {
    this.#outbox.write(name, readableFrames(text, this.#errorContext()));
  }

  /** An error that no cell waits for: a rejection that nobody handles, a timer that throws. */
  reportLate(thrown: unknown): void {
    if (thrown instanceof Interrupted) return; // the end of what an interrupt has stopped
    this.#outbox.write('stderr', `${describeThrown(thrown, this.#errorContext()).stack}\n`);
  }

  /** Sends the outputs that wait, for a host that is about to end. */
  flush(): void {
    this.#outbox.flush();
  }

  #execute(cell: Execute): void {
    if (this.#running) {
      const message = 'another cell is running in this session';
      const error = { name: 'Busy', message, stack: `Busy: ${message}` };
      return this.#emit({ type: 'executed', id: cell.id, error });
    }
    this.#running = cell;
    this.#cellId = cell.id;
    try {
      const { run, resultName } = this.#compile(cell);
      run(this.#scopeOf(cell)).then(
        value => this.#succeed(cell, value, resultName),
        (thrown: unknown) => this.#fail(cell, thrown),
      );
    } catch (thrown) {
      this.#fail(cell, thrown);
    }
  }

  #compile({ code, language, executionCount }: Execute) {
    const { script, lineAt, resultName } = rewriteCell(code, language);
    this.#lines.set(executionCount, lineAt);
    const file = cellFile(executionCount);
    try {
      return { run: this.#platform.evaluate(script, file) as CellFunction, resultName }; // rewriteCell makes it one
    } catch (error) {
      throw hostSyntaxError(error, file);
    }
  }

  #scopeOf({ executionCount }: Execute): CellScope {
    return createScope({
      platform: this.#platform,
      names: this.#names,
      interrupts: this.#interrupts,
      api: this.#api,
      executionCount,
    });
  }

  #succeed(cell: RunningCell, value: unknown, name: string | undefined): void {
    if (this.#running !== cell) return;
    try {
      if (value !== undefined) {
        const bundle = this.#bundleOf(value, name);
        const output: Output = { type: 'result', bundle, executionCount: cell.executionCount };
        this.#outbox.put(output, bundleSize(bundle));
      }
      this.#settle(cell, null);
    } catch (thrown) {
      this.#fail(cell, thrown);
    }
  }

  #fail(cell: RunningCell, thrown: unknown): void {
    const { code, executionCount } = cell;
    this.#settle(cell, describeThrown(thrown, { ...this.#errorContext(), cell: { code, executionCount } }));
  }

  /** The answer waits for the host's turn, so that what the cell leaves behind unhandled is shown under it. */
  #settle(cell: RunningCell, error: CellError | null): void {
    if (this.#running !== cell) return;
    cell.outcome ??= { error };
    this.#platform.nextTurn(() => this.#answer(cell));
  }

  #answer(cell: RunningCell): void {
    if (this.#running !== cell) return;
    this.#outbox.end();
    this.#running = undefined;
    this.#emit({ type: 'executed', id: cell.id, error: cell.outcome?.error ?? null });
  }

  #interrupt(): void {
    this.#interrupts.count++;
    endObservations();
    const cell = this.#running;
    if (!cell) return;
    cell.outcome ??= { error: describeThrown(new Interrupted(), this.#errorContext()) };
    this.#answer(cell);
  }

  #answerCall({ id, call, params }: Call): void {
    try {
      const context = { names: this.#names, refs: this.#refs, inspect: this.#platform.inspect };
      const result = answerCall({ call, params } as Parameters<typeof answerCall>[0], context);
      this.#emit({ type: 'reply', id, result, error: null });
    } catch (thrown) {
      this.#emit({ type: 'reply', id, result: null, error: describeThrown(thrown, this.#errorContext()) });
    }
  }

  #bundleOf(value: unknown, name?: string) {
    return bundleOf(value, {
      inspect: this.#platform.inspect,
      register: tensor => this.#refs.register(tensor),
      name,
    });
  }

  #errorContext(): ErrorContext {
    return {
      inspect: this.#platform.inspect,
      isInternalFrame: this.#platform.isInternalFrame,
      lineAt: (cell, line, column) => this.#lines.get(cell)?.(line, column) ?? line,
    };
  }
}

type CellFunction = (scope: CellScope) => Promise<unknown>;
