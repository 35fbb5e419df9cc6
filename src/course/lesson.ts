import ts from 'typescript';
import { joined, type Cell, type Notebook } from '../report/notebookFile';

/** Columns and lines of a code cell, folded or not; lines of a statement in sight that shows. */
export const CELL_LIMITS = { columns: 88, lines: 15, medianLines: 8, presentationLines: 6 };

/** The longest that a chapter may take a newcomer, with its exercises. */
export const CHAPTER_MINUTES = 60;

/** What `src/notebook` has for showing; all figures of `src/plots` are presentation too. */
const SHOWING = new Set(['show', 'note', 'md', 'html', 'svg', 'json', 'image', 'liveChart']);
/** What `src/plots` has that draws nothing. */
const NOT_DRAWING = new Set(['say', 'sayStats', 'methodColour', 'colours']);

/** Words a minute that a newcomer reads of technical text; lines of code a minute. */
const WORDS_A_MINUTE = 180;
const LINES_A_MINUTE = 15;
/** Minutes to look at a figure, to move a control, and to solve an exercise of each level. */
const FIGURE_MINUTES = 0.3;
const CONTROL_MINUTES = 1;
const EXERCISE_MINUTES = [0, 2, 4, 8];

/** A code cell as a reader meets it. */
export interface LessonCell {
  /** Its place in the notebook, from 1. */
  readonly number: number;
  readonly folded: boolean;
  readonly lines: number;
  readonly widest: number;
  /** Lines of statements that draw or show, and the lines of the longest of them. */
  readonly presentationLines: number;
  readonly longestPresentation: number;
  /** Whether it makes a sentence (`note`). */
  readonly makesSentence: boolean;
  readonly controls: number;
}

/** What a machine can tell of how a notebook teaches. */
export interface Lesson {
  readonly cells: readonly LessonCell[];
  /** Lines that are not folded, and those of them that do more than draw or show. */
  readonly visibleLines: number;
  readonly ideaLines: number;
  readonly medianLines: number;
  readonly words: number;
  readonly figures: number;
  readonly controls: number;
  readonly predictions: number;
  /** Numbers of the exercises that are checked, and of those with a solution. */
  readonly exercises: readonly string[];
  readonly solutions: readonly string[];
  /** Whole minutes for a newcomer: reading, looking, moving, solving. */
  readonly minutes: number;
}

/** Whether the code of a cell is folded away (JupyterLab, Jupyter Book). */
export function isFolded(cell: Cell): boolean {
  const metadata = cell.metadata as { readonly jupyter?: { readonly source_hidden?: boolean } };
  return metadata.jupyter?.source_hidden === true;
}

/**
 * What a notebook asks of its reader.
 * @param levels the level (1 to 3) of each exercise; one that is missing counts as 2
 */
export function readLesson(
  notebook: Notebook,
  levels: Readonly<Record<string, number>> = {},
): Lesson {
  const code = notebook.cells
    .map((cell, index) => ({ cell, number: index + 1, source: joined(cell.source).trimEnd() }))
    .filter(({ cell, source }) => cell.cell_type === 'code' && source !== '');
  const showing = showingNames(code.map(({ source }) => source));
  const cells = code.map(({ cell, number, source }) => readCell(cell, number, source, showing));
  const seen = cells.filter(({ folded }) => !folded);
  const visibleLines = total(seen.map(({ lines }) => lines));
  const text = notebook.cells
    .filter((cell) => cell.cell_type === 'markdown')
    .map((cell) => joined(cell.source))
    .join('\n\n');
  const lesson = {
    cells,
    visibleLines,
    ideaLines: visibleLines - total(seen.map(({ presentationLines }) => presentationLines)),
    medianLines: median(seen.map(({ lines }) => lines)),
    words: withoutAsides(text).split(/\s+/).filter(Boolean).length,
    figures: code.filter(({ cell }) => hasFigure(cell)).length,
    controls: total(cells.map(({ controls }) => controls)),
    predictions: [...text.matchAll(/\*\*Predict/g)].length,
    exercises: unique(code.flatMap(({ source }) => matches(source, /\bcheck\(\s*'([\d.]+)'/g))),
    solutions: matches(text, /<!-- BEGIN SOLUTION ([\d.]+) -->/g),
  };
  return { ...lesson, minutes: minutesOf(lesson, levels) };
}

/** Text without what is folded or for teachers, which a learner does not read on the way. */
function withoutAsides(text: string): string {
  return text
    .replace(/<!-- BEGIN (SOLUTION|TEACHER).*?<!-- END \1 -->/gs, '')
    .replace(/<details>.*?<\/details>/gs, '');
}

function minutesOf(
  lesson: Omit<Lesson, 'minutes'>,
  levels: Readonly<Record<string, number>>,
): number {
  const { words, visibleLines, figures, controls, exercises } = lesson;
  const reading = words / WORDS_A_MINUTE + visibleLines / LINES_A_MINUTE;
  const looking = FIGURE_MINUTES * figures + CONTROL_MINUTES * controls;
  const solving = total(exercises.map((id) => EXERCISE_MINUTES[levels[id] ?? 2]));
  return Math.round(reading + looking + solving);
}

function readCell(
  cell: Cell,
  number: number,
  source: string,
  showing: ReadonlySet<string>,
): LessonCell {
  const tree = parsed(source);
  const lines = source.split('\n');
  const spans = presentation(tree, showing);
  return {
    number,
    folded: isFolded(cell),
    lines: lines.length,
    widest: Math.max(...lines.map((line) => line.length)),
    presentationLines: new Set(spans.flat()).size,
    longestPresentation: Math.max(0, ...spans.map((span) => span.length)),
    makesSentence: calls(tree).some((call) => nameOf(call) === 'note'),
    controls: calls(tree).filter((call) => nameOf(call) === 'interact').length,
  };
}

/** Names that show something: imported ones, and functions of the notebook that call these. */
function showingNames(sources: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  const trees = sources.map(parsed);
  for (const tree of trees)
    for (const statement of tree.statements)
      for (const name of importedToShow(statement)) names.add(name);
  for (let before = -1; before < names.size;) {
    before = names.size;
    for (const tree of trees)
      for (const { name, body } of functionsOf(tree))
        if (calls(body).some((call) => names.has(nameOf(call)))) names.add(name);
  }
  return names;
}

function importedToShow(statement: ts.Statement): string[] {
  if (!ts.isImportDeclaration(statement)) return [];
  const from = (statement.moduleSpecifier as ts.StringLiteral).text;
  const bindings = statement.importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
  const names = bindings.elements.map((element) => element.name.text);
  if (from === './src/plots') return names.filter((name) => !NOT_DRAWING.has(name));
  return from === './src/notebook' ? names.filter((name) => SHOWING.has(name)) : [];
}

function importsOnlyToShow(statement: ts.Statement): boolean {
  const found = importedToShow(statement);
  if (!ts.isImportDeclaration(statement) || found.length === 0) return false;
  const bindings = statement.importClause?.namedBindings as ts.NamedImports;
  return found.length === bindings.elements.length;
}

/** Functions at the top of a cell, declared or as constants. */
function functionsOf(tree: ts.SourceFile): { name: string; body: ts.Node }[] {
  return tree.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement) && statement.name && statement.body)
      return [{ name: statement.name.text, body: statement.body }];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      initializer && ts.isIdentifier(name) && ts.isArrowFunction(initializer)
        ? [{ name: name.text, body: initializer.body }]
        : [],
    );
  });
}

/** The lines (from 0) of each innermost statement that shows something, and of its imports. */
function presentation(tree: ts.SourceFile, showing: ReadonlySet<string>): number[][] {
  const statements = new Set<ts.Node>();
  for (const call of calls(tree))
    if (showing.has(nameOf(call))) statements.add(innermostStatement(call));
  for (const statement of tree.statements)
    if (importsOnlyToShow(statement)) statements.add(statement);
  return [...statements].map((statement) => linesOf(tree, statement));
}

/** The statement that a call is part of; in a control (`interact`), what it draws alone. */
function innermostStatement(node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isStatement(at) || ts.isBlock(at)) {
    if (isDrawnByControl(at)) return at;
    at = at.parent;
  }
  return at;
}

/** Whether an expression is all that the function given to `interact` returns. */
function isDrawnByControl(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isArrowFunction(parent) || parent.body !== node) return false;
  const call = parent.parent;
  return ts.isCallExpression(call) && nameOf(call) === 'interact';
}

function linesOf(tree: ts.SourceFile, node: ts.Node): number[] {
  const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function parsed(source: string): ts.SourceFile {
  return ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
}

function calls(node: ts.Node): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isCallExpression(at)) found.push(at);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

function nameOf({ expression }: ts.CallExpression): string {
  return ts.isIdentifier(expression) ? expression.text : '';
}

function hasFigure({ outputs = [] }: Cell): boolean {
  return outputs.some((output) => 'data' in output && 'image/svg+xml' in output.data);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found);
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
