import * as ts from 'typescript';

/** What a hover shows of one name. */
interface ReferenceEntry {
  /** TypeScript: the signatures of a function, the constructor of a class. */
  code: string;
  /** Markdown: what it does, its options and members, the errors it throws, where its formulas come from. */
  text: string;
}

/** By name, in alphabetical order. */
export type Reference = Record<string, ReferenceEntry>;

const WHOLE = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType;

/**
 * The reference of what a type holds, from the declarations and docstrings of its properties.
 *
 * @param file path of the module that exports the type
 * @throws Error when the module has no such type
 */
export function referenceOf(program: ts.Program, file: string, typeName: string): Reference {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find(({ name }) => name === typeName);
  if (!source || !symbol) throw new Error(`${file} exports no type ${typeName}`);
  const names = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  const entries = names.map((name): [string, ReferenceEntry] => {
    const type = checker.getTypeOfSymbolAtLocation(name, source);
    return [name.name, new Page(checker, source, name.name, type).entry()];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One function or class on its way to an entry. */
class Page {
  constructor(
    readonly checker: ts.TypeChecker,
    readonly source: ts.SourceFile,
    readonly name: string,
    readonly type: ts.Type,
  ) {}

  entry(): ReferenceEntry {
    const constructors = this.type.getConstructSignatures();
    return constructors.length > 0 ? this.classEntry(constructors) : this.functionEntry();
  }

  private functionEntry(): ReferenceEntry {
    const signatures = this.type.getCallSignatures();
    const documented = signatures.find(one => one.getDocumentationComment(this.checker).length > 0);
    const about = documented ?? signatures[0];
    return {
      code: signatures.map(signature => `function ${this.name}${this.signatureText(signature)}`).join('\n'),
      text: paragraphs([
        about ? this.comment(about) : '',
        this.fieldLists(signatures),
        this.tagLines(about?.getJsDocTags() ?? []),
      ]),
    };
  }

  private classEntry(constructors: readonly ts.Signature[]): ReferenceEntry {
    const instance = constructors[0]!.getReturnType();
    const isAbstract = instance.symbol.declarations?.some(
      declaration => ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract,
    );
    const shown = constructors.map(one => `new ${this.name}(${this.parameterText(one)})`);
    return {
      code: isAbstract ? `abstract class ${this.name}` : shown.join('\n'),
      text: paragraphs([
        this.comment(instance.symbol),
        this.fieldLists(isAbstract ? [] : constructors),
        this.memberList(instance),
        this.tagLines(instance.symbol.getJsDocTags(this.checker)),
      ]),
    };
  }

  private comment(documented: ts.Signature | ts.Symbol): string {
    return ts.displayPartsToString(documented.getDocumentationComment(this.checker)).trim();
  }

  private signatureText(signature: ts.Signature): string {
    return this.checker.signatureToString(signature, undefined, WHOLE);
  }

  private parameterText(signature: ts.Signature): string {
    const text = this.signatureText(signature);
    return text.slice(1, text.lastIndexOf('): '));
  }

  private typeText(type: ts.Type): string {
    return this.checker.typeToString(type, undefined, WHOLE);
  }

  /** The fields of options and of results that are plain objects, each with its type and docstring. */
  private fieldLists(signatures: readonly ts.Signature[]): string {
    const lists = new Map<string, string>();
    for (const parameter of signatures.flatMap(({ parameters }) => parameters)) {
      const type = this.checker.getNonNullableType(
        this.checker.getTypeOfSymbolAtLocation(parameter, this.source),
      );
      for (const part of type.isUnion() ? type.types : [type]) {
        if (this.isRecord(part)) lists.set(parameter.name, this.fieldList(part));
      }
    }
    const result = signatures[0] && this.awaited(signatures[0].getReturnType());
    if (result && this.isRecord(result)) lists.set('result', this.fieldList(result));
    return [...lists].map(([parameter, list]) => `**${parameter}**\n\n${list}`).join('\n\n');
  }

  /** Whether a type is an interface or object type of this project: options, but no list, tensor, layer or function. */
  private isRecord(type: ts.Type): boolean {
    const fields = type.getProperties();
    return (
      fields.length > 0 &&
      fields.every(({ declarations = [] }) => declarations.some(isOwn)) &&
      !type.isClass() &&
      !this.checker.isArrayLikeType(type) &&
      type.getCallSignatures().length === 0
    );
  }

  private fieldList(type: ts.Type): string {
    const lines = this.checker.getPropertiesOfType(type).map(field => {
      const optional = field.flags & ts.SymbolFlags.Optional ? '?' : '';
      const fieldType = this.checker.getTypeOfSymbolAtLocation(field, this.source);
      const shown = this.typeText(optional ? this.checker.getNonNullableType(fieldType) : fieldType);
      return listItem(`${field.name}${optional}: ${shown}`, this.comment(field));
    });
    return lines.join('\n');
  }

  /** What a promise holds, or the type itself. */
  private awaited(type: ts.Type): ts.Type {
    return this.checker.getAwaitedType(type) ?? type;
  }

  /** Public fields and methods that have a docstring of their own or of the class they come from. */
  private memberList(instance: ts.Type): string {
    const lines = this.checker.getPropertiesOfType(instance).flatMap(member => {
      const comment = this.comment(member);
      const declaration = member.valueDeclaration;
      const hidden =
        declaration &&
        (ts.getCombinedModifierFlags(declaration) &
          (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !==
          0;
      if (hidden || comment === '') return [];
      const type = this.checker.getTypeOfSymbolAtLocation(member, this.source);
      const [call] = type.getCallSignatures();
      return [
        listItem(`.${member.name}${call ? this.signatureText(call) : `: ${this.typeText(type)}`}`, comment),
      ];
    });
    return lines.length === 0 ? '' : `**Members**\n\n${lines.join('\n')}`;
  }

  private tagLines(tags: readonly ts.JSDocTagInfo[]): string {
    const line = (tag: string, label: string): string => {
      const texts = tags
        .filter(({ name }) => name === tag)
        .map(({ text }) => oneLine(ts.displayPartsToString(text)));
      return texts.length === 0 ? '' : `*${label}* ${texts.join('; ')}`;
    };
    return paragraphs([line('returns', 'Returns'), line('throws', 'Throws'), line('source', 'Source')]);
  }
}

function isOwn(declaration: ts.Declaration): boolean {
  return !declaration.getSourceFile().fileName.includes('node_modules');
}

function listItem(code: string, comment: string): string {
  return `- \`${code}\`${comment === '' ? '' : ` ${oneLine(comment)}`}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter(part => part !== '').join('\n\n');
}
