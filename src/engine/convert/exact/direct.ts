import { detach } from '../../autograd/detach';
import { filterSpan } from '../../conv/axis';
import { Conv1d, Conv2d, Conv3d } from '../../layers/conv';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../../layers/convTranspose';
import { Sequential } from '../../layers/sequential';
import { ZeroStuff } from '../../layers/zeroStuff';
import { turnKernel } from '../../matrix/turnKernel';
import { defineTarget } from '../defineTarget';
import { copyBias, copyOf } from '../source';

type ConvTransposeNd = ConvTranspose1d | ConvTranspose2d | ConvTranspose3d;

/**
 * A transposed convolution as an ordinary one: zeros between the inputs, margins of the filter's reach less the
 * padding, and the filters turned, their input and output channels exchanged. Exact, and of stride² times as many
 * MACs on images, most of them with zeros.
 *
 * @source Dumoulin & Visin, arXiv:1603.07285, relationship 14
 */
export const direct = defineTarget<ConvTransposeNd>({
  name: 'direct',
  title: 'Direct form',
  description: 'zeros between the inputs, then an ordinary convolution: exact',
  takes: 'a ConvTranspose1d, ConvTranspose2d or ConvTranspose3d',
  read: (layer, refuse) => (isTransposed(layer) ? layer : refuse(`this is a ${layer.kind}`)),
  run: layer => {
    const { in: channels, out, groups, kernel, stride, dilation } = layer.geometry;
    const ends = endsOf(layer);
    // A convolution pads and cannot cut, so where something is cut off that is done before it.
    const cuts = ends.some(pair => pair.some(end => end < 0));
    const padding = cuts ? 0 : ends;
    const Class = [Conv1d, Conv2d, Conv3d][kernel.length - 1]!; // one to three spatial axes
    const conv = new Class({
      ...{ in: channels, out, groups, kernel, dilation, padding, bias: copyBias(layer.bias) },
      weight: copyOf(turnKernel(detach(layer.weight), { groups })),
    });
    if (!cuts && stride.every(step => step === 1)) return { layer: conv, error: 0 };
    const stuff = new ZeroStuff({ stride, ...(cuts ? { margins: ends } : {}) });
    return { layer: new Sequential({ stuff, conv }), error: 0 };
  },
});

function isTransposed(layer: unknown): layer is ConvTransposeNd {
  return (
    layer instanceof ConvTranspose1d || layer instanceof ConvTranspose2d || layer instanceof ConvTranspose3d
  );
}

/** What is added to the stuffed input before and after each axis; less than 0 is cut off. */
function endsOf(layer: ConvTransposeNd): [before: number, after: number][] {
  const work = layer.work(layer.exampleShape()); // the padding of a transposed layer is the same for all inputs
  const { axes } = (work as Extract<typeof work, { conv: object }>).conv;
  return axes.map((axis, i) => {
    const reach = filterSpan(axis) - 1;
    return [reach - axis.padBefore, reach - axis.padAfter + layer.geometry.outputPadding[i]!];
  });
}
