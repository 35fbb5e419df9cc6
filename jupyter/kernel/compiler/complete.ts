import ts from 'typescript';
import type { CellCompiler } from './cellCompiler';
import { importPathAt, importPaths } from './importPaths';
import { type InternalSourceFile, internals } from './internals';

export interface Completion {
  readonly name: string;
  /** TypeScript's word for what it is: `function`, `const`, `method`, `property`. */
  readonly kind: string;
}

export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly entries: readonly Completion[];
}

/** What may stand in code as it is; `odd-key` would need quotes. */
const WORD = /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const NEVER_CANCELLED = { isCancellationRequested: () => false, throwIfCancellationRequested() {} };

/** What the text at a position can go on with. Positions count UTF-16 units. */
export function complete(compiler: CellCompiler, source: string, position: number): Completions {
  const typed = importPathAt(source, position);
  if (typed !== undefined) {
    const { folder, options } = compiler.cells;
    const root = options.typeRoots![0].replace('/node_modules/@types', '');
    const entries = importPaths(typed, folder, root).map((name) => ({ name, kind: 'module' }));
    return { start: position - typed.length, end: position, entries };
  }
  let start = position;
  while (start > 0 && /[\w$#]/.test(source[start - 1])) start--;
  const word = source.slice(start, position);
  const found = compiler.view(source, (file) => candidates(compiler, file, position));
  const ranked = found
    .map((one) => ({ one, rank: rankOf(one.name, word), sort: one.sortText }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || compare(a.sort, b.sort) || compare(a.one.name, b.one.name));
  return {
    start,
    end: position,
    entries: ranked.map(({ one: { name, kind } }) => ({ name, kind })),
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** 0: begins with the word as it is typed; 1: in other case; 2: has it inside; 3: does not fit. */
function rankOf(name: string, word: string): number {
  if (name.startsWith(word)) return 0;
  const [inSmall, wordInSmall] = [name.toLowerCase(), word.toLowerCase()];
  if (inSmall.startsWith(wordInSmall)) return 1;
  return inSmall.includes(wordInSmall) ? 2 : 3;
}

function candidates(
  compiler: CellCompiler,
  file: InternalSourceFile,
  position: number,
): ts.CompletionEntry[] {
  const { program, checker, host, options } = compiler.cells;
  // the program does not list the cell among its files, and would make a checker of its own
  const withCell = Object.create(program, {
    getTypeChecker: { value: () => checker },
    getSourceFiles: { value: () => [...program.getSourceFiles(), file] },
  }) as ts.Program;
  const languageHost = {
    getCompilationSettings: () => options,
    getDefaultLibFileName: () => host.getDefaultLibFileName(options),
    useCaseSensitiveFileNames: () => true,
  };
  const found = internals.Completions.getCompletionsAtPosition(
    languageHost,
    withCell,
    () => {},
    file,
    position,
    {},
    undefined,
    ts.CompletionTriggerKind.Invoked,
    NEVER_CANCELLED,
    undefined,
    false,
  );
  return (found?.entries ?? []).filter(
    ({ name }) => WORD.test(name) && !name.startsWith('__cell_'),
  );
}
