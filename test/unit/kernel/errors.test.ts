import { describe, expect, test } from 'vitest';
import { inspect } from 'node:util';
import { Script } from 'node:vm';
import { CellSyntaxError, hostSyntaxError } from '../../../src/kernel/rewrite/syntaxError';
import { describeThrown, type ErrorContext } from '../../../src/kernel/errors/describe';
import { readableFrames } from '../../../src/kernel/errors/frames';

const context: ErrorContext = {
  inspect: value => inspect(value),
  lineAt: (_, line) => line + 10,
  isInternalFrame: line => line.includes('internal'),
};

function withStack(error: Error, ...frames: string[]): Error {
  error.stack = `whatever it was\n${frames.map(frame => `    at ${frame}`).join('\n')}`;
  return error;
}

const stackOf = (thrown: unknown) => describeThrown(thrown, context).stack;

describe('what was thrown is described by', () => {
  test('its name and message, frames of cells, and other files, without internal ones', () => {
    const error = withStack(
      new RangeError('bad'),
      'f (Cell In[3]:5:7)',
      'node:internal/x:1:2',
      'g (/notebooks/own.mjs:3:4)',
      'async Cell In[4]:1:1',
    );
    expect(stackOf(error)).toBe(
      'RangeError: bad\n    at f (Cell In[3], line 15)\n    at g (/notebooks/own.mjs:3:4)\n    at async Cell In[4], line 11',
    );
  });

  test('its name as it is now, whatever the stack began with', () => {
    const error = withStack(new Error('m'));
    error.name = 'ShapeError';
    expect(describeThrown(error, context)).toEqual({
      name: 'ShapeError',
      message: 'm',
      stack: 'ShapeError: m',
    });
  });

  test('its cause, indented, and the cause of that', () => {
    const cause = withStack(new TypeError('inner', { cause: 'deepest' }), 'Cell In[1]:1:1');
    expect(stackOf(withStack(new Error('outer', { cause }), 'Cell In[2]:2:2'))).toBe(
      "Error: outer\n    at Cell In[2], line 12\n  [cause] TypeError: inner\n      at Cell In[1], line 11\n    [cause] 'deepest'",
    );
  });

  test('the errors that it gathers, the first ten of many', () => {
    const errors = Array.from({ length: 12 }, (_, i) => withStack(new Error(String(i))));
    const stack = stackOf(withStack(new AggregateError(errors, 'all')));
    expect(stack).toContain('AggregateError: all\n  [error 1] Error: 0\n  [error 2] Error: 1\n');
    expect(stack).toMatch(/\[error 10\] Error: 9\n {2}\[2 more errors\]$/);
  });

  test('some of its causes where they run in a circle', () => {
    const error = withStack(new Error('a'));
    const other = withStack(new Error('b', { cause: error }));
    error.cause = other;
    expect(stackOf(error).match(/Error: a/g)).toHaveLength(3);
  });

  for (const [what, thrown, message] of [
    ['a string', 'oops', 'oops'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a number', 5, '5'],
    ['an object', { a: 1 }, '{ a: 1 }'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
  ] as const) {
    test(`its value for ${what}, which has no line`, () => {
      const error = describeThrown(thrown, context);
      expect(error).toMatchObject({ name: 'Uncaught', message });
      expect(error.stack.split('\n')[0]).toBe(`Uncaught: ${message}`);
    });
  }

  test('a sentence for an object that throws when it is looked at', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        has: () => {
          throw new Error('no');
        },
        getPrototypeOf: () => {
          throw new Error('no');
        },
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    const context2 = {
      ...context,
      inspect: () => {
        throw new Error('no');
      },
    };
    expect(describeThrown(hostile, context2).message).toBe('a value that cannot be shown');
  });

  test('a sentence for an error whose message throws', () => {
    const error = withStack(new Error());
    Object.defineProperty(error, 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(describeThrown(error, context).message).toBe('an error whose message cannot be shown');
  });
});

describe('a syntax error that the host finds', () => {
  const compile = (code: string): unknown => {
    try {
      return new Script(code, { filename: 'Cell In[1]' });
    } catch (error) {
      return error;
    }
  };

  test('is one of the cell, with its line and column', () => {
    const error = hostSyntaxError(compile('1\n  const a = ;'), 'Cell In[1]');
    expect(error).toBeInstanceOf(CellSyntaxError);
    expect(error).toMatchObject({ message: "Unexpected token ';'", line: 2, column: 12 });
  });

  test('of another file stays as it is', () => {
    const error = compile('(');
    expect(hostSyntaxError(error, 'Cell In[2]')).toBe(error);
  });
});

describe('frames in printed text', () => {
  test('keep the brace of an inspected error when its last frame is left out', () => {
    const text = "Error: a\n    at Cell In[1]:1:1\n    at node:internal/x:1:2 {\n  code: 'E'\n}";
    expect(readableFrames(text, context)).toBe("Error: a\n    at Cell In[1], line 11 {\n  code: 'E'\n}");
  });

  test('leave text alone that is none', () => {
    const text = 'we met at internal place\n  Cell In[1]:1:1';
    expect(readableFrames(text, context)).toBe(text);
  });
});
