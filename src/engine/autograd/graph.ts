import { ArgumentError, DisposedError } from '../errors';
import { checkTensor } from '../tensor/check';
import { shapeText } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';

/**
 * The tensors that require gradients of which `output` was made, each once and after all its own inputs; `output`
 * is the last.
 *
 * @throws ArgumentError `tensor/expected`, `autograd/no-graph` when nothing was recorded
 * @throws DisposedError `autograd/disposed` when a tensor that gradients are computed from is gone
 */
export function graphOf(operation: string, output: Tensor): Tensor[] {
  checkTensor(operation, 'the output', output);
  if (!output.requiresGrad) {
    throw new ArgumentError(
      'autograd/no-graph',
      `${operation}: this tensor of shape ${shapeText(output.shape)} does not require gradients, because none of ` +
        'the tensors it was made of did; set w.requiresGrad = true on those to differentiate by (weights or ' +
        'inputs) before computing it. Comparisons, argmax, argmin, sign, floor, ceil, round, integers and ' +
        'detach(x) pass no gradients on',
    );
  }
  const order = inputsFirst(output);
  for (const tensor of order) checkAlive(operation, tensor);
  return order;
}

/** Depth first with a list in place of recursion: a graph may be deeper than the stack of calls. */
function inputsFirst(output: Tensor): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set([output]);
  const path = [{ tensor: output, next: 0 }];
  for (let visit = path.at(-1); visit; visit = path.at(-1)) {
    const input = visit.tensor.node?.inputs[visit.next++];
    if (!input) {
      order.push(visit.tensor);
      path.pop();
    } else if (input.requiresGrad && !seen.has(input)) {
      seen.add(input);
      path.push({ tensor: input, next: 0 });
    }
  }
  return order;
}

function checkAlive(operation: string, tensor: Tensor): void {
  const gone = [tensor, ...(tensor.node?.inputs ?? [])].find(({ disposed }) => disposed);
  if (!gone) return;
  const role = gone === tensor ? 'the result' : 'an input';
  const maker = tensor.node ? `${role} of ${tensor.node.operation}` : 'a tensor to differentiate by';
  throw new DisposedError(
    'autograd/disposed',
    `${operation}: ${maker}, of shape ${shapeText(gone.shape)}, was disposed, and its elements may be needed for ` +
      'the gradients; compute the output again and call dispose() only after the gradients are there',
  );
}
