import type { DType } from '../engine';

/** A count with thousands separators: `86,400`. */
export function countText(count: number): string {
  const [whole = '', fraction] = String(count).split('.');
  if (!/^-?\d+$/.test(whole)) return String(count);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A number of bytes in the largest binary unit that keeps it at 1 or more: `1.5 KiB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const shown = unit === 0 || Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 1 : 0);
  return `${shown} ${units[unit]!}`;
}

/** A value to five significant digits, for statistics and scales: `0.33333`, `1.2e-7`, `-12`. */
export function shortText(value: number): string {
  if (!Number.isFinite(value)) return wordOf(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  return tidyExponent(String(Number(value.toPrecision(5))));
}

/** A value with the fewest digits that give the same element of the dtype back: 0.1 for float32's 0.1. */
export function exactText(value: number, dtype: DType): string {
  if (!Number.isFinite(value)) return wordOf(value);
  if (dtype !== 'float32') return tidyExponent(String(value));
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return tidyExponent(String(Number(text)));
  }
  return tidyExponent(String(Number(value.toPrecision(9))));
}

/**
 * How the values of one drawing are written in its cells: whole numbers as they are, others to two decimals,
 * or with as few digits as the largest leaves room for.
 */
export function cellFormat(values: ArrayLike<number>): (value: number) => string {
  let whole = true;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    whole &&= Number.isInteger(value);
    largest = Math.max(largest, Math.abs(value));
  }
  if (whole && largest < 1e6) return value => (Number.isFinite(value) ? String(value) : wordOf(value));
  if (largest >= 1e4 || largest < 0.01) return value => zeroOr(value, v => tidyExponent(v.toExponential(1)));
  const decimals = largest >= 100 ? 0 : largest >= 10 ? 1 : 2;
  return value => zeroOr(value, v => v.toFixed(decimals).replace(/^-(0\.?0*)$/, '$1'));
}

/** `NaN`, `inf` or `-inf`, as PyTorch prints them apart from NaN's capitals. */
export function wordOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'inf' : '-inf';
}

function zeroOr(value: number, format: (value: number) => string): string {
  if (!Number.isFinite(value)) return wordOf(value);
  return value === 0 ? '0' : format(value);
}

function tidyExponent(text: string): string {
  return text.replace('e+', 'e');
}

/** A share from 0 to 1 in percent: `12.3%`. */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** How many times as large: `0.119×`, to three significant digits. */
export function ratioText(ratio: number): string {
  return `${ratio >= 1000 ? countText(Math.round(ratio)) : String(Number(ratio.toPrecision(3)))}×`;
}

/** A time in the unit that suits it, to three significant digits: `1.25 ms`, `830 µs`, `12 s`. */
export function timeText(milliseconds: number): string {
  const digits = (value: number) => String(Number(value.toPrecision(3)));
  if (milliseconds >= 999.5) return `${digits(milliseconds / 1000)} s`;
  return milliseconds >= 0.9995 || milliseconds === 0
    ? `${digits(milliseconds)} ms`
    : `${digits(1000 * milliseconds)} µs`;
}
