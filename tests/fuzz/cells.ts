// Cells as people type them, mutated: each gives a result or one clear error, and no variable of an
// earlier cell is lost. They run in this process, in one notebook.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CellOutcome, Failure } from '../../jupyter/kernel/server/wire';
import { Notebook } from '../jupyter/cells-support';
import type { FuzzKind, Outcome } from './harness';

/**
 * What cells are made of. Nothing here waits, prints, writes or counts up: however it is mutated,
 * it ends, and nothing of it is left.
 */
const TYPICAL = [
  'const rate = 0.1;\nrate * 2',
  'let count = 0;\ncount += 1;\ncount',
  'var total = 1, share = 2;\ntotal / share',
  'const { a, b: renamed, ...others } = { a: 1, b: 2, c: 3 };\n[a, renamed, others.c]',
  'const [first, , third = 9, ...tail] = [1, 2, undefined, 4];\nfirst + third + tail.length',
  'const { deep: { list: [one] } } = { deep: { list: [{ x: 1 }] } };\none.x',
  'let left = 1, right = 2;\n[left, right] = [right, left];\n({ left } = { left: 5 });\nleft',
  'function square(x: number): number {\n  return x ** 2;\n}\nsquare(3)',
  'const half = (x: number) => x / 2;\n[1, 2, 3].map(half)',
  'async function load(x: number) {\n  await null;\n  return x;\n}\nawait load(1)',
  'const rows = await Promise.all([1, 2].map(async (x) => x * 2));\nrows',
  'let sum = 0;\nfor (const x of [1, 2, 3]) sum += x;\nsum',
  'let seen = "";\nfor await (const word of ["a", "b"]) {\n  if (word === "b") break;\n' +
    '  seen += word;\n}\nseen',
  'for (const { id, tags: [tag] } of [{ id: 1, tags: ["x"] }]) {\n  id + tag;\n}',
  'class Point {\n  static zero = new Point(0);\n  #hidden = 1;\n  constructor(readonly x: ' +
    'number) {}\n  get size() { return this.x + this.#hidden; }\n}\nnew Point(3).size',
  'abstract class Shape { abstract area(): number; }\nclass Square extends Shape {\n  area() ' +
    '{ return 4; }\n}\nnew Square().area()',
  'class Stack<T> {\n  private items: T[] = [];\n  with(item: T): this { this.items = ' +
    '[...this.items, item]; return this; }\n  get top(): T | undefined { return ' +
    'this.items.at(-1); }\n}\nnew Stack<number>().with(2).top',
  'enum Colour { red = "r", blue = "b" }\nColour.red',
  'interface Row { x: number; label?: string }\nconst row: Row = { x: 1 };\nrow.label ?? "none"',
  'type Pair<A, B = A> = readonly [A, B];\nconst pair: Pair<number> = [1, 2];\npair[1]',
  'namespace Geo { export const radius = 2; }\nGeo.radius',
  'import { join } from "node:path";\njoin("a", "b")',
  'import * as os from "node:os";\ntypeof os.cpus',
  'import { memoryConfig, type MemoryConfig } from "./src/config";\nconst made: MemoryConfig = ' +
    'memoryConfig();\ntypeof made',
  'const { basename } = await import("node:path");\nbasename("/a/b")',
  'export const shared = 1;\nexport default shared;',
  'export function twice(x: number) { return 2 * x; }\ntwice(4)',
  'declare global { interface Array<T> { never?: T } }\n[1].never',
  'try {\n  throw new RangeError("x: got 3, expected 2");\n} catch (error) {\n  (error as ' +
    'Error).message;\n} finally {\n  1;\n}',
  'throw new TypeError("stop");',
  'throw { code: 7 };',
  'await Promise.reject(new Error("late"));',
  '(undefined as any).length',
  'switch (1 + 1) {\n  case 2: { "two"; break; }\n  default: "other";\n}',
  'outer: for (const x of [1, 2]) {\n  for (const y of [x]) {\n    if (y > 1) ' +
    'continue outer;\n  }\n}',
  'const text = `a ${1 + 1} b`;\ntext.replace(/[ab]+/gu, "")',
  'const tagged = (parts: TemplateStringsArray, ...values: unknown[]) => parts.raw.join("");\n' +
    'tagged`a${1}b`',
  '{ a: 1, b: [2] }',
  'new Map([["a", { b: new Set([1]) }]])',
  'const big = 10n ** 20n;\nbig % 3n',
  'const maybe: { at?: { x: number } } = {};\nmaybe?.at?.x ?? "no"',
  'function* steps() {\n  yield 1;\n  yield* [2, 3];\n}\n[...steps()]',
  'using freed = { [Symbol.dispose]() {} };',
  'const label = "naïve 数字 \u{1F600}";\nlabel.length',
  '// words\n\n/** more\n * words */\n42;',
  '#!/usr/bin/env node\n1',
  '// @ts-ignore\nconst wrong: number = "x";\nwrong',
  'const deepest = (n: number): number => deepest(n + 1) + 1;\ntypeof deepest',
  'const satisfied = { r: 1 } satisfies Record<string, number>;\nsatisfied.r!',
  'const self = { get me() { return this; } };\nself.me === self',
];

/** Pieces that are put into a cell anywhere. */
const PIECES = [
  ...['{', '}', '(', ')', '[', ']', '<', '>', '`', '${', '"', "'", '/', '/*', '*/', '//', ';', ','],
  ...['=', '=>', '...', '?.', '!', '#', '@', '\\', '\0', '\n', '\r', '\u2028', '\ufeff', '\u200d'],
  ...['\ud800', '\u{1F600}', 'ß', 'é', '\u0301', '𝒳', '\\u0061', '0x', '1_0', '1n', '.5e', '08'],
  ...[' await ', ' async ', ' yield ', ' return ', ' export ', ' default ', ' import ', ' const '],
  ...[' let ', ' var ', ' class ', ' function ', ' new ', ' delete ', ' typeof ', ' void ', ' in '],
  ...[' of ', ' as any ', ' as const ', ' satisfies ', ' declare ', ' type ', ' enum ', ' static '],
  ...[' using ', ' super ', ' this ', ' null ', ' undefined ', ' arguments ', ' exports ', ' NaN '],
  ...[' __proto__ ', ' constructor ', ' __scope ', ' require ', ' module ', ' eval ', ' global '],
];

interface Edit {
  readonly kind: string;
  readonly place: number;
  readonly length: number;
  readonly piece: string;
  readonly other: string;
}

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'remove', 'double', 'swap', 'join', 'wrap', 'lengthen'),
  place: fc.nat(1e6),
  length: fc.integer({ min: 1, max: 12 }),
  piece,
  other: fc.constantFrom(...TYPICAL),
});

const WRAPS: readonly ((cell: string) => string)[] = [
  (cell) => `{\n${cell}\n}`,
  (cell) => `(() => {\n${cell}\n})()`,
  (cell) => `await (async () => {\n${cell}\n})()`,
  (cell) => `if (true) {\n${cell}\n}`,
  (cell) => `class Holder { static {\n${cell}\n} }`,
  (cell) => `namespace Holder {\n${cell}\n}`,
  (cell) => `try {\n${cell}\n} catch { 1; }`,
  (cell) => `// @ts-nocheck\n${cell}`,
];

function edited(cell: string, { kind, place, length, piece: text, other }: Edit): string {
  const at = place % (cell.length + 1);
  const part = cell.slice(at, at + length);
  const rest = cell.slice(at + length);
  switch (kind) {
    case 'insert':
      return cell.slice(0, at) + text + cell.slice(at);
    case 'remove':
      return cell.slice(0, at) + rest;
    case 'double':
      return cell.slice(0, at) + part + part + rest;
    case 'swap':
      return swapped(cell, place, other);
    case 'join':
      return `${cell}\n${other}`;
    case 'wrap':
      return WRAPS[place % WRAPS.length](cell);
    default:
      return `${cell} /* ${text.repeat(2000)} */\nconst long = "${'x'.repeat(5000)}".length;`;
  }
}

const WORDS = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/** A word of a cell in the place of another one, or one of another cell. */
function swapped(cell: string, place: number, other: string): string {
  const words = [...cell.matchAll(WORDS)];
  const [into] = [...other.matchAll(WORDS)].slice(place % 7);
  const found = words[place % Math.max(1, words.length)];
  if (!found || !into) return cell;
  return cell.slice(0, found.index) + into[0] + cell.slice(found.index + found[0].length);
}

/** The lasting variables: no other cell names them. */
const LASTING = ['lastingA', 'lastingB', 'lastingC'];

/** Ways to declare a lasting variable anew; each gives it the number. */
const FORMS: readonly ((name: string, value: number) => string)[] = [
  (name, value) => `const ${name} = ${value};`,
  (name, value) => `let ${name} = 0;\n${name} = ${value};`,
  (name, value) => `var ${name} = ${value};`,
  (name, value) => `const { x: ${name} } = { x: ${value} };`,
  (name, value) => `const [, ${name} = ${value}] = [1, undefined];`,
  (name, value) => `export const ${name} = await ${value};`,
  (name, value) => `for (var ${name} = ${value}; false; ) {}`,
  (name, value) => `let ${name};\n({ ${name} } = { ${name}: ${value} });`,
  (name, value) => `if (true) { var ${name} = ${value}; }`,
];

interface Input {
  readonly cell: string;
  /** A lasting variable that a later cell declares anew; undefined: there is no such cell. */
  readonly declared:
    { readonly name: string; readonly form: number; readonly value: number } | undefined;
}

const declaration = fc.record({
  name: fc.constantFrom(...LASTING),
  form: fc.nat(FORMS.length - 1),
  value: fc.nat(1e6),
});

const inputs: fc.Arbitrary<Input> = fc.record({
  cell: fc
    .tuple(fc.constantFrom(...TYPICAL), fc.array(edit, { maxLength: 3 }))
    .map(([cell, edits]) => edits.reduce(edited, cell)),
  declared: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: declaration },
  ),
});

/** Names nothing that a mutated cell may have declared, such as JSON. */
const CHECK = `[${LASTING.join(', ')}, ...readLasting()].join()`;

/** The notebook, and what its lasting variables hold. */
class Session {
  private readonly values = new Map(LASTING.map((name, index) => [name, index]));
  private readonly notebook = new Notebook();
  /** The latest mutated cells: one of them is behind a later cell that fails. */
  private readonly recent: string[] = [];
  private readonly before = {
    prepareStackTrace: Error.prepareStackTrace,
    stackTraceLimit: Error.stackTraceLimit,
  };

  constructor() {
    process.on('unhandledRejection', this.ignore);
  }

  /** Declares the lasting variables, and a function that reads them. */
  async start(): Promise<void> {
    const declared = [...this.values].map(([name, value]) => `let ${name} = ${value};`);
    const reader = `function readLasting() { return [${LASTING.join(', ')}]; }`;
    await this.notebook.run([...declared, reader].join('\n'));
  }

  run(cell: string): Promise<CellOutcome> {
    this.recent.push(cell);
    if (this.recent.length > 20) this.recent.shift();
    return this.notebook.run(cell);
  }

  /**
   * A later cell runs and sees every lasting variable, one of them declared anew. So does a
   * function of the first cell.
   */
  async goOn({ name, form, value }: NonNullable<Input['declared']>): Promise<void> {
    this.values.set(name, value);
    const cell = `${FORMS[form](name, value)}\n${CHECK}`;
    const { failure, bundle } = await this.notebook.run(cell);
    const values = [...this.values.values()];
    const seen = failure ? failure.traceback.join('\n') : bundle?.['text/plain'];
    const expected = [...values, ...values].join();
    if (seen === expected) return;
    await this.start(); // the next input is not to fail for this one
    const before = this.recent.join('\n---\n');
    assert.fail(`${cell}\nshows ${String(seen)}, not ${expected}, after\n${before}`);
  }

  end(): void {
    process.off('unhandledRejection', this.ignore);
    Object.assign(Error, this.before);
  }

  /** A promise of a cell that nothing awaits: the kernel prints it. */
  private readonly ignore = (): void => {};
}

/** Names of the kernel's own insides, and faults of the compiler. */
const INSIDES =
  /__cell_\d|__lab_cell__|lab:\d|Debug Failure|jupyter\/kernel|node_modules\/typescript/;

function checkFailure({ ename, evalue, traceback }: Failure, cell: string): void {
  const words = traceback.join('\n');
  assert.ok(ename.trim() !== '' && words.trim() !== '', 'an error without words');
  assert.ok(words.startsWith(ename), `the traceback begins with something else: ${words}`);
  assert.ok(!INSIDES.test(words), `the error shows the kernel's insides: ${words}`);
  const isUnchecked = /@ts-(nocheck|ignore)/.test(cell);
  assert.ok(ename !== 'SyntaxError' || isUnchecked, `compiled to what Node refuses: ${words}`);
  if (ename !== 'CompileError') return;
  const [, line] = /^(\d+):(\d+) - /.exec(evalue) ?? [];
  const lines = cell.split(/\r\n|[\n\r\u2028\u2029]/).length;
  assert.ok(Number(line) >= 1 && Number(line) <= lines, `line ${line} of ${lines}: ${words}`);
}

let session: Session | undefined;

async function use({ cell, declared }: Input): Promise<Outcome> {
  if (!session) {
    session = new Session();
    await session.start();
  }
  const { failure, bundle } = await session.run(cell);
  if (failure) checkFailure(failure, cell);
  else assert.ok(bundle === undefined || Object.keys(bundle).length > 0, 'an empty result');
  if (declared) await session.goOn(declared);
  return failure ? 'refused' : 'used';
}

/** Mutated cells of a notebook. */
export const cells: FuzzKind<Input> = {
  inputs,
  use,
  end: () => {
    session?.end();
    session = undefined;
  },
};
