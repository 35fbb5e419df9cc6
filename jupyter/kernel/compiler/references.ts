import ts from 'typescript';
import { isUsing } from './declared';
import type { InternalChecker, InternalSourceFile, InternalSymbol } from './internals';

/** What the checker found out about a cell that is about to be compiled. */
export interface References {
  /**
   * Where an identifier starts that stands for a variable of the notebook, in this cell or an
   * earlier one.
   */
  readonly positions: ReadonlySet<number>;
  /** Imported names that are types alone. */
  readonly types: ReadonlySet<string>;
}

/** `using`: the value is freed when its cell ends, also where an earlier cell has that name. */
function isOfCellAlone({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some(
    (one) => ts.isVariableDeclarationList(one.parent) && isUsing(one.parent),
  );
}

/** Whether a class, enum or namespace holds a position: inside, its own name means itself. */
function isInsideOwnBody(node: ts.Node, symbol: ts.Symbol): boolean {
  for (let at = node.parent; at; at = at.parent) {
    const hasOwnScope =
      ts.isClassDeclaration(at) || ts.isEnumDeclaration(at) || ts.isModuleDeclaration(at);
    if (hasOwnScope && symbol.declarations?.some((one) => one === at)) return true;
  }
  return false;
}

/**
 * Names that stand where nothing is looked up: after a dot, before a colon, in an import or export
 * clause.
 */
function isMereName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (isNamedDeclaration(parent)) return parent.name === node;
  return (
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent)
  );
}

const isNamedDeclaration = (node: ts.Node): node is ts.NamedDeclaration =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isEnumDeclaration(node) ||
  ts.isModuleDeclaration(node) ||
  ts.isImportEqualsDeclaration(node);

/**
 * What a name at the top of a cell stands for. An exported alias (`export import a = require('x')`)
 * is an export alone.
 */
function topLevelSymbol(file: InternalSourceFile, name: string): InternalSymbol | undefined {
  const key = ts.escapeLeadingUnderscores(name); // `__name` is filed as `___name`
  const { symbol } = file as { readonly symbol?: ts.Symbol };
  return file.locals?.get(key as string) ?? symbol?.exports?.get(key);
}

function symbolOf(checker: InternalChecker, node: ts.Identifier): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}

/**
 * Finds the identifiers of a cell that stand for variables of the notebook.
 * @param file the cell, followed by the declarations of what it uses of earlier cells
 * @param length how much of the file is the cell itself
 * @param names everything that has a place in the notebook's scope, by name
 */
export function findReferences(
  checker: InternalChecker,
  file: InternalSourceFile,
  length: number,
  names: ReadonlyMap<string, { readonly runs: boolean }>,
): References {
  const positions = new Set<number>();

  function isOfNotebook(node: ts.Identifier): boolean {
    if (!names.get(node.text)?.runs || isMereName(node)) return false;
    const local = topLevelSymbol(file, node.text);
    const symbol = symbolOf(checker, node);
    if (!local || !symbol || isOfCellAlone(local)) return false;
    if (symbol !== local && symbol !== local.exportSymbol && symbol !== merged(checker, local))
      return false;
    return !isInsideOwnBody(node, symbol);
  }

  function visit(node: ts.Node): void {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) return;
    if (ts.isIdentifier(node) && isOfNotebook(node)) positions.add(node.getStart(file));
    ts.forEachChild(node, visit);
  }
  for (const statement of file.statements) {
    if (statement.getStart(file) < length) visit(statement);
  }
  return { positions, types: typesAmong(checker, file, names) };
}

const merged = (checker: InternalChecker, symbol: ts.Symbol): ts.Symbol => {
  const inner = checker as unknown as { getMergedSymbol(symbol: ts.Symbol): ts.Symbol };
  return inner.getMergedSymbol(symbol);
};

/**
 * Names of imports (of this cell) that stand for types alone, so that nothing is imported for them.
 */
function typesAmong(
  checker: InternalChecker,
  file: InternalSourceFile,
  names: ReadonlyMap<string, unknown>,
): Set<string> {
  const types = new Set<string>();
  for (const name of names.keys()) {
    const symbol = topLevelSymbol(file, name);
    if (!symbol || !(symbol.flags & ts.SymbolFlags.Alias)) continue;
    const target = checker.getAliasedSymbol(symbol);
    const isKnown = !checker.isUnknownSymbol(target);
    if (isKnown && !(target.flags & ts.SymbolFlags.Value)) types.add(name);
  }
  return types;
}
