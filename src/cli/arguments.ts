import { parseArgs } from 'node:util';
import { CliError } from './errors';

/** What a command line asks for. */
export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'run'; notebooks: string[]; output?: string; keepGoing: boolean }
  | { name: 'convert'; input: string; output: string };

/**
 * @param args the command line after the program's name
 * @throws CliError `cli/usage` or `cli/unknown-command`
 */
export function parseCommand(args: readonly string[]): Command {
  const [name, ...rest] = args;
  switch (name) {
    case undefined:
      throw new CliError('cli/usage', 'no command given; use run or convert, or --help');
    case '--help':
    case '-h':
    case 'help':
      return { name: 'help' };
    case '--version':
      return { name: 'version' };
    case 'run':
      return parseRun(rest);
    case 'convert':
      return parseConvert(rest);
    default:
      throw new CliError(
        'cli/unknown-command',
        `unknown command ${JSON.stringify(name)}; use run or convert`,
      );
  }
}

function parseRun(args: string[]): Command {
  const { values, positionals } = refusingUnknown(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        output: { type: 'string' },
        'keep-going': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    }),
  );
  if (values.help) return { name: 'help' };
  if (positionals.length === 0)
    throw new CliError('cli/usage', 'run needs a notebook: convbook run NB.ipynb');
  if (values.output !== undefined && positionals.length > 1) {
    throw new CliError(
      'cli/usage',
      `--output names one file, and ${positionals.length} notebooks are given; run them one by one`,
    );
  }
  return {
    name: 'run',
    notebooks: positionals,
    keepGoing: values['keep-going'],
    ...(values.output === undefined ? {} : { output: values.output }),
  };
}

function parseConvert(args: string[]): Command {
  const { values, positionals } = refusingUnknown(() =>
    parseArgs({ args, allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } }),
  );
  if (values.help) return { name: 'help' };
  const [input, output, ...more] = positionals;
  if (input === undefined || output === undefined || more.length > 0) {
    throw new CliError(
      'cli/usage',
      `convert needs two files, ${positionals.length} given: convbook convert IN OUT`,
    );
  }
  return { name: 'convert', input, output };
}

/** Node's own message names the option; it only lacks the code. */
function refusingUnknown<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new CliError('cli/usage', error instanceof Error ? error.message : String(error));
  }
}
