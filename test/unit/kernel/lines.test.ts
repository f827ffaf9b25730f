import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testPlatform, TestNotebook } from './notebook';

/** Statements that the rewriter edits, numbered so that their names do not meet. */
const statements: ((n: number) => string)[] = [
  n => `const a${n}: number = ${n};`,
  n => `let b${n} = await Promise.resolve(${n})`,
  n => `var { c${n}, ...d${n} }: any = { c${n}: await 1 };`,
  n => `function e${n}(\n  x: number,\n) {\n  return x;\n}`,
  n => `class F${n} {\n  static g = \`\n\`;\n}`,
  n => `export const h${n} = '//'`,
  n => `import { i as i${n} } from 'm';`,
  n => `import {\n  i as j${n},\n} from 'm'`,
  n => `for await (const k of [${n}]) {\n  k;\n}`,
  () => `/* a comment\n over lines */`,
  () => `interface L {\n  m: number;\n}`,
];
const enumStatement = (n: number) => `enum O${n} {\n  P,\n  Q = P + 2,\n}`;

const cell = (choices: ((n: number) => string)[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...choices), fc.constantFrom('\n', '\n\n', ' // note\n', '\r\n')), {
      maxLength: 8,
    })
    .map(pieces => pieces.map(([statement, end], n) => statement(n) + end).join(''));

/** The line, from 1, that follows a text. */
const lineAfter = (text: string) => text.split('\n').length;

for (const [what, choices] of [
  ['whose types are blanked out', statements],
  ['that is printed anew', [...statements, enumStatement]],
] as const) {
  test(`an error after any statements has its own line, in a cell ${what}`, async () => {
    await fc.assert(
      fc.asyncProperty(cell([...choices]), async before => {
        const notebook = new TestNotebook(testPlatform({ m: { i: 1 } }));
        const { error } = await notebook.run(`${before}throw new Error('here')`);
        expect(error?.stack).toBe(`Error: here\n    at Cell In[1], line ${lineAfter(before)}`);
      }),
      { numRuns: 60 },
    );
  });
}
