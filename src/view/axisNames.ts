/**
 * The names of a tensor's axes by their number, as PyTorch lays tensors out: N, C, H, W for four. Axes before
 * those of a batch of volumes are named by their place: `axis 0`.
 */
export function axisNames(rank: number): string[] {
  const names: readonly (readonly string[])[] = [
    [],
    ['L'],
    ['H', 'W'],
    ['C', 'H', 'W'],
    ['N', 'C', 'H', 'W'],
    ['N', 'C', 'D', 'H', 'W'],
  ];
  const known = names[Math.min(rank, names.length - 1)]!;
  return [...Array.from({ length: rank - known.length }, (_, axis) => `axis ${axis}`), ...known];
}
