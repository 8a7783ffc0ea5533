/**
 * Expressions as trees: what `parse.ts` makes of a text such as `round(voltage * current, 1)`.
 *
 * It is a language of values alone: no assignments, no loops, nothing from outside the data sample and its endpoint.
 */

/** Names that stand for something besides the fields of the data sample; a field of that name hides them. */
export const ROOTS = ['device', 'command', 'configuration'] as const;
export type Root = (typeof ROOTS)[number];

export type BinaryOperator =
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '**';

export type Tree =
  | { readonly kind: 'literal'; readonly value: number | string | boolean | null }
  | FieldTree
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly operand: Tree }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Tree; readonly right: Tree }
  | { readonly kind: 'choice'; readonly condition: Tree; readonly yes: Tree; readonly no: Tree }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Tree[] };

/** A field of the data sample, and members within it: `location.lat`. */
export interface FieldTree {
  readonly kind: 'field';
  /** At least one. */
  readonly path: readonly string[];
  /** Where it stands in the text, from 1. */
  readonly column: number;
}

/** Every field that an expression asks for, in the order of the text. */
export function fieldsIn(tree: Tree): FieldTree[] {
  switch (tree.kind) {
    case 'field':
      return [tree];
    case 'literal':
      return [];
    case 'unary':
      return fieldsIn(tree.operand);
    case 'binary':
      return [tree.left, tree.right].flatMap(fieldsIn);
    case 'choice':
      return [tree.condition, tree.yes, tree.no].flatMap(fieldsIn);
    case 'call':
      return tree.args.flatMap(fieldsIn);
  }
}

/** `device.state` as `by` names it, in parts; undefined for the name of a field. */
export function devicePath(name: string): readonly string[] | undefined {
  return name.startsWith('device.') ? name.split('.') : undefined;
}
