import ts from 'typescript';

const { factory } = ts;

/** Types that stand for "whatever comes later". */
const anything = (): ts.TypeNode => factory.createKeywordTypeNode(ts.SyntaxKind.AnyKeyword);
const list = (): ts.TypeNode => factory.createArrayTypeNode(anything());
const record = (): ts.TypeNode =>
  factory.createTypeReferenceNode('Record', [
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    anything(),
  ]);

/** Methods whose last argument is where they start. */
const FOLDS = new Set(['reduce', 'reduceRight']);

/**
 * Lets values that start empty become something else later, as people expect it where they try
 * things: `{ best: null }`, `{ losses: [] }`, `items = []` in a class, `xs.reduce(f, [])`,
 * `let total;`. TypeScript would take the empty list for a list of nothing, and null for nothing
 * but null. Where a person has written a type, that type holds.
 *
 * The text stays as it is. The tree that the checker gets has `null as any` for `null`, at the same
 * place.
 */
export function freeStarts(file: ts.SourceFile): void {
  function visit(node: ts.Node): void {
    ts.forEachChild(node, visit);
    if (ts.isVariableDeclaration(node)) freeDeclaration(node);
    else if (ts.isExpression(node)) freeExpression(node);
  }
  visit(file);
}

/** `let total;` may become anything. */
function freeDeclaration(node: ts.VariableDeclaration): void {
  const isLoopVariable =
    ts.isForOfStatement(node.parent.parent) || ts.isForInStatement(node.parent.parent);
  const isFree = !node.initializer && !node.type && !isLoopVariable && ts.isIdentifier(node.name);
  if (!isFree || ts.isCatchClause(node.parent)) return;
  Object.assign(node, { type: placed(anything(), node.name, node) });
}

function freeExpression(node: ts.Expression): void {
  const type = typeOfStart(node);
  if (!type || !isFree(node)) return;
  const { parent } = node;
  const asserted = factory.createAsExpression(node, type);
  replaceChild(parent, node, asserted);
  placed(asserted, node, parent);
  Object.assign(node, { parent: asserted });
}

/** What an empty start may become; undefined for every other expression. */
function typeOfStart(node: ts.Expression): ts.TypeNode | undefined {
  if (node.kind === ts.SyntaxKind.NullKeyword) return anything();
  if (ts.isIdentifier(node) && node.text === 'undefined') return anything();
  if (ts.isArrayLiteralExpression(node) && node.elements.length === 0) return list();
  if (ts.isObjectLiteralExpression(node) && node.properties.length === 0) return record();
  return undefined;
}

/**
 * Whether nothing says what a value is to be: it ends up, perhaps inside other values, where no
 * type is written.
 */
function isFree(node: ts.Expression): boolean {
  let at: ts.Node = node;
  while (isPartOfLiteral(at)) at = at.parent;
  const { parent } = at;
  if (ts.isVariableDeclaration(parent)) {
    // a list that is a variable's whole start grows a type of its own
    const isWholeList =
      at === node && isList(node) && ts.isIdentifier(parent.name) && !isExported(parent);
    return parent.initializer === at && !parent.type && !isWholeList;
  }
  if (ts.isPropertyDeclaration(parent)) return parent.initializer === at && !parent.type;
  if (ts.isParameter(parent)) return parent.initializer === at && !parent.type;
  if (ts.isBindingElement(parent)) return parent.initializer === at && !hasWrittenType(parent);
  if (ts.isArrowFunction(parent))
    return parent.body === at && !parent.type && (at !== node || isList(node));
  if (ts.isReturnStatement(parent)) return at !== node && !returnsWrittenType(parent);
  if (ts.isCallExpression(parent)) return isFreeArgument(parent, at, node);
  if (ts.isNewExpression(parent)) return (at === node && isList(node)) || isCollection(parent);
  if (ts.isBinaryExpression(parent)) return at === node && isList(node) && isAssigned(parent, at);
  return false;
}

/** An exported list does not grow a type of its own. */
function isExported(declaration: ts.VariableDeclaration): boolean {
  const statement = declaration.parent.parent;
  if (!ts.isVariableStatement(statement)) return false;
  return (ts.getModifiers(statement) ?? []).some(
    ({ kind }) => kind === ts.SyntaxKind.ExportKeyword,
  );
}

/** `new Map([['a', null]])` */
const isCollection = ({ expression, typeArguments }: ts.NewExpression): boolean =>
  !typeArguments &&
  ts.isIdentifier(expression) &&
  ['Map', 'Set', 'WeakMap'].includes(expression.text);

/** `rows[i] = []` */
const isAssigned = ({ operatorToken, right }: ts.BinaryExpression, node: ts.Node): boolean =>
  right === node && operatorToken.kind === ts.SyntaxKind.EqualsToken;

const isList = (node: ts.Node): boolean => ts.isArrayLiteralExpression(node);

/** Whether a node is a value inside an object, a list or brackets. */
function isPartOfLiteral({ parent }: ts.Node): boolean {
  return (
    ts.isObjectLiteralExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isParenthesizedExpression(parent)
  );
}

/** An empty list fits every list; where a fold starts is free altogether. */
function isFreeArgument(call: ts.CallExpression, at: ts.Node, node: ts.Node): boolean {
  if (!call.arguments.some((one) => one === at)) return false;
  const { expression } = call;
  const isFold = ts.isPropertyAccessExpression(expression) && FOLDS.has(expression.name.text);
  if (isFold) return call.arguments[1] === at;
  return at === node && isList(node);
}

function hasWrittenType(element: ts.BindingElement): boolean {
  let at: ts.Node = element;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at))
    at = at.parent;
  return (ts.isParameter(at) || ts.isVariableDeclaration(at)) && at.type !== undefined;
}

function returnsWrittenType(statement: ts.ReturnStatement): boolean {
  let at: ts.Node = statement;
  while (at && !ts.isFunctionLike(at)) at = at.parent;
  return at !== undefined && ts.isFunctionLike(at) && at.type !== undefined;
}

/** Gives a made node, and all in it that has no place, the place of a written one, and a parent. */
function placed<T extends ts.Node>(made: T, written: ts.Node, parent: ts.Node): T {
  ts.setTextRange(made, written);
  Object.assign(made, { parent });
  ts.forEachChild(made, (child) => {
    if (child.pos < 0) placed(child, written, made);
  });
  return made;
}

/** Puts a node in the place of a child of another. */
function replaceChild(parent: ts.Node, old: ts.Node, made: ts.Node): void {
  const fields = parent as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'parent') continue;
    if (value === old) fields[name] = made;
    if (Array.isArray(value) && value.includes(old)) value[value.indexOf(old)] = made;
  }
}
