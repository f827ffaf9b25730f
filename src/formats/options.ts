import type { DType } from '../engine';
import type { ImageLayout } from './image';

/** How a file is read. Each option belongs to some formats, and the others refuse it. */
export interface DecodeOptions {
  /**
   * Element type of the result: .npy, .npz, .safetensors, .csv and .json. float64 becomes float32 by rounding, and
   * a number that an integer type cannot hold is refused. Default: that of the file or the nearest to it.
   */
  dtype?: DType;
  /**
   * Axes of a picture: .png and .jpg. 'NCHW' is [1, C, H, W], float32 from 0 to 1, ready for conv2d; 'HWC' is
   * [H, W, C], the whole numbers of the file. Default 'NCHW'.
   */
  layout?: ImageLayout;
  /** What stands between two cells: .csv. Default: a tab if the first line has one, else a semicolon, else a comma. */
  separator?: Separator;
  /** Whether the first line has names instead of numbers: .csv. Default: when one of its cells is no number. */
  header?: boolean;
}

/** How a file is written. Each option belongs to some formats, and the others refuse it. */
export interface EncodeOptions {
  /** Axes of a picture of three axes: .png and .jpg. 'NCHW' is [C, H, W], 'HWC' is [H, W, C]. Default 'NCHW'. */
  layout?: ImageLayout;
  /** Bits of each number of a picture: .png. Default 8. */
  depth?: 8 | 16;
  /** From 1, small, to 100, faithful: .jpg. Default 90. */
  quality?: number;
  /** What stands between two cells: .csv. Default a comma. */
  separator?: Separator;
  /** Names of the columns, for a first line: .csv. */
  header?: readonly string[];
  /** Whether to deflate the tensors: .npz. Default false, as in numpy.savez. */
  compress?: boolean;
  /** Texts to keep beside the tensors, by name: .safetensors. */
  metadata?: Readonly<Record<string, string>>;
}

export type Separator = ',' | ';' | '\t';
