import * as vscode from 'vscode';
import type { RendererMessage } from '../view';
import { openInspector, type InspectorContext } from './inspector';
import { TENSOR_RENDERER_ID } from './manifest';
import type { Sessions } from './sessions';
import { propertyAt } from './unknown';

/** Opens the inspector when the button on a drawn tensor is pressed. */
export function listenToTensorRenderer(context: InspectorContext, sessions: Sessions): vscode.Disposable {
  const messaging = vscode.notebooks.createRendererMessaging(TENSOR_RENDERER_ID);
  return messaging.onDidReceiveMessage(
    ({ editor, message }: { editor: vscode.NotebookEditor; message: unknown }) => {
      try {
        const { ref } = parseRendererMessage(message);
        const session = sessions.of(editor.notebook);
        session.requireKernel();
        openInspector(context, session, { ref });
      } catch (error) {
        context.reporter.show(error);
      }
    },
  );
}

/** @throws Error when the message is none that the renderer should send */
function parseRendererMessage(message: unknown): RendererMessage {
  const type = propertyAt(message, 'type');
  const ref = propertyAt(message, 'ref');
  if (type === 'inspect' && typeof ref === 'string') return { type, ref };
  throw new Error(`The tensor drawing sent an unknown message: ${JSON.stringify(message)}`);
}
