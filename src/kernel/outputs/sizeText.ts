const UNITS = ['bytes', 'KiB', 'MiB', 'GiB'];

/** A size for people: `512 bytes`, `1.5 MiB`. */
export function sizeText(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const amount = bytes / 1024 ** unit;
  return `${Number.isInteger(amount) ? amount : amount.toFixed(1)} ${UNITS[unit]!}`;
}
