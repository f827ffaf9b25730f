const VALID_ID = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * One id per cell: those given, where they are valid and not yet taken, else `cell-N` with the lowest free N.
 * Nothing refers to a cell by its id, so a replaced one loses nothing; and the same file always gets the same.
 */
export function assignIds(given: readonly (string | undefined)[]): string[] {
  const reserved = new Set(given.filter(id => id !== undefined));
  const taken = new Set<string>();
  let number = 0;
  return given.map(id => {
    let chosen = id;
    if (chosen === undefined || !VALID_ID.test(chosen) || taken.has(chosen)) {
      do chosen = `cell-${++number}`;
      while (reserved.has(chosen));
    }
    taken.add(chosen);
    return chosen;
  });
}
