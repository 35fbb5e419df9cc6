import ts from 'typescript';

/** What the code of a cell has to do with names. */
interface CellNames {
  /** Names that it declares for later cells; whether a name stands for a value that can change. */
  readonly declares: ReadonlyMap<string, 'value' | 'fixed'>;
  /** Names that stand anywhere in it. */
  readonly mentions: ReadonlySet<string>;
  /** Names whose value it may change: assigned, or handed to a call whose result is not kept. */
  readonly changes: ReadonlySet<string>;
}

/** Calls that set up what all cells run on. */
const SETS_UP = new Set(['startLab', 'ready']);

/** Modules whose calls only show. */
const SHOWING = /^\.\/src\/(?:plots|exercises|notebook|report)\b/;

/**
 * The cells that some cells need to run on a fresh kernel, these included: those that declare what
 * they use, those that change it in between, and the one that starts the laboratory. It looks at
 * names only, so it may find a few cells too many.
 * @param sources the code of a notebook's code cells, in order
 * @param wanted places in it
 * @returns places, in order
 */
export function neededCells(sources: readonly string[], wanted: readonly number[]): number[] {
  const cells = namesOfCells(sources);
  const needed = new Set(wanted);
  const last = Math.max(-1, ...wanted);
  cells.forEach(({ mentions }, at) => {
    if (at < last && [...SETS_UP].some((name) => mentions.has(name))) needed.add(at);
  });
  const queue = [...needed];
  for (let at = queue.pop(); at !== undefined; at = queue.pop())
    for (const other of neededBy(cells, at)) {
      if (needed.has(other)) continue;
      needed.add(other);
      queue.push(other);
    }
  return [...needed].sort((a, b) => a - b);
}

/** Cells that one cell needs directly. */
function neededBy(cells: readonly CellNames[], at: number): number[] {
  const found: number[] = [];
  for (const name of cells[at].mentions) {
    const from = cells.findLastIndex((cell, place) => place < at && cell.declares.has(name));
    if (from < 0) continue;
    found.push(from);
    if (cells[from].declares.get(name) === 'fixed') continue;
    for (let between = from + 1; between < at; between++)
      if (cells[between].changes.has(name)) found.push(between);
  }
  return found;
}

function namesOfCells(sources: readonly string[]): CellNames[] {
  const trees = sources.map((source) =>
    ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, true),
  );
  const showing = new Set(['console', ...trees.flatMap((tree) => namesThatShow(tree))]);
  return trees.map((tree) => ({
    declares: declaredIn(tree),
    mentions: identifiersIn(tree),
    changes: changedIn(tree, showing),
  }));
}

function namesThatShow(tree: ts.SourceFile): string[] {
  return tree.statements
    .filter(ts.isImportDeclaration)
    .filter(({ moduleSpecifier }) => SHOWING.test((moduleSpecifier as ts.StringLiteral).text))
    .flatMap((statement) => importedNames(statement));
}

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  const names = importClause?.name ? [importClause.name.text] : [];
  const bindings = importClause?.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, bindings.name.text];
  return [...names, ...bindings.elements.map(({ name }) => name.text)];
}

function declaredIn(tree: ts.SourceFile): Map<string, 'value' | 'fixed'> {
  const declared = new Map<string, 'value' | 'fixed'>();
  for (const statement of tree.statements) {
    if (ts.isImportDeclaration(statement))
      for (const name of importedNames(statement)) declared.set(name, 'fixed');
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations)
        for (const one of boundNames(name)) declared.set(one, 'value');
    if (isNamedDeclaration(statement) && statement.name) declared.set(statement.name.text, 'fixed');
  }
  return declared;
}

type NamedDeclaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.EnumDeclaration;

function isNamedDeclaration(node: ts.Node): node is NamedDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

/** The names that a pattern such as `{ a, b: [c] }` binds. */
function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

/** Identifiers, but for names of fields. */
function identifiersIn(node: ts.Node): Set<string> {
  const found = new Set<string>();
  const visit = (one: ts.Node): void => {
    if (ts.isIdentifier(one) && !isFieldName(one)) found.add(one.text);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

function isFieldName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  return ts.isBindingElement(parent) && parent.propertyName === node;
}

/** Names that the statements of a cell may change. */
function changedIn(tree: ts.SourceFile, showing: ReadonlySet<string>): Set<string> {
  const changed = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node))
      for (const name of changedBy(withoutAwait(node.expression), showing)) changed.add(name);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return changed;
}

function withoutAwait(expression: ts.Expression): ts.Expression {
  return ts.isAwaitExpression(expression) ? expression.expression : expression;
}

function changedBy(expression: ts.Expression, showing: ReadonlySet<string>): Set<string> {
  if (!ts.isCallExpression(expression)) return identifiersIn(expression);
  const called = rootOf(expression.expression);
  if (called !== undefined && showing.has(called)) return new Set();
  return identifiersIn(expression);
}

/** `a` of `a.b[c].d`. */
function rootOf(expression: ts.Expression): string | undefined {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression))
    return rootOf(expression.expression);
  return undefined;
}
