/** Replaces methods of VS Code's API for one test: nobody is there to click. */
const undo: (() => void)[] = [];

export function stub<T extends object, K extends keyof T>(holder: T, method: K, replacement: unknown): void {
  const original = holder[method];
  holder[method] = replacement as T[K]; // a stub gives only what its test needs
  undo.push(() => {
    holder[method] = original;
  });
}

/** Puts everything back; the suite calls it after each test. */
export function restoreStubs(): void {
  for (const restore of undo.splice(0).reverse()) restore();
}
