import * as vscode from 'vscode';
import type { VariableInfo } from '../kernel';
import type { NotebookSession } from './session';

export interface VariableQuestion {
  title: string;
  /** Which variables are offered. */
  fits: (variable: VariableInfo) => boolean;
  /** What to say when none fits. */
  none: string;
}

/**
 * Lets the person choose one of the kernel's variables.
 *
 * @returns undefined when they would rather not
 * @throws Error when the kernel has no fitting variable, or cannot be asked
 */
export async function pickVariable(
  session: NotebookSession,
  question: VariableQuestion,
): Promise<VariableInfo | undefined> {
  const variables = await session.requireKernel().call('variables/list', {});
  const items = variables
    .filter(question.fits)
    .map(variable => ({ label: variable.name, description: variable.summary, variable }));
  if (items.length === 0) throw new Error(question.none);
  const picked = await vscode.window.showQuickPick(items, {
    title: question.title,
    matchOnDescription: true,
  });
  return picked?.variable;
}
