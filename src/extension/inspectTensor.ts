import { openInspector, type InspectorContext } from './inspector';
import { activeNotebook } from './activeNotebook';
import { pickVariable } from './pickVariable';
import type { Sessions } from './sessions';

/** Command "Inspect Tensor...": a choice of the kernel's tensors, shown in an inspector beside the notebook. */
export async function inspectTensor(context: InspectorContext, sessions: Sessions): Promise<void> {
  const session = sessions.of(activeNotebook());
  const tensor = await pickVariable(session, {
    title: 'Inspect Tensor',
    fits: variable => variable.type === 'Tensor',
    none: 'The kernel holds no tensor. Make one, such as `const x = randn([1, 3, 8, 8])`, and run its cell.',
  });
  if (tensor) openInspector(context, session, { name: tensor.name });
}
