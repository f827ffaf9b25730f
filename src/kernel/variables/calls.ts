import { ArgumentError, Tensor } from '../../engine';
import { statsOf } from '../../view/stats';
import type { CallName, KernelCalls } from '../protocol';
import { convertLayerCell } from './convertLayer';
import { describeVariable } from './describeVariable';
import type { SessionNames } from './names';
import { planeOf } from './plane';
import type { TensorRefs } from './tensorRefs';

/** What questions to a session are answered from. */
export interface CallContext {
  names: SessionNames;
  refs: TensorRefs;
  inspect: (value: unknown) => string;
}

/** A question, its name and its parameters paired. */
export type Question = { [C in CallName]: { call: C; params: KernelCalls[C]['params'] } }[CallName];

/**
 * Answers a question about the variables of a session.
 *
 * @throws ArgumentError `call/no-such-tensor`, `call/no-such-layer`, `call/unknown`, `plane/axis`,
 *   `plane/index`
 */
export function answerCall(question: Question, context: CallContext): KernelCalls[CallName]['result'] {
  switch (question.call) {
    case 'variables/list':
      return context.names
        .list()
        .map(name => describeVariable({ name, value: context.names.read(name) }, context.inspect));
    case 'tensor/open':
      return openTensor(question.params, context);
    case 'tensor/plane':
      return planeOf(tensorOf(question.params.ref, context), question.params);
    case 'layer/convert':
      return convertLayerCell(question.params, context.names);
    default:
      throw new ArgumentError('call/unknown', `the kernel knows no call ${(question as Question).call}`);
  }
}

function openTensor({ ref, name }: KernelCalls['tensor/open']['params'], context: CallContext) {
  const tensor = name === undefined ? tensorOf(ref, context) : namedTensor(name, context);
  const shownName = name ?? context.names.list().find(other => context.names.read(other) === tensor);
  return {
    ref: context.refs.register(tensor),
    ...(shownName === undefined ? {} : { name: shownName }),
    dtype: tensor.dtype,
    shape: tensor.shape,
    stats: statsOf(tensor.data),
  };
}

function namedTensor(name: string, { names }: CallContext): Tensor {
  const value = names.read(name);
  if (value instanceof Tensor) return value;
  throw new ArgumentError(
    'call/no-such-tensor',
    `there is no tensor named ${name} in this notebook's kernel; run the cell that makes it`,
  );
}

function tensorOf(ref: string | undefined, { refs }: CallContext): Tensor {
  const tensor = ref === undefined ? undefined : refs.find(ref);
  if (tensor) return tensor;
  throw new ArgumentError(
    'call/no-such-tensor',
    "this tensor is not in the notebook's kernel as it runs now; run the cell that displays it again",
  );
}
