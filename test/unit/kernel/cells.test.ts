import { describe, expect, test } from 'vitest';
import { testPlatform, TestNotebook, type Modules } from './notebook';

const modules: Modules = {
  math: { default: 10, pi: 3, 'odd-name': 'odd' },
  common: { default: { deep: 7 } },
};

/** Cells of one notebook in order, and the text of the last one's value; undefined for none. */
const sentences: [what: string, cells: string[], value: string | undefined][] = [
  ['shows the last expression', ['1; 1 + 1'], '2'],
  ['shows nothing for an expression that is closed by a semicolon', ['1 + 1;'], undefined],
  ['shows nothing for undefined', ['void 0'], undefined],
  ['shows null', ['null'], 'null'],
  ['shows nothing for an empty cell', [''], undefined],
  ['shows nothing for a cell of one comment', ['// nothing'], undefined],
  ['shows an expression before a comment at the end', ['5 // five; really'], '5'],
  ['shows a string that ends in a semicolon', ["'a;'"], "'a;'"],
  ['shows a template literal over lines', ['`a\n${1 + 1};`'], "'a\\n2;'"],
  ['shows a regular expression', ['/[;/]+/g'], '/[;/]+/g'],
  ['shows an expression in brackets with a comment in it', ['(1 + 1 // two\n)'], '2'],
  ['shows a directive as the string it is', ["'use strict'"], "'use strict'"],
  ['awaits a promise that is the last expression', ['Promise.resolve(3)'], '3'],
  ['keeps a const', ['const a = 1', 'a'], '1'],
  ['keeps a let, and changes it from a later cell', ['let a = 1', 'a += 2', 'a'], '3'],
  ['keeps a var that is declared in a block', ['if (true) { var a = 4 }', 'a'], '4'],
  ['keeps a var that is declared in a loop', ['for (var i = 0; i < 3; i++);', 'i'], '3'],
  ['does not keep a let of a block', ['{ let a = 1 }', 'typeof a'], "'undefined'"],
  ['does not keep a var of a function', ['function f() { var a = 1 }', 'typeof a'], "'undefined'"],
  ['keeps a function', ['function f() { return 5 }', 'f()'], '5'],
  [
    'keeps an async generator',
    ['async function* g() { yield 1; yield 2 }', 'let s = 0; for await (const x of g()) s += x; s'],
    '3',
  ],
  ['keeps a class', ['class A { b = 6 }', 'new A().b'], '6'],
  [
    'keeps names of destructuring',
    ['const { a, b: [c, ...d], ...e } = { a: 1, b: [2, 3], f: 4 }', '[a, c, d, e]'],
    '[ 1, 2, [ 3 ], { f: 4 } ]',
  ],
  ['calls a function before its declaration', ['f(); function f() { return 1 }', 'f()'], '1'],
  ['declares a const again with another type', ['const a: number = 1', "const a: string = 'x'", 'a'], "'x'"],
  ['declares a function as a class', ['function A() {}', 'class A {}', 'typeof new A()'], "'object'"],
  ['runs the same cell twice', ['const a = [1]', 'const a = [1]', 'a'], '[ 1 ]'],
  [
    'shows a later declaration to a function of an earlier cell',
    ['function f() { return a }', 'const a = 1', 'f()'],
    '1',
  ],
  [
    'shows a name that is declared again to a function of an earlier cell',
    ['const a = 1', 'function f() { return a }', 'const a = 2', 'f()'],
    '2',
  ],
  [
    'shows a function that is declared again to an earlier one',
    ['function f() { return g() }', 'function g() { return 1 }', 'function g() { return 2 }', 'f()'],
    '2',
  ],
  [
    'lets a function change a let of its own cell',
    ['let n = 0; function inc() { n++ }', 'inc(); inc()', 'n'],
    '2',
  ],
  [
    'lets a later cell change a let that a function of its own cell sees',
    ['let n = 0; const get = () => n', 'n = 5', 'get()'],
    '5',
  ],
  ['leaves the older value when a declaration is not reached', ['let a = 1', 'throw 0; let a = 2', 'a'], '1'],
  [
    'keeps what was declared before an error',
    ['const a = 1; null.x; const b = 2', '[a, typeof b]'],
    "[ 1, 'undefined' ]",
  ],
  ['lets a cell shadow a name of the library', ["const zeros = 'mine'", 'zeros'], "'mine'"],
  ['lets a cell shadow console', ['const console = 1', 'console'], '1'],
  ['awaits at the top', ['const a = await Promise.resolve(1)', 'a'], '1'],
  [
    'awaits inside of an expression',
    ['-await Promise.resolve(1) + await (await { then: r => r({ b: Promise.resolve(3) }) }).b'],
    '2',
  ],
  ['keeps labels and breaks', ['let n = 0; outer: for (;;) { for (;;) { n++; break outer } }', 'n'], '1'],
  ['has no arguments, as a module has none', ['typeof arguments'], "'undefined'"],
  [
    'strips types of every kind',
    [
      'interface A { b: number }\ntype C = A | null\nfunction f<T extends A>(this: void, x: T, y?: C): x is T { return !!x! as boolean }\nf({ b: 1 } satisfies A)',
    ],
    'true',
  ],
  ['runs an enum', ['enum Color { Red = 4, Green }', 'Color.Green'], '5'],
  ['hides a closed expression beside an enum', ['enum Color { Red }; Color.Red;'], undefined],
  ['shows an open expression beside an enum', ['enum Color { Red } // ;\n`${Color.Red};` // ;'], "'0;'"],
  ['runs a namespace', ['namespace N { export const a = 3 }', 'N.a'], '3'],
  ['runs parameter properties', ['class P { constructor(readonly x: number) {} }', 'new P(2).x'], '2'],
  ['ignores export', ['export const a = 1; export default function f() { return a }', 'f()'], '1'],
  ['shows a default export', ['export default (2 + 3)'], '5'],
  [
    'imports names, the default and the whole module',
    ["import d, { pi as p, 'odd-name' as o } from 'math';\nimport * as m from 'math'", '[d, p, o, m.pi]'],
    "[ 10, 3, 'odd', 3 ]",
  ],
  ['uses an import above its line, as a module does', ["const a = pi; import { pi } from 'math'; a"], '3'],
  ['imports a name that only module.exports has', ["import { deep } from 'common'; deep"], '7'],
  [
    'leaves imports of types out',
    ["import type { A } from 'nowhere'; import { type B, pi } from 'math'; pi"],
    '3',
  ],
  ['imports for effect', ["import 'math'; 1"], '1'],
  ['imports by a call', ["(await import('math')).pi"], '3'],
  ['imports the library by its name', ["import { zeros } from 'convbook'; zeros([2]).size"], '2'],
  ['knows import.meta', ['import.meta.url'], "'file:///notebooks/notebook.ts'"],
  ['runs a cell that starts with a hash bang', ['#!/usr/bin/env node\n1'], '1'],
  [
    'runs a cell that uses the name of the hidden scope',
    ['const $cell = 1, $cell$ = 2', '$cell + $cell$'],
    '3',
  ],
  ['keeps line ends of Windows', ['const a = 1\r\nconst b = 2\r\na + b\r\n'], '3'],
];

describe('a notebook', () => {
  for (const [what, cells, value] of sentences) {
    test(what, async () => {
      const result = await new TestNotebook(testPlatform(modules)).runAll(...cells);
      expect(result.error).toBeNull();
      expect(result.value).toBe(value);
    });
  }
});

/** Cells, and the stack of the last one's error. */
const failures: [what: string, cells: string[], stack: string][] = [
  [
    'assignment to a const of its own cell',
    ['const a = 1\na = 2'],
    'TypeError: Assignment to constant variable.\n    at Cell In[1], line 2',
  ],
  [
    'assignment to a const of another cell',
    ['const a = 1', '\na = 2'],
    'TypeError: Assignment to constant variable.\n    at Cell In[2], line 2',
  ],
  [
    'assignment to an import',
    ["import { pi } from 'math'", 'pi = 2'],
    'TypeError: Assignment to constant variable.\n    at Cell In[2], line 1',
  ],
  [
    'assignment to what is not declared',
    ['a = 1'],
    'ReferenceError: a is not defined\n    at Cell In[1], line 1',
  ],
  [
    'use before the declaration',
    ['a\nlet a = 1'],
    "ReferenceError: Cannot access 'a' before initialization\n    at Cell In[1], line 1",
  ],
  [
    'an error in a function of an earlier cell',
    ['\nfunction f() {\n  throw new RangeError("far")\n}', '1\nf()'],
    'RangeError: far\n    at f (Cell In[1], line 3)\n    at Cell In[2], line 2',
  ],
  [
    'an error after an await',
    ['const a = await 1\n\nthrow new Error("late")'],
    'Error: late\n    at Cell In[1], line 3',
  ],
  [
    'an error below an enum',
    ['enum E { A, B }\n\nfunction f() {\n  return (null as any).x\n}\nf()'],
    "TypeError: Cannot read properties of null (reading 'x')\n    at f (Cell In[1], line 4)\n    at Cell In[1], line 6",
  ],
  [
    'a module that is not there',
    ["\nimport 'nowhere'"],
    'Error: no module nowhere\n    at Cell In[1], line 2',
  ],
  [
    'a name that a module does not export',
    ["\n\nimport { tau } from 'math'"],
    "SyntaxError: The module 'math' does not export 'tau'; if it is a type, write import { type tau }\n    at Cell In[1], line 3",
  ],
  [
    'a syntax error of TypeScript',
    ['const a = 1\nconst b: = 2'],
    'SyntaxError: Unexpected token `=`. Expected an identifier, void, yield, null, await, break, a string literal, a numeric literal, true, false, `, -, import, this, typeof, {, [, (\n    const b: = 2\n             ^\n    at Cell In[1], line 2',
  ],
  [
    'a name that is declared twice in one cell',
    ['let a\n\tlet a'],
    "SyntaxError: Identifier 'a' has already been declared\n    \tlet a\n    \t    ^\n    at Cell In[1], line 2",
  ],
  [
    'a decorator',
    ['@d class A {}'],
    'SyntaxError: decorators are not supported in cells\n    @d class A {}\n    ^\n    at Cell In[1], line 1',
  ],
  [
    'a return at the top',
    ['1\nreturn 2'],
    'SyntaxError: Return statement is not allowed here\n    return 2\n    ^\n    at Cell In[1], line 2',
  ],
];

describe('the stack names the cell and line of', () => {
  for (const [what, cells, stack] of failures) {
    test(what, async () => {
      const { error } = await new TestNotebook(testPlatform(modules)).runAll(...cells);
      expect(error?.stack).toBe(stack);
    });
  }

  test('a syntax error of a JavaScript cell', async () => {
    const { error } = await new TestNotebook().run('const a: number = 1', 'javascript');
    expect(error).toMatchObject({ name: 'SyntaxError', message: 'Unexpected token' });
    expect(error?.stack).toContain('at Cell In[1], line 1');
  });
});
