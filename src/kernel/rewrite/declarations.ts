import type { AnyNode, Pattern } from 'acorn';

/** The nodes right under a node, in the order of the text. */
export function* childrenOf(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node) as unknown[]) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(item)) yield item;
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as AnyNode).type === 'string';
}

/** The names that a pattern binds, such as `a`, `b` and `c` of `{ a, x: [b], ...c }`. */
export function boundNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap(property =>
        boundNames(property.type === 'Property' ? property.value : property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap(element => (element ? boundNames(element) : []));
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'MemberExpression':
      return []; // an assignment target, binds nothing
  }
}

/** Nodes whose `var`s are their own. */
const VAR_SCOPES: ReadonlySet<string> = new Set<AnyNode['type']>([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'StaticBlock',
]);

/** The names of every `var` under a node, blocks included, functions and static blocks (scopes of their own) not. */
export function varNames(node: AnyNode): string[] {
  if (VAR_SCOPES.has(node.type)) return [];
  const inside = [...childrenOf(node)].flatMap(varNames);
  if (node.type !== 'VariableDeclaration' || node.kind !== 'var') return inside;
  return [...node.declarations.flatMap(({ id }) => boundNames(id)), ...inside];
}
