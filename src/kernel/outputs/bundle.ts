import { base64 } from '@scure/base';
import { shapeText, SparseMatrix, Tensor } from '../../engine';
import { encodePng } from '../../formats';
import { heatmapImage, TENSOR_MIME, tensorPayload, tensorText, type MimeBundle } from '../../view';
import { sizeText } from './sizeText';
import { costBundle } from './costBundle';

export interface BundleContext {
  inspect: (value: unknown) => string;
  /** The reference under which a tensor stays reachable. */
  register: (tensor: Tensor) => string;
  /** Name of the variable that holds the value. */
  name?: string | undefined;
}

/** The largest bundle that leaves the session, in UTF-16 units. */
export const MAX_BUNDLE = 8 * 1024 * 1024;
const JUPYTER_DISPLAY = Symbol.for('Jupyter.display');

/**
 * A value in every form a reader may understand. An object says its own by `toMimeBundle()` or, as in other
 * JavaScript kernels, `[Symbol.for('Jupyter.display')]()`.
 *
 * @throws DisposedError `tensor/disposed`
 */
export function bundleOf(value: unknown, context: BundleContext): MimeBundle {
  if (value instanceof Tensor) return tensorBundle(value, context);
  if (value instanceof SparseMatrix) return sparseBundle(value, context);
  return limited(costBundle(value) ?? ownBundle(value) ?? { 'text/plain': context.inspect(value) });
}

/** A sparse matrix of at most so many elements is drawn with its zeros. */
const MOST_DRAWN = 2 ** 22;

/** A sparse matrix: how full it is, and where it is not too large a heatmap. */
function sparseBundle(matrix: SparseMatrix, context: BundleContext): MimeBundle {
  const { shape, nonZeros, density } = matrix;
  const text = `SparseMatrix ${shapeText(shape)}, ${nonZeros.toLocaleString('en')} entries, density ${density.toPrecision(3)}`;
  if (shape[0] * shape[1] > MOST_DRAWN) return { 'text/plain': text };
  const drawn = tensorBundle(matrix.toDense(), context, text);
  return { ...drawn, 'text/plain': `${text}\n${drawn['text/plain']}` };
}

function tensorBundle(
  tensor: Tensor,
  { name, register }: BundleContext,
  provenance?: string,
): MimeBundle & { 'text/plain': string } {
  const about = {
    ref: register(tensor),
    ...(name === undefined ? {} : { name }),
    ...(provenance === undefined ? {} : { provenance }),
  };
  const payload = tensorPayload(tensor, about);
  return {
    [TENSOR_MIME]: payload,
    'image/png': base64.encode(encodePng(heatmapImage(payload))),
    'text/plain': tensorText(payload),
  };
}

/** The bundle that a value makes of itself, checked, or undefined when it makes none. */
function ownBundle(value: unknown): MimeBundle | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const method: unknown = Reflect.get(value, 'toMimeBundle') ?? Reflect.get(value, JUPYTER_DISPLAY);
  if (typeof method !== 'function') return undefined;
  const made: unknown = Reflect.apply(method, value, []);
  if (typeof made !== 'object' || made === null || made instanceof Promise) {
    throw new TypeError(
      `a bundle is an object from MIME types to strings or objects, such as { 'text/html': '<b>1</b>' }, got ${
        made instanceof Promise ? 'a promise; await it before it is displayed' : String(made)
      }`,
    );
  }
  return Object.fromEntries(Object.entries(made).map(([mime, part]) => [mime, checkedPart(mime, part)]));
}

function checkedPart(mime: string, part: unknown): string | object {
  if (typeof part === 'string') return part;
  if (part instanceof Uint8Array) return base64.encode(part);
  if (typeof part === 'object' && part !== null) return JSON.parse(JSON.stringify(part)) as object;
  throw new TypeError(
    `the ${mime} part of a bundle must be a string, bytes or an object, got ${String(part)}`,
  );
}

/** Length of a bundle as JSON, near enough: quotes and escapes are not counted. */
export function bundleSize(bundle: MimeBundle): number {
  return Object.values(bundle).reduce(
    (sum, part) => sum + (typeof part === 'string' ? part : JSON.stringify(part)).length,
    0,
  );
}

/** The bundle, or when it is too large its text alone, cut, and a sentence that says so. */
function limited(bundle: MimeBundle): MimeBundle {
  const size = bundleSize(bundle);
  if (size <= MAX_BUNDLE) return bundle;
  const text = bundle['text/plain'];
  const kept = typeof text === 'string' ? text.slice(0, MAX_BUNDLE / 2) : '';
  const notice = `output truncated: ${Object.keys(bundle).join(', ')} of ${sizeText(size)} together, the most is ${sizeText(MAX_BUNDLE)}`;
  return { 'text/plain': kept ? `${kept}…\n${notice}` : notice };
}
