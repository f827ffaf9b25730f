import { version } from '../../package.json';
import { parseCommand } from './arguments';
import { convert } from './convert';
import { CliError } from './errors';
import { HELP } from './help';
import { run } from './run';

/** Exit codes, as `--help` states them. */
const SUCCESS = 0;
const CELL_FAILED = 1;
const UNUSABLE = 2;

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  switch (command.name) {
    case 'help':
      process.stdout.write(HELP);
      return SUCCESS;
    case 'version':
      process.stdout.write(`${version}\n`);
      return SUCCESS;
    case 'convert':
      await convert(command.input, command.output);
      return SUCCESS;
    case 'run':
      return (await run(command, process)) ? SUCCESS : CELL_FAILED;
  }
}

/** A reader that has seen enough (`convbook run a.ipynb | head`) closes the pipe: no reason for a stack. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(SUCCESS);
});

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (!(error instanceof CliError)) throw error;
    process.stderr.write(`convbook: ${error.message}\n`);
    process.exitCode = UNUSABLE;
  },
);
