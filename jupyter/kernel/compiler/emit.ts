import ts from 'typescript';
import { holdsValues, isUsing, isVar } from './declared';
import { PARAMETERS, RUN } from './names';
import { cellOptions } from './options';
import type { References } from './references';

const [SCOPE, IMPORT, LOAD, META] = PARAMETERS;
const { factory } = ts;

export interface Emitted {
  readonly javascript: string;
  /** Source map from the JavaScript to the cell, as JSON. */
  readonly map: string;
}

/**
 * Turns a cell into JavaScript: one function whose variables are properties of the notebook's
 * scope, so that every cell, and every function that is still running, sees one variable a name.
 * @example `const rate = 0.1; rate * 2` becomes `function (__scope, ...) { __scope.rate = 0.1;
 * return [__scope.rate * 2]; }`
 */
export function emitCell(source: string, references: References, isAsync: boolean): Emitted {
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName: 'cell.ts',
    compilerOptions: {
      target: cellOptions('').target,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      sourceMap: true,
      removeComments: true,
      newLine: ts.NewLineKind.LineFeed,
      useDefineForClassFields: true,
    },
    transformers: {
      before: [(context) => (file) => new CellTransformer(context, file, references).wrap(isAsync)],
    },
  });
  const javascript = outputText
    .replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '')
    .replace(/\bexport \{\s*\};\s*$/, '');
  return { javascript, map: sourceMapText! };
}

const isAmbient = (node: ts.Node): boolean => hasModifier(node, ts.SyntaxKind.DeclareKeyword);

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((one) => one.kind === kind)
  );
}

/** Without `export` and `default`: a cell exports nothing. */
function inner(modifiers: readonly ts.ModifierLike[] | undefined): ts.ModifierLike[] {
  return (modifiers ?? []).filter(
    ({ kind }) => kind !== ts.SyntaxKind.ExportKeyword && kind !== ts.SyntaxKind.DefaultKeyword,
  );
}

/** An assignment at the end of a cell shows nothing, as a declaration does. */
function isAssignment(expression: ts.Expression): boolean {
  return (
    ts.isBinaryExpression(expression) &&
    expression.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    expression.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

/** A function or class that takes its name from the variable it is put into. */
function takesName(expression: ts.Expression): boolean {
  const bare = ts.skipPartiallyEmittedExpressions(expression);
  if (ts.isParenthesizedExpression(bare)) return takesName(bare.expression);
  if (ts.isArrowFunction(bare)) return true;
  return (ts.isFunctionExpression(bare) || ts.isClassExpression(bare)) && bare.name === undefined;
}

/** `f = () => 1`. */
const isNamingAssignment = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
  ts.isIdentifier(node.left) &&
  takesName(node.right);

class CellTransformer {
  /** Functions that the visitor is inside of: a `var` in them is theirs. */
  private depth = 0;

  constructor(
    private readonly context: ts.TransformationContext,
    private readonly file: ts.SourceFile,
    private readonly references: References,
  ) {}

  wrap(isAsync: boolean): ts.SourceFile {
    const imports: ts.Statement[] = [];
    const functions: ts.Statement[] = [];
    const body: ts.Statement[] = [];
    const last = this.file.statements.findLast((one) => !ts.isEmptyStatement(one));
    for (const statement of this.file.statements) {
      if (ts.isImportDeclaration(statement)) imports.push(...this.importOf(statement));
      else if (ts.isFunctionDeclaration(statement)) this.addFunction(statement, functions, body);
      else body.push(...this.statement(statement, statement === last));
    }
    const strict = factory.createExpressionStatement(factory.createStringLiteral('use strict'));
    const block = factory.createBlock([strict, ...imports, ...functions, ...body], true);
    const cell = factory.createFunctionExpression(
      isAsync ? [factory.createModifier(ts.SyntaxKind.AsyncKeyword)] : undefined,
      undefined,
      undefined,
      undefined,
      PARAMETERS.map((name) => factory.createParameterDeclaration(undefined, undefined, name)),
      undefined,
      block,
    );
    const run = factory.createPropertyAccessExpression(factory.createIdentifier(RUN), 'run');
    const call = factory.createCallExpression(run, undefined, [cell]);
    return factory.updateSourceFile(this.file, [factory.createReturnStatement(call)]);
  }

  private statement(node: ts.Statement, isLast: boolean): ts.Statement[] {
    if (isAmbient(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return [];
    if (ts.isVariableStatement(node) && !isUsing(node.declarationList)) return this.variables(node);
    if (ts.isClassDeclaration(node)) return this.classOf(node, isLast);
    if (ts.isEnumDeclaration(node)) return this.enumOf(node);
    if (ts.isModuleDeclaration(node)) return this.namespaceOf(node);
    if (ts.isImportEqualsDeclaration(node)) return this.importEquals(node);
    if (ts.isExportDeclaration(node)) return this.exportFrom(node);
    if (ts.isExportAssignment(node)) return [this.shown(node.expression, node, isLast)];
    if (ts.isExpressionStatement(node)) return [this.shown(node.expression, node, isLast)];
    return [this.visit(node) as ts.Statement];
  }

  /**
   * An expression as a statement; the last one of a cell is given back in a list, so that a promise
   * is not waited for.
   */
  private shown(expression: ts.Expression, node: ts.Node, isLast: boolean): ts.Statement {
    const value = this.visit(expression) as ts.Expression;
    if (!isLast || isAssignment(expression)) {
      return at(node, factory.createExpressionStatement(value));
    }
    return at(node, factory.createReturnStatement(factory.createArrayLiteralExpression([value])));
  }

  private addFunction(
    node: ts.FunctionDeclaration,
    first: ts.Statement[],
    body: ts.Statement[],
  ): void {
    if (isAmbient(node)) return;
    const modifiers = inner(node.modifiers) as ts.Modifier[];
    const visited = this.visit(node) as ts.FunctionDeclaration;
    const { asteriskToken, typeParameters, parameters, type, body: block } = visited;
    if (!node.name) {
      if (block) {
        const value = factory.createFunctionExpression(
          modifiers,
          asteriskToken,
          undefined,
          typeParameters,
          parameters,
          type,
          block,
        );
        body.push(
          at(node, factory.createExpressionStatement(factory.createParenthesizedExpression(value))),
        );
      }
      return;
    }
    body.push(
      factory.updateFunctionDeclaration(
        visited,
        modifiers,
        asteriskToken,
        node.name,
        typeParameters,
        parameters,
        type,
        block,
      ),
    );
    if (block) first.push(this.keep(node.name));
  }

  private classOf(node: ts.ClassDeclaration, isLast: boolean): ts.Statement[] {
    const visited = this.visit(node) as ts.ClassDeclaration;
    const { typeParameters, heritageClauses, members } = visited;
    const modifiers = inner(visited.modifiers);
    if (!node.name) {
      const plain = modifiers.filter(({ kind }) => kind !== ts.SyntaxKind.AbstractKeyword);
      const value = factory.createClassExpression(
        plain,
        undefined,
        typeParameters,
        heritageClauses,
        members,
      );
      return [this.shown(factory.createParenthesizedExpression(value), node, isLast)];
    }
    return [
      factory.updateClassDeclaration(
        visited,
        modifiers,
        node.name,
        typeParameters,
        heritageClauses,
        members,
      ),
      this.keep(node.name),
    ];
  }

  private enumOf(node: ts.EnumDeclaration): ts.Statement[] {
    const { members } = this.visit(node) as ts.EnumDeclaration;
    const modifiers = inner(node.modifiers);
    return [
      factory.updateEnumDeclaration(node, modifiers, node.name, members),
      this.keep(node.name),
    ];
  }

  private namespaceOf(node: ts.ModuleDeclaration): ts.Statement[] {
    if (!ts.isIdentifier(node.name) || !holdsValues(node)) return [];
    const { body } = this.visit(node) as ts.ModuleDeclaration;
    const modifiers = inner(node.modifiers);
    return [
      factory.updateModuleDeclaration(node, modifiers, node.name, body),
      this.keep(node.name),
    ];
  }

  /** `import a = require('x')` and `import b = Names.inside`. */
  private importEquals(node: ts.ImportEqualsDeclaration): ts.Statement[] {
    if (node.isTypeOnly || this.references.types.has(node.name.text)) return [];
    const { moduleReference } = node;
    const value = ts.isExternalModuleReference(moduleReference)
      ? factory.createCallExpression(factory.createIdentifier('require'), undefined, [
          moduleReference.expression,
        ])
      : this.entity(moduleReference);
    return [at(node, assign(scoped(node.name.text), value))];
  }

  private entity(name: ts.EntityName): ts.Expression {
    if (ts.isIdentifier(name)) return this.visit(name) as ts.Expression;
    return factory.createPropertyAccessExpression(this.entity(name.left), name.right.text);
  }

  /** `export ... from 'x'` runs the module, for a cell exports nothing. */
  private exportFrom(node: ts.ExportDeclaration): ts.Statement[] {
    return node.moduleSpecifier && !node.isTypeOnly
      ? [this.load(node, node.moduleSpecifier, {})]
      : [];
  }

  /** `import a, { b as c } from 'x'` becomes `__load('x', { a: 'default', c: 'b' })`. */
  private importOf(node: ts.ImportDeclaration): ts.Statement[] {
    const { importClause: clause, moduleSpecifier } = node;
    if (!clause) return [this.load(node, moduleSpecifier, {})];
    if (clause.isTypeOnly) return [];
    const names: Record<string, string> = {};
    const add = (local: ts.Identifier, imported: string): void => {
      if (!this.references.types.has(local.text)) names[local.text] = imported;
    };
    if (clause.name) add(clause.name, 'default');
    const bindings = clause.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings)) add(bindings.name, '*');
    if (bindings && ts.isNamedImports(bindings)) {
      for (const { name, propertyName, isTypeOnly } of bindings.elements) {
        if (!isTypeOnly) add(name, (propertyName ?? name).text);
      }
    }
    return Object.keys(names).length > 0 ? [this.load(node, moduleSpecifier, names)] : [];
  }

  private load(
    node: ts.Node,
    specifier: ts.Expression,
    names: Record<string, string>,
  ): ts.Statement {
    const bindings = Object.entries(names).map(([local, imported]) =>
      factory.createPropertyAssignment(
        factory.createStringLiteral(local),
        factory.createStringLiteral(imported),
      ),
    );
    const call = factory.createCallExpression(factory.createIdentifier(LOAD), undefined, [
      specifier,
      factory.createObjectLiteralExpression(bindings),
    ]);
    return at(node, factory.createExpressionStatement(at(node, call)));
  }

  private variables({ declarationList }: ts.VariableStatement): ts.Statement[] {
    return declarationList.declarations
      .map((one) => [one, this.declaration(one, isVar(declarationList))] as const)
      .filter(
        (pair): pair is readonly [ts.VariableDeclaration, ts.Expression] => pair[1] !== undefined,
      )
      .map(([one, value]) => at(one, factory.createExpressionStatement(value)));
  }

  /** The assignment that a declaration becomes; undefined for `var x`, which changes nothing. */
  private declaration(
    { name, initializer }: ts.VariableDeclaration,
    isVarOne: boolean,
  ): ts.Expression | undefined {
    if (!initializer && isVarOne) return undefined;
    const value = initializer
      ? (this.visit(initializer) as ts.Expression)
      : factory.createVoidZero();
    if (!ts.isIdentifier(name)) return assignment(this.target(name), value);
    const named =
      initializer && takesName(initializer) ? this.named(name.text, initializer) : value;
    return assignment(scoped(name.text, name), named);
  }

  /** A function or class that is called after its variable: `{ f: () => 1 }.f`. */
  private named(name: string, value: ts.Expression): ts.Expression {
    const property = factory.createPropertyAssignment(name, this.visit(value) as ts.Expression);
    return factory.createPropertyAccessExpression(
      factory.createObjectLiteralExpression([property]),
      name,
    );
  }

  /** What a pattern of a declaration is as the left side of an assignment. */
  private target(name: ts.BindingName): ts.Expression {
    if (ts.isIdentifier(name)) return scoped(name.text, name);
    if (ts.isArrayBindingPattern(name)) {
      const elements = name.elements.map((one) => {
        if (ts.isOmittedExpression(one)) return one;
        return one.dotDotDotToken
          ? factory.createSpreadElement(this.target(one.name))
          : this.withDefault(one);
      });
      return factory.createArrayLiteralExpression(elements);
    }
    const properties = name.elements.map((one) => {
      if (one.dotDotDotToken) return factory.createSpreadAssignment(this.target(one.name));
      const key = one.propertyName ?? (one.name as ts.Identifier);
      const property = ts.isIdentifier(key) ? factory.createIdentifier(key.text) : this.visit(key);
      return factory.createPropertyAssignment(property as ts.PropertyName, this.withDefault(one));
    });
    return factory.createObjectLiteralExpression(properties);
  }

  private withDefault({ name, initializer }: ts.BindingElement): ts.Expression {
    const target = this.target(name);
    if (!initializer) return target;
    const isNamed = ts.isIdentifier(name) && takesName(initializer);
    return assignment(
      target,
      isNamed ? this.named(name.text, initializer) : (this.visit(initializer) as ts.Expression),
    );
  }

  private keep(name: ts.Identifier): ts.Statement {
    return at(name, assign(scoped(name.text), factory.createIdentifier(name.text)));
  }

  private readonly visit = (node: ts.Node): ts.Node => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isIdentifier(node)) return this.isOfNotebook(node) ? scoped(node.text, node) : node;
    if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node);
    if (ts.isCallExpression(node)) return this.call(node);
    if (
      ts.isTaggedTemplateExpression(node) &&
      ts.isIdentifier(node.tag) &&
      this.isOfNotebook(node.tag)
    ) {
      const template = this.visit(node.template) as ts.TemplateLiteral;
      return factory.updateTaggedTemplateExpression(
        node,
        withoutThis(node.tag),
        node.typeArguments,
        template,
      );
    }
    if (isNamingAssignment(node) && this.isOfNotebook(node.left as ts.Identifier)) {
      const { text } = node.left as ts.Identifier;
      return at(node, assignment(scoped(text, node.left), this.named(text, node.right)));
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      return at(node, factory.createIdentifier(META));
    }
    if (this.depth === 0) {
      const changed = this.topLevelVar(node);
      if (changed) return changed;
    }
    const isFunction =
      ts.isFunctionLike(node) ||
      ts.isClassStaticBlockDeclaration(node) ||
      ts.isModuleDeclaration(node);
    if (isFunction) this.depth++;
    try {
      return ts.visitEachChild(node, this.visit, this.context);
    } finally {
      if (isFunction) this.depth--;
    }
  };

  private isOfNotebook(node: ts.Identifier): boolean {
    return node.pos >= 0 && this.references.positions.has(node.getStart(this.file));
  }

  private shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    if (!this.isOfNotebook(node.name)) return ts.visitEachChild(node, this.visit, this.context);
    const name = scoped(node.name.text, node.name);
    const start = node.objectAssignmentInitializer;
    const value = start ? assignment(name, this.visit(start) as ts.Expression) : name;
    return at(node, factory.createPropertyAssignment(node.name.text, value));
  }

  private call(node: ts.CallExpression): ts.Node {
    const { expression } = node;
    const changed = ts.visitEachChild(node, this.visit, this.context);
    if (expression.kind === ts.SyntaxKind.ImportKeyword) {
      const callee = factory.createIdentifier(IMPORT);
      return at(node, factory.createCallExpression(callee, undefined, changed.arguments));
    }
    if (!ts.isIdentifier(expression) || !this.isOfNotebook(expression)) return changed;
    return factory.updateCallExpression(
      changed,
      withoutThis(expression),
      changed.typeArguments,
      changed.arguments,
    );
  }

  /** `var` inside a block or loop at the top of a cell is a variable of the notebook. */
  private topLevelVar(node: ts.Node): ts.Node | undefined {
    if (ts.isVariableStatement(node) && isVar(node.declarationList)) {
      const values = this.variables(node);
      return values.length === 1 ? values[0] : factory.createBlock(values);
    }
    if (!ts.isVariableDeclarationList(node) || !isVar(node)) return undefined;
    const isLoopOver = ts.isForOfStatement(node.parent) || ts.isForInStatement(node.parent);
    if (isLoopOver) return this.target(node.declarations[0].name);
    const values = node.declarations.flatMap((one) => this.declaration(one, true) ?? []);
    return values.length > 0 ? factory.createCommaListExpression(values) : factory.createVoidZero();
  }
}

/** Gives a made node the place of one that a person wrote, for the source map. */
function at<T extends ts.Node>(original: ts.Node, made: T): T {
  return ts.setSourceMapRange(made, original);
}

/** A variable of the notebook: `__scope.name`. */
function scoped(name: string, original?: ts.Node): ts.PropertyAccessExpression {
  const access = factory.createPropertyAccessExpression(factory.createIdentifier(SCOPE), name);
  return original ? at(original, access) : access;
}

/** `(0, __scope.f)`: a function that is called by its name gets no `this`. */
function withoutThis(name: ts.Identifier): ts.Expression {
  const pair = factory.createBinaryExpression(
    factory.createNumericLiteral(0),
    ts.SyntaxKind.CommaToken,
    scoped(name.text, name),
  );
  return at(name, factory.createParenthesizedExpression(pair));
}

const assignment = (target: ts.Expression, value: ts.Expression): ts.Expression =>
  factory.createBinaryExpression(target, ts.SyntaxKind.EqualsToken, value);

const assign = (target: ts.Expression, value: ts.Expression): ts.Statement =>
  factory.createExpressionStatement(assignment(target, value));
