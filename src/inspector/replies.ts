import { DTYPES } from '../engine';
import { Fields, parseStats } from '../view';
import type { InspectorCall, InspectorCalls } from './protocol';

/** What a reply to each call must be. Each throws ArgumentError `view/payload` naming the bad field. */
export const parseResult: {
  readonly [C in InspectorCall]: (value: unknown) => InspectorCalls[C]['result'];
} = {
  'tensor/open': value => {
    const fields = new Fields(value, 'the tensor/open reply');
    const name = fields.optionalString('name');
    return {
      ...(name === undefined ? {} : { name }),
      shape: fields.counts('shape'),
      dtype: fields.oneOf('dtype', DTYPES),
      stats: parseStats(fields.object('stats')),
    };
  },
  'tensor/plane': value => {
    const fields = new Fields(value, 'the tensor/plane reply');
    const plane = {
      rows: fields.count('rows'),
      columns: fields.count('columns'),
      rowBlock: fields.count('rowBlock'),
      columnBlock: fields.count('columnBlock'),
      data: fields.elements('data'),
    };
    const expected = plane.rows * plane.columns;
    if (plane.data.length !== expected) throw fields.wrong('data', `${expected} elements`);
    return plane;
  },
};
