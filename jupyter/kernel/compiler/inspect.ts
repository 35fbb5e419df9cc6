import * as fs from 'node:fs';
import ts from 'typescript';
import type { CellCompiler } from './cellCompiler';
import { type InternalSourceFile, internals } from './internals';

/** What is known of the name at a position. */
export interface Inspection {
  /** As TypeScript writes it: `(method) Bank.rows(): number`. */
  readonly signature: string;
  /** The doc comment as Markdown, its tags included; empty if there is none. */
  readonly documentation: string;
}

export function inspectAt(
  compiler: CellCompiler,
  source: string,
  position: number,
): Inspection | undefined {
  return compiler.view(source, (file) =>
    inspection(compiler, file, Math.min(position, source.length)),
  );
}

function inspection(
  compiler: CellCompiler,
  file: InternalSourceFile,
  position: number,
): Inspection | undefined {
  const { checker } = compiler.cells;
  const node = nameAt(file, position);
  const found = node && checker.getSymbolAtLocation(node);
  if (!node || !found) return undefined;
  const symbol = original(checker, ofEarlierCell(checker, found), node);
  const { displayParts, documentation, tags } =
    internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker,
      symbol,
      file,
      node.parent,
      node,
    );
  const words = ts.displayPartsToString(documentation);
  const comment =
    words || tags?.length ? markdownOf(words, tags ?? []) : commentInPackage(checker, symbol);
  return { signature: ts.displayPartsToString(displayParts), documentation: comment };
}

/**
 * What an import leads to, and for a name inside `{ size: 1 }` the field that the object must have.
 */
function original(checker: ts.TypeChecker, symbol: ts.Symbol, node: ts.Node): ts.Symbol {
  if (symbol.flags & ts.SymbolFlags.Alias) {
    const target = checker.getAliasedSymbol(symbol);
    return target.declarations?.length ? target : symbol;
  }
  const { parent } = node;
  const isField =
    ts.isPropertyAssignment(parent) &&
    parent.name === node &&
    ts.isObjectLiteralExpression(parent.parent);
  const wanted = isField ? checker.getContextualType(parent.parent) : undefined;
  return wanted?.getProperty(symbol.name) ?? symbol;
}

/**
 * A variable of an earlier cell is declared behind the cell, by its type alone: the variable itself
 * has the doc comment.
 */
function ofEarlierCell(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  const { valueDeclaration } = symbol;
  const type =
    valueDeclaration && ts.isVariableDeclaration(valueDeclaration)
      ? valueDeclaration.type
      : undefined;
  if (!type || !ts.isImportTypeNode(type) || !type.isTypeOf || !type.qualifier) return symbol;
  const made = checker.getSymbolAtLocation(type.qualifier);
  if (!made) return symbol;
  return made.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(made) : made;
}

/**
 * The name at a position, or the one that ends there; in a call's brackets, the name of what is
 * called.
 */
function nameAt(file: InternalSourceFile, position: number): ts.Node | undefined {
  for (const at of [position, position - 1]) {
    if (at < 0) continue;
    const node = internals.getTouchingPropertyName(file, at);
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteral(node))
      return node;
  }
  const before = file.text.slice(0, position).trimEnd().length;
  return calledAround(file, position) ?? calledAround(file, before - 1);
}

/** The name of what is called by the innermost call whose brackets hold a position. */
function calledAround(file: InternalSourceFile, position: number): ts.Node | undefined {
  if (position < 0) return undefined;
  let node: ts.Node | undefined = internals.getTouchingPropertyName(file, position);
  for (; node; node = node.parent) {
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) continue;
    const { expression } = node;
    if (position >= expression.end)
      return ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  }
  return undefined;
}

function markdownOf(words: string, tags: readonly ts.JSDocTagInfo[]): string {
  const lines = tags.map(
    ({ name, text }) => `*@${name}* ${exampleOr(name, ts.displayPartsToString(text))}`,
  );
  return [words, ...lines].filter((line) => line.trim() !== '').join('\n\n');
}

const exampleOr = (name: string, text: string): string =>
  name === 'example' && !text.includes('```') ? `\n\`\`\`typescript\n${text}\n\`\`\`` : text;

/**
 * Packages are parsed without their doc comments, which saves memory: the one file that is asked
 * about is read again with them.
 */
function commentInPackage(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  for (const declaration of declarationsOf(checker, target)) {
    const { fileName } = declaration.getSourceFile();
    if (!fs.existsSync(fileName)) continue;
    const text = fs.readFileSync(fileName, 'utf8');
    const options = {
      languageVersion: ts.ScriptTarget.ES2024,
      jsDocParsingMode: ts.JSDocParsingMode.ParseAll,
    };
    const file = ts.createSourceFile(fileName, text, options, true);
    const same = find(file, declaration);
    const comment = same && ts.getJSDocCommentsAndTags(same).find(ts.isJSDoc);
    if (!comment) continue;
    const tags = (comment.tags ?? []).map(
      (tag) =>
        `*@${tag.tagName.text}* ` +
        `${exampleOr(tag.tagName.text, nameOfParameter(tag) + plainText(tag.comment))}`,
    );
    return [plainText(comment.comment), ...tags].filter((line) => line.trim() !== '').join('\n\n');
  }
  return '';
}

/** `export const matMul: typeof matMul_`: the function has the comment. */
function declarationsOf(checker: ts.TypeChecker, symbol: ts.Symbol): readonly ts.Declaration[] {
  const declarations = symbol.declarations ?? [];
  const [first] = declarations;
  const type = first && ts.isVariableDeclaration(first) ? first.type : undefined;
  const named =
    type && ts.isTypeQueryNode(type) ? checker.getSymbolAtLocation(type.exprName) : undefined;
  const target =
    named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
  return [...declarations, ...(target?.declarations ?? [])];
}

const nameOfParameter = (tag: ts.JSDocTag): string =>
  ts.isJSDocParameterTag(tag) ? `${tag.name.getText()} – ` : '';

const plainText = (comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string =>
  ts.getTextOfJSDocComment(comment) ?? '';

function find(file: ts.SourceFile, like: ts.Node): ts.Node | undefined {
  let found: ts.Node | undefined;
  function visit(node: ts.Node): void {
    if (found || node.end < like.end || node.pos > like.pos) return;
    if (node.kind === like.kind && node.end === like.end) found = node;
    else ts.forEachChild(node, visit);
  }
  visit(file);
  return found;
}
