import * as vscode from 'vscode';
import { COMMANDS, type CommandId } from './manifest';
import type { Reporter } from './reporter';

/** What each command does; its arguments come from menus and other extensions, so they are unknown. */
export type CommandHandlers = Record<CommandId, (...args: unknown[]) => Promise<void>>;

/** Registers every command of the manifest; what a handler throws is shown, never lost. */
export function registerCommands(handlers: CommandHandlers, reporter: Reporter): vscode.Disposable {
  const registered = COMMANDS.map(id =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        await handlers[id](...args);
      } catch (error) {
        reporter.show(error);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
