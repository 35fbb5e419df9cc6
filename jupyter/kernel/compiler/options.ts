import * as path from 'node:path';
import ts from 'typescript';

/** A library file of TypeScript and how to see that the running Node has what it describes. */
const LIBRARIES: readonly (readonly [file: string, present: () => boolean])[] = [
  ['lib.es2024.arraybuffer.d.ts', () => 'transfer' in ArrayBuffer.prototype],
  ['lib.es2024.collection.d.ts', () => 'groupBy' in Map],
  ['lib.es2024.object.d.ts', () => 'groupBy' in Object],
  ['lib.es2024.promise.d.ts', () => 'withResolvers' in Promise],
  ['lib.es2024.regexp.d.ts', () => 'unicodeSets' in RegExp.prototype],
  ['lib.es2024.string.d.ts', () => 'isWellFormed' in String.prototype],
  ['lib.esnext.array.d.ts', () => 'fromAsync' in Array],
  ['lib.esnext.collection.d.ts', () => 'union' in Set.prototype],
  ['lib.esnext.iterator.d.ts', () => 'Iterator' in globalThis],
  ['lib.esnext.promise.d.ts', () => 'try' in Promise],
  ['lib.esnext.float16.d.ts', () => 'Float16Array' in globalThis],
  ['lib.esnext.error.d.ts', () => 'isError' in Error],
  ['lib.esnext.disposable.d.ts', () => 'dispose' in Symbol],
];

/**
 * The library files that describe the Node that runs now: ES2023, which Node 20 has whole, and what
 * is newer as far as it is there.
 */
function libraryOfThisNode(): string[] {
  const newer = LIBRARIES.filter(([, present]) => present()).map(([file]) => file);
  return [
    'lib.es2023.d.ts',
    'lib.es2024.sharedmemory.d.ts',
    'lib.esnext.decorators.d.ts',
    ...newer,
  ];
}

/**
 * How cells are checked: strictly, as the project's own files are, with what people expect of a
 * place to try things. Implicit `any` stays on, because only then does TypeScript let a list start
 * empty and a variable start as null; the complaints that come with it are left out (see
 * complaints.ts).
 */
export function cellOptions(root: string): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    lib: libraryOfThisNode(),
    types: ['node'],
    typeRoots: [path.posix.join(root, 'node_modules', '@types')],
    strict: true,
    useUnknownInCatchVariables: false,
    jsx: ts.JsxEmit.React,
    esModuleInterop: true,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    allowUnreachableCode: true,
    allowUnusedLabels: true,
    skipLibCheck: true,
    noEmit: true,
  };
}
