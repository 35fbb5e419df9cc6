import ts from 'typescript';
import { internals } from './internals';

/**
 * What the value of a name at the top of a cell is.
 * - `variable`: `let` or `var`, later cells may assign to it
 * - `constant`: `const`
 * - `alias`: a function, class, enum, namespace or import
 * - `none`: the name stands for a type alone
 */
export type ValueKind = 'variable' | 'constant' | 'alias' | 'none';

export interface Declared {
  readonly kind: ValueKind;
  /** False for what exists for the checker alone: `declare const x`, an interface. */
  readonly runs: boolean;
  /** Whether the name stands for a type as well, or may: an interface, a class, an import. */
  readonly hasType: boolean;
}

const isAmbient = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);

/**
 * Whether a declaration list is `using` or `await using`: such a value is freed when its cell ends,
 * so no later cell sees it.
 */
export function isUsing({ flags }: ts.VariableDeclarationList): boolean {
  const kind: ts.NodeFlags = flags & ts.NodeFlags.BlockScoped;
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

  /** A name may be declared twice: a value and a type, a function and a namespace. */
  function add(name: ts.Identifier, declared: Declared): void {
    const before = names.get(name.text);
    names.set(name.text, {
      kind: declared.kind === 'none' && before ? before.kind : declared.kind,
      runs: declared.runs || (before?.runs ?? false),
      hasType: declared.hasType || (before?.hasType ?? false),
    });
  }

  function addPattern(name: ts.BindingName, declared: Declared): void {
    if (ts.isIdentifier(name)) {
      add(name, declared);
      return;
    }
    for (const element of name.elements) {
      if (!ts.isOmittedExpression(element)) addPattern(element.name, declared);
    }
  }

  function addList(list: ts.VariableDeclarationList, runs: boolean): void {
    const kind = list.flags & ts.NodeFlags.Const ? 'constant' : 'variable';
    for (const { name } of list.declarations) addPattern(name, { kind, runs, hasType: false });
  }

  function addImport({ importClause: clause }: ts.ImportDeclaration): void {
    const imported: Declared = { kind: 'alias', runs: true, hasType: true };
    if (clause?.name) add(clause.name, imported);
    const bindings = clause?.namedBindings;
    if (!bindings) return;
    if (ts.isNamespaceImport(bindings)) add(bindings.name, imported);
    else for (const { name } of bindings.elements) add(name, imported);
  }

  function addNamespace(node: ts.ModuleDeclaration): void {
    if (!ts.isIdentifier(node.name) || node.flags & ts.NodeFlags.GlobalAugmentation) return;
    const runs = holdsValues(node) && !isAmbient(node);
    add(node.name, { kind: holdsValues(node) ? 'alias' : 'none', runs, hasType: true });
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
      add(statement.name, { kind: 'none', runs: false, hasType: true });
    } else if (ts.isModuleDeclaration(statement)) {
      addNamespace(statement);
    } else if (ts.isFunctionDeclaration(statement)) {
      if (statement.name) add(statement.name, { kind: 'alias', runs, hasType: false });
    } else if (
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isImportEqualsDeclaration(statement)
    ) {
      if (statement.name) add(statement.name, { kind: 'alias', runs, hasType: true });
    } else {
      addNestedVars(statement);
    }
  }
  return names;
}

/** The names that a cell declares at its top by `using`, which are its own. */
export function usingNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement) || !isUsing(statement.declarationList)) continue;
    // a pattern is a syntax error here
    for (const { name } of statement.declarationList.declarations) names.add(name.getText(file));
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
    if (found) return;
    if (isOfItsOwn(node)) {
      visitOutside(node);
      return;
    }
    if (ts.isAwaitExpression(node)) found = true;
    else if (ts.isForOfStatement(node) && node.awaitModifier) found = true;
    else if (ts.isVariableDeclarationList(node) && isAwaitUsing(node)) found = true;
    else ts.forEachChild(node, visit);
  }

  /**
   * What of a function or field is worked out where it is declared: its computed name, its
   * decorators.
   */
  function visitOutside(node: ts.Node): void {
    const { name } = node as ts.NamedDeclaration;
    if (name && ts.isComputedPropertyName(name)) visit(name);
    if (ts.canHaveDecorators(node)) ts.getDecorators(node)?.forEach(visit);
  }
  visit(file);
  return found;
}

/** A part of a cell that runs at another time, where `await` is its own. */
const isOfItsOwn = (node: ts.Node): boolean =>
  ts.isFunctionLike(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isClassStaticBlockDeclaration(node);

function isAwaitUsing({ flags }: ts.VariableDeclarationList): boolean {
  const kind: ts.NodeFlags = flags & ts.NodeFlags.BlockScoped;
  return kind === ts.NodeFlags.AwaitUsing;
}
