import ts from 'typescript';
import { type InternalChecker, type InternalSourceFile, internals } from './internals';

const CANNOT_FIND_NAME = new Set([2304, 2552, 2503]);
const MISSING_PROPERTY = new Set([2339, 2551]);
const NOT_ASSIGNABLE = new Set([2322, 2345, 2739, 2740, 2741, 2769]);
const WRONG_OPERAND = new Set([2362, 2363, 2365]);
const NOT_ITERABLE = new Set([2488, 2461, 2548, 2549]);
const IN_CONDITION = new Set([2801]);
const IMPLICIT_INDEX = new Set([7053]);

const ABOUT_VALUES = [
  MISSING_PROPERTY,
  NOT_ASSIGNABLE,
  NOT_ITERABLE,
  WRONG_OPERAND,
  IN_CONDITION,
  IMPLICIT_INDEX,
];

/** The smallest node that starts at a position and ends where a complaint ends. */
function nodeAt(file: ts.SourceFile, start: number, length: number): ts.Node | undefined {
  let found: ts.Node | undefined;
  function visit(node: ts.Node): void {
    if (node.getStart(file) > start || node.end < start + length) return;
    found = node;
    ts.forEachChild(node, visit);
  }
  visit(file);
  return found;
}

/**
 * Whether a node is what an assignment writes to: `rate = 0.1`, `[a, b] = pair`, `({ a } = pair)`.
 */
function isAssigned(node: ts.Node): boolean {
  let at = node;
  while (isPartOfPattern(at.parent)) at = at.parent;
  const { parent } = at;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === at &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

const isPartOfPattern = (node: ts.Node): boolean =>
  ts.isArrayLiteralExpression(node) ||
  ts.isObjectLiteralExpression(node) ||
  ts.isPropertyAssignment(node) ||
  ts.isShorthandPropertyAssignment(node);

/** Whether an expression, or what a member is asked of, is a Promise. */
function isPromise(checker: InternalChecker, node: ts.Node | undefined): boolean {
  const { parent } = node ?? {};
  const asked =
    parent && (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
      ? parent.expression
      : node;
  return [node, asked].some(
    (one) => one && checker.getTypeAtLocation(one).symbol?.name === 'Promise',
  );
}

/**
 * The name in scope that is most like a misspelt one: of this cell, of earlier ones, of Node and
 * JavaScript.
 */
function alike(
  checker: InternalChecker,
  node: ts.Node,
  name: string,
  earlier: Iterable<string>,
): string | undefined {
  const inScope = checker
    .getSymbolsInScope(node, ts.SymbolFlags.Value)
    .map((symbol) => symbol.name);
  return internals.getSpellingSuggestion(name, [...earlier, ...inScope], (one) => one);
}

/** What hints are worked out from. */
export interface HintContext {
  readonly file: InternalSourceFile;
  readonly checker: InternalChecker;
  /** Names that earlier cells have made. */
  readonly earlier: Iterable<string>;
}

/**
 * What a person can do about a complaint of the checker, for what is typed by mistake most often.
 */
export function hintFor(
  { file, checker, earlier }: HintContext,
  one: ts.Diagnostic,
  message: string,
): string | undefined {
  const { code } = one;
  const node = nodeAt(file, one.start ?? 0, one.length ?? 0);
  const name = node?.getText(file);
  if (CANNOT_FIND_NAME.has(code) && node) {
    if (isAssigned(node)) {
      return (
        `\`${name}\` is not declared: write \`const ${name} = …\`, or \`let ${name} = …\` if ` +
        'it changes later.'
      );
    }
    if (message.includes('Did you mean')) return undefined;
    const meant = alike(checker, node, name!, earlier);
    if (meant) return `Did you mean \`${meant}\`?`;
    return (
      `No cell that ran so far declares or imports \`${name}\`: run the cell that does, import ` +
      'it, or check its spelling.'
    );
  }
  const mayForgetAwait = ABOUT_VALUES.some((codes) => codes.has(code));
  if (mayForgetAwait && (message.includes("'Promise<") || isPromise(checker, node))) {
    return 'This is a Promise, a value that comes later: write `await` before it.';
  }
  if (code === 2588 && name)
    return `\`${name}\` was made with \`const\`: make it with \`let\` if it is to change.`;
  if (code === 1308) return 'Put `async` before the function, or wait at the top of the cell.';
  if (code === 2307)
    return (
      "Is the path right? It counts from the notebook's folder, then from the project's. A " +
      'package must be installed first.'
    );
  return undefined;
}
