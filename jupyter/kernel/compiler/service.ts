// The compiler process. It is started from a V8 snapshot in which the files of the project and of
// its packages are parsed already; without a snapshot it does the same at its start, which takes
// some seconds more.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v8 from 'node:v8';
import { CellCompiler } from './cellCompiler';
import { complete } from './complete';
import { inspectAt } from './inspect';
import { isComplete } from './isComplete';

interface Request {
  readonly id: number;
  readonly op: string;
  readonly args: readonly unknown[];
}

const root = process.env['LAB_COMPILER_ROOT'] ?? process.cwd();

/**
 * Used once before the snapshot is taken, so that the types behind these names are worked out in
 * it.
 */
const REHEARSAL = `
import { ContinualLearningAgent, runStream } from './src/agent';
import { profiles } from './src/config';
import { show } from './src/notebook';
import { learningCurve } from './src/plots';
import { tf, ready } from './src/tf';
import pl from 'nodejs-polars';
await ready();
const configuration = profiles.quick({});
const frame = pl.DataFrame({ a: [1] });
const values = tf.tensor1d([1, 2]).add(1).dataSync();
new ContinualLearningAgent(configuration);
show(frame.height);
[...values].map((value) => value + 1);
`;

/**
 * What the notebooks import from src, so that none of it has to be read when a cell asks for it.
 */
function importedByNotebooks(): string[] {
  const folder = path.join(root, 'notebooks');
  const names = fs.existsSync(folder)
    ? fs.readdirSync(folder).filter((name) => name.endsWith('.ipynb'))
    : [];
  const texts = names.map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  const imports = texts.flatMap((text) =>
    [...text.matchAll(/from '\.\/(src\/[^']+)'/g)].map(([, module]) => module),
  );
  return [...new Set(imports)].flatMap((module) => [`${module}.ts`, `${module}/index.ts`]);
}

/**
 * Every folder of src that has an index, every file right below src, and what the notebooks import.
 */
function filesToWarm(): string[] {
  const src = path.join(root, 'src');
  const entries = fs.readdirSync(src, { withFileTypes: true });
  const folders = entries
    .filter((one) => one.isDirectory())
    .map(({ name }) => `src/${name}/index.ts`);
  const single = entries.filter((one) => one.name.endsWith('.ts')).map(({ name }) => `src/${name}`);
  const files = [
    'jupyter/kernel/compiler/globals.d.ts',
    ...folders,
    ...single,
    ...importedByNotebooks(),
    'node_modules/nodejs-polars/bin/index.d.ts',
  ];
  return [...new Set(files)].filter((file) => fs.existsSync(path.join(root, file)));
}

const compiler = new CellCompiler(root.split(path.sep).join('/'));
compiler.cells.warm(filesToWarm());
compiler.compile(REHEARSAL);

const operations: Record<string, (...args: never[]) => unknown> = {
  ready: () => true,
  open: (folder: string) => compiler.open(folder),
  compile: (source: string) => compiler.compile(source),
  keep: (serial: number, missed: string[]) => compiler.keep(serial, missed),
  complete: (source: string, position: number) => complete(compiler, source, position),
  inspect: (source: string, position: number) => inspectAt(compiler, source, position),
  isComplete: (source: string) => isComplete(source),
};

function answer({ id, op, args }: Request): void {
  try {
    const operation = operations[op];
    if (!operation) throw new Error(`the compiler has no operation "${op}"`);
    process.send!({ id, result: operation(...(args as never[])) });
  } catch (error) {
    process.send!({
      id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

function serve(): void {
  process.on('SIGINT', () => {}); // an interrupt is for the cell, not for its compiler
  process.on('disconnect', () => process.exit(0));
  process.on('message', (request) => answer(request as Request));
  process.send!({ ready: true });
  // touches the pages of the snapshot that every cell needs
  setImmediate(() => compiler.compile('0'));
}

if (v8.startupSnapshot.isBuildingSnapshot()) v8.startupSnapshot.setDeserializeMainFunction(serve);
else serve();
