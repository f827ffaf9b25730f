import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatIpynb, parseIpynb, type Metadata, type Notebook } from '../../../src/notebook';

const CLI = join(__dirname, '../../../dist/cli.js');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Sends Ctrl+C once standard output holds this text. */
  interruptAt?: string;
}

/** A folder to run the built command line in, as a shell would: by its own process. */
export class CommandLine {
  private constructor(readonly folder: string) {}

  static async open(): Promise<CommandLine> {
    return new CommandLine(await mkdtemp(join(tmpdir(), 'convbook-cli-')));
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  async readNotebook(name: string): Promise<Notebook> {
    return parseIpynb(await this.read(name));
  }

  write(name: string, text: string | Uint8Array): Promise<void> {
    return writeFile(this.path(name), text);
  }

  /** Writes a notebook of code cells, each a source or a source with its metadata. */
  writeNotebook(name: string, cells: (string | [source: string, metadata: Metadata])[]): Promise<void> {
    const notebook: Notebook = {
      metadata: {},
      nbformatMinor: 5,
      cells: cells.map((cell, index) => {
        const [source, metadata] = typeof cell === 'string' ? [cell, {}] : cell;
        return {
          type: 'code',
          id: `c${index}`,
          source,
          metadata,
          extra: {},
          outputs: [],
          executionCount: null,
        };
      }),
      extra: {},
    };
    return this.write(name, formatIpynb(notebook));
  }

  run(args: string[], { interruptAt }: RunOptions = {}): Promise<Finished> {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const finished: Finished = { code: null, stdout: '', stderr: '' };
    let interrupted = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      finished.stdout += text;
      if (interruptAt === undefined || interrupted || !finished.stdout.includes(interruptAt)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      finished.stderr += text;
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code => resolve({ ...finished, code }));
    });
  }
}
