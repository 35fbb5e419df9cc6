import ts from 'typescript';
import { internals } from './internals';

/**
 * What a name at the top of a cell stands for.
 * - `variable`: `let` or `var`, later cells may assign to it
 * - `constant`: `const`
 * - `alias`: a function, class, enum, namespace, type or import; later cells see all its meanings
 */
export type NameKind = 'variable' | 'constant' | 'alias';

export interface Declared {
  readonly kind: NameKind;
  /** False for what exists for the checker alone: `declare const x`, an interface, a type. */
  readonly runs: boolean;
}

const isAmbient = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);

/** Whether a declaration list is `using` or `await using`: such a value is freed when its cell ends, so no later cell sees it. */
export function isUsing({ flags }: ts.VariableDeclarationList): boolean {
  const kind = flags & ts.NodeFlags.BlockScoped;
  return kind === ts.NodeFlags.Using || kind === ts.NodeFlags.AwaitUsing;
}

export const isVar = ({ flags }: ts.VariableDeclarationList): boolean =>
  (flags & ts.NodeFlags.BlockScoped) === 0;

/** Whether a namespace holds values, or types alone. */
export const holdsValues = (node: ts.ModuleDeclaration): boolean =>
  internals.getModuleInstanceState(node) !== 0;

/** The names that a cell declares at its top, found in its text alone. */
export function declaredNames(file: ts.SourceFile): Map<string, Declared> {
  const names = new Map<string, Declared>();

  function addPattern(name: ts.BindingName, declared: Declared): void {
    if (ts.isIdentifier(name)) {
      names.set(name.text, declared);
      return;
    }
    for (const element of name.elements) {
      if (!ts.isOmittedExpression(element)) addPattern(element.name, declared);
    }
  }

  function addList(list: ts.VariableDeclarationList, runs: boolean): void {
    const kind = list.flags & ts.NodeFlags.Const ? 'constant' : 'variable';
    for (const { name } of list.declarations) addPattern(name, { kind, runs });
  }

  function addImport({ importClause: clause }: ts.ImportDeclaration): void {
    if (!clause) return;
    const add = (name: ts.Identifier): unknown => names.set(name.text, { kind: 'alias', runs: true });
    if (clause.name) add(clause.name);
    const bindings = clause.namedBindings;
    if (!bindings) return;
    if (ts.isNamespaceImport(bindings)) add(bindings.name);
    else for (const { name } of bindings.elements) add(name);
  }

  /** A `var` inside a block or a loop belongs to the cell as well. */
  function addNestedVars(node: ts.Node): void {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && isVar(node)) addList(node, true);
    ts.forEachChild(node, addNestedVars);
  }

  for (const statement of file.statements) {
    const runs = !isAmbient(statement);
    if (ts.isVariableStatement(statement)) {
      if (!isUsing(statement.declarationList)) addList(statement.declarationList, runs);
    } else if (ts.isImportDeclaration(statement)) {
      addImport(statement);
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      if (!names.has(statement.name.text)) names.set(statement.name.text, { kind: 'alias', runs: false });
    } else if (ts.isModuleDeclaration(statement)) {
      if (!ts.isIdentifier(statement.name) || statement.flags & ts.NodeFlags.GlobalAugmentation) continue;
      const before = names.get(statement.name.text)?.runs ?? false;
      names.set(statement.name.text, { kind: 'alias', runs: before || (runs && holdsValues(statement)) });
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isImportEqualsDeclaration(statement)
    ) {
      if (statement.name) names.set(statement.name.text, { kind: 'alias', runs });
    } else {
      addNestedVars(statement);
    }
  }
  return names;
}

/** Names that a cell exports itself, as code pasted from a module does. */
export function exportedNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const isExported = (node: ts.Node): boolean =>
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause) {
      if (ts.isNamedExports(statement.exportClause)) {
        for (const { name } of statement.exportClause.elements) names.add(name.text);
      } else {
        names.add(statement.exportClause.name.text);
      }
    }
    if (!isExported(statement)) continue;
    const isDefault = (ts.getModifiers(statement as ts.FunctionDeclaration) ?? []).some(
      ({ kind }) => kind === ts.SyntaxKind.DefaultKeyword,
    );
    if (isDefault) continue;
    const inside = ts.createSourceFile('', statement.getText(file), ts.ScriptTarget.Latest, true);
    for (const name of declaredNames(inside).keys()) names.add(name);
  }
  return names;
}

/** Whether something at the top of a cell waits, so that the cell must run as an async function. */
export function waits(file: ts.SourceFile): boolean {
  let found = false;
  function visit(node: ts.Node): void {
    if (found || ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)) return;
    if (ts.isClassStaticBlockDeclaration(node)) return;
    if (ts.isAwaitExpression(node)) found = true;
    else if (ts.isForOfStatement(node) && node.awaitModifier) found = true;
    else if (ts.isVariableDeclarationList(node) && isAwaitUsing(node)) found = true;
    if (!found) ts.forEachChild(node, visit);
  }
  visit(file);
  return found;
}

const isAwaitUsing = ({ flags }: ts.VariableDeclarationList): boolean =>
  (flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing;
