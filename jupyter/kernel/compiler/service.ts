// The compiler process. It is started from a V8 snapshot in which the files of the project and of its packages are parsed
// already; without a snapshot it does the same at its start, which takes some seconds more.
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

/** Used once before the snapshot is taken, so that the types behind these names are worked out in it. */
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

/** Every folder of src that has an index, and every file right below src: what notebooks import from. */
function filesToWarm(): string[] {
  const src = path.join(root, 'src');
  const entries = fs.readdirSync(src, { withFileTypes: true });
  const indexed = entries.filter((one) => one.isDirectory() && fs.existsSync(path.join(src, one.name, 'index.ts')));
  const single = entries.filter((one) => one.isFile() && one.name.endsWith('.ts'));
  return [
    'jupyter/kernel/compiler/globals.d.ts',
    ...indexed.map(({ name }) => `src/${name}/index.ts`),
    ...single.map(({ name }) => `src/${name}`),
    'node_modules/nodejs-polars/bin/index.d.ts',
  ].filter((file) => fs.existsSync(path.join(root, file)));
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
    process.send!({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function serve(): void {
  process.on('SIGINT', () => {}); // an interrupt is for the cell, not for its compiler
  process.on('disconnect', () => process.exit(0));
  process.on('message', (request) => answer(request as Request));
  process.send!({ ready: true });
  setImmediate(() => compiler.compile('0')); // touches the pages of the snapshot that every cell needs
}

if (v8.startupSnapshot.isBuildingSnapshot()) v8.startupSnapshot.setDeserializeMainFunction(serve);
else serve();
