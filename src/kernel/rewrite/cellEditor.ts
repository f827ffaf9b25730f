import type {
  AnyNode,
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  Expression,
  ImportDeclaration,
  Program,
} from 'acorn';
import MagicString from 'magic-string';
import { boundNames, childrenOf, varNames } from './declarations';

/** What a cell's code may call, under a name that the cell does not use itself. */
export interface CellScope {
  /** Puts names on the global object, as accessors over the cell's own locals. */
  names(accessors: object): void;
  /** The names asked for, from the module asked for; `*` is the module itself. */
  imports(request: { module: string; names: string[]; line: number; options?: object }): Promise<unknown[]>;
  /** `import()`. */
  import(specifier: unknown, options?: object): Promise<unknown>;
  /** Counts interrupts; what awaited across one must not go on. */
  readonly epoch: number;
  /** Returns the awaited value. @throws Interrupted when the epoch of before the await is over */
  live<T>(epoch: number, value: T): T;
  /** The items of an iterable, each checked as by `live`. */
  each<T>(items: AsyncIterable<T> | Iterable<T>): AsyncIterable<T>;
  /** `import.meta` */
  readonly meta: object;
}

/** Names to hand to the scope, and where in the script. */
interface Exported {
  names: string[];
  at: number | 'prelude';
  constant?: boolean;
}

/**
 * Edits the text of one parsed cell into a script by insertions, so that whatever is not named here stays as
 * its author wrote it.
 */
export class CellEditor {
  readonly #text: MagicString;
  readonly #scope: string;
  /** Code that runs before the cell's first statement, on the line above it. */
  #prelude = '';

  constructor(
    readonly code: string,
    readonly program: Program,
  ) {
    this.#text = new MagicString(code);
    this.#scope = unusedName(code);
  }

  /**
   * The script's text.
   *
   * @param showsResult whether it returns the last statement, if that is an expression
   */
  edit({ showsResult }: { showsResult: boolean }): string {
    this.#export({ names: this.#hoistedNames(), at: 'prelude' });
    // From the inside out: what closes at the same place closes in this order.
    this.#editInside(this.program);
    for (const statement of this.program.body) this.#editStatement(statement);
    if (showsResult) this.#returnLast();
    if (this.code.startsWith('#!')) this.#text.update(0, 2, '//');
    return `(async ${this.#scope} => { "use strict"; ${this.#prelude}\n${this.#text.toString()}\n})`;
  }

  /** Functions and vars are there from the first statement on. */
  #hoistedNames(): string[] {
    const functions = this.program.body.flatMap(statement => {
      const declaration = 'declaration' in statement ? statement.declaration : statement;
      return declaration?.type === 'FunctionDeclaration' && declaration.id ? [declaration.id.name] : [];
    });
    return [...new Set([...functions, ...this.program.body.flatMap(varNames)])];
  }

  #editStatement(statement: Program['body'][number]): void {
    switch (statement.type) {
      case 'ImportDeclaration':
        return this.#import(statement);
      case 'ExportAllDeclaration':
        this.#importModule(statement.source.value, statement.loc!.start.line);
        return this.#blank(statement.start, statement.end);
      case 'ExportNamedDeclaration':
        return this.#exportNamed(statement);
      case 'ExportDefaultDeclaration':
        return this.#exportDefault(statement);
      default:
        this.#exportDeclared(statement);
    }
  }

  #exportNamed(statement: ExportNamedDeclaration): void {
    const { declaration, source } = statement;
    if (declaration) {
      this.#blank(statement.start, declaration.start);
      return this.#exportDeclared(declaration);
    }
    if (source) this.#importModule(source.value, statement.loc!.start.line);
    this.#blank(statement.start, statement.end);
  }

  /** `export default` of something named is its declaration, of anything else an expression. */
  #exportDefault(statement: ExportDefaultDeclaration): void {
    const { declaration, start } = statement;
    const afterKeyword = this.code.indexOf('default', start) + 'default'.length;
    this.#blank(start, afterKeyword);
    if ('id' in declaration && declaration.id) return this.#exportDeclared(declaration);
    this.#text.appendLeft(afterKeyword, '(').appendLeft(this.#endOf(statement), ')');
  }

  /** Names declared by this statement exist only once it has run, so they are handed over after it. */
  #exportDeclared(declaration: AnyNode): void {
    if (declaration.type === 'ClassDeclaration' && declaration.id) {
      this.#export({ names: [declaration.id.name], at: declaration.end });
    } else if (declaration.type === 'VariableDeclaration' && declaration.kind !== 'var') {
      const names = declaration.declarations.flatMap(({ id }) => boundNames(id));
      this.#export({ names, at: declaration.end, constant: declaration.kind !== 'let' });
    }
  }

  #export({ names, at, constant = false }: Exported): void {
    if (!names.length) return;
    const value = `${this.#scope}$`; // the setter's parameter, unused in the cell as well
    const accessors = names.map(
      name =>
        `get ${name}() { return ${name}; }${constant ? '' : `, set ${name}(${value}) { ${name} = ${value}; }`}`,
    );
    const call = `${this.#scope}.names({ ${accessors.join(', ')} });`;
    if (at === 'prelude') this.#prelude += call;
    else this.#text.appendLeft(at, `${this.code[at - 1] === ';' ? '' : ';'} ${call}`);
  }

  #import({ source, specifiers, attributes, loc, start, end }: ImportDeclaration): void {
    const imported = specifiers.map(specifier => {
      if (specifier.type === 'ImportNamespaceSpecifier') return '*';
      if (specifier.type === 'ImportDefaultSpecifier') return 'default';
      return specifier.imported.type === 'Literal'
        ? String(specifier.imported.value)
        : specifier.imported.name;
    });
    const locals = specifiers.map(specifier => specifier.local.name);
    const pairs = attributes.map(({ key, value }) => [
      key.type === 'Literal' ? String(key.value) : key.name,
      value.value,
    ]);
    const options = pairs.length ? { with: Object.fromEntries(pairs) as object } : undefined;
    this.#importModule(source.value, loc!.start.line, { imported, locals, options });
    this.#export({ names: locals, at: 'prelude', constant: true });
    this.#blank(start, end);
  }

  #importModule(
    module: unknown,
    line: number,
    {
      imported = [],
      locals = [],
      options,
    }: { imported?: string[]; locals?: string[]; options?: object | undefined } = {},
  ): void {
    const request = JSON.stringify({ module, names: imported, line, options });
    this.#prelude += `const [${locals.join(', ')}] = await ${this.#scope}.imports(${request});`;
  }

  /** Replaces a piece by as many blanks, keeping its line ends. */
  #blank(start: number, end: number): void {
    if (start === end) return;
    const text = this.code.slice(start, end);
    const closed = text.endsWith(';') ? ';' : '';
    this.#text.update(
      start,
      end,
      text.slice(0, text.length - closed.length).replace(/[^\r\n]/g, ' ') + closed,
    );
  }

  /** What goes through the scope wherever it stands: `await`, `for await`, `import()` and `import.meta`. */
  #editInside(node: AnyNode): void {
    const scope = this.#scope;
    if (node.type === 'AwaitExpression') {
      this.#wrap(node, `${scope}.live(${scope}.epoch, `);
    } else if (node.type === 'ForOfStatement' && node.await) {
      this.#wrap(node.right, `${scope}.each(`);
    } else if (node.type === 'ImportExpression') {
      this.#text.update(node.start, node.start + 'import'.length, `${scope}.import`);
    } else if (node.type === 'MetaProperty' && node.meta.name === 'import') {
      this.#text.update(node.start, node.end, `${scope}.meta`);
    }
    for (const child of childrenOf(node)) this.#editInside(child);
  }

  /** Where a statement ends, its semicolon left out. */
  #endOf({ end }: AnyNode): number {
    return this.code[end - 1] === ';' ? end - 1 : end;
  }

  #wrap({ start, end }: AnyNode, opening: string): void {
    this.#text.appendRight(start, opening);
    this.#text.appendLeft(end, ')');
  }

  #returnLast(): void {
    const last = this.program.body.at(-1);
    if (!last || !resultOf(this.program)) return;
    this.#text.prependLeft(last.start, 'return (').appendLeft(this.#endOf(last), ')');
  }
}

/** The expression that the last statement is, if it is one. */
export function resultOf({ body }: Program): Expression | undefined {
  const last = body.at(-1);
  if (last?.type === 'ExpressionStatement') return last.expression;
  if (last?.type !== 'ExportDefaultDeclaration') return undefined;
  const { declaration } = last;
  return 'id' in declaration && declaration.id ? undefined : (declaration as Expression); // anonymous: an expression
}

function unusedName(code: string): string {
  let name = '$cell';
  while (code.includes(name)) name += '_';
  return name;
}
