// How TypeScript becomes JavaScript: compiled once and kept, seen anew after an edit, and with
// errors that name the lines which people wrote.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { createStore, projectFiles, SourceError, type Store } from '../../jupyter/load/store.cjs';
import { projectPath } from '../../src/core/paths';

const project = projectPath('');
const loader = path.join(project, 'jupyter', 'load');
const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'lab-load-')));
test.after(() => fs.rmSync(base, { recursive: true, force: true }));

let folders = 0;

/** A folder with the given files, and a store for it. */
function folderWith(files: Record<string, string>): { root: string; store: Store } {
  const root = path.join(base, String(++folders));
  for (const [name, text] of Object.entries(files)) write(path.join(root, name), text);
  return { root, store: createStore(root) };
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** Runs a file of TypeScript in a process of its own. */
function run(file: string): { status: number | null; stdout: string; stderr: string } {
  const register = path.join(loader, 'register.cjs');
  return spawnSync(process.execPath, ['-r', register, file], { encoding: 'utf8' });
}

function listed(folder: string): string[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
}

test('a file is compiled once: the second store finds it, and the text decides', () => {
  const { root, store } = folderWith({ 'src/a.ts': 'export const a: number = 1;\n' });
  const file = path.join(root, 'src', 'a.ts');
  const first = store.compile(file);
  const [codeFile, mapFile] = listed(store.folder);
  assert.match(String(codeFile), /\.js$/);
  assert.equal(first.mapFile, path.join(store.folder, String(mapFile)));
  assert.equal(first.label, 'src/a.ts');
  assert.deepEqual(first.map()?.sources, ['src/a.ts']);

  const before = fs.statSync(path.join(store.folder, String(codeFile))).mtimeMs;
  const second = createStore(root).compile(file);
  assert.equal(second.code, first.code);
  assert.equal(fs.statSync(path.join(store.folder, String(codeFile))).mtimeMs, before);
  assert.equal(listed(store.folder).length, 2);
});

test('an edited file is seen anew, and its old text is still there when it comes back', () => {
  const { root, store } = folderWith({ 'a.ts': 'export const a = 1;\n' });
  const file = path.join(root, 'a.ts');
  const first = store.compile(file).code;
  write(file, 'export const a = 2;\n');
  assert.match(store.compile(file).code, /a = 2/);
  write(file, 'export const a = 1;\n');
  assert.equal(store.compile(file).code, first);
  assert.equal(listed(store.folder).length, 4);
});

test('a file that was cut short while it was written is made again', () => {
  const { root, store } = folderWith({ 'a.ts': 'export const a = 1;\n' });
  const file = path.join(root, 'a.ts');
  const whole = store.compile(file).code;
  const [codeFile] = listed(store.folder);
  const stored = path.join(store.folder, String(codeFile));
  for (const part of ['', whole.slice(0, 40)]) {
    fs.writeFileSync(stored, part);
    assert.equal(createStore(root).compile(file).code, whole);
  }
  fs.writeFileSync(`${stored}.1-0-0.tmp`, 'what a killed process left');
  assert.equal(createStore(root).compile(file).code, whole);
});

test('where .lab cannot be written, everything runs from memory', () => {
  const { root, store } = folderWith({ '.lab': 'no folder', 'a.ts': 'export const a = 1;\n' });
  const compiled = store.compile(path.join(root, 'a.ts'));
  assert.equal(compiled.mapFile, undefined);
  assert.deepEqual(compiled.map()?.sources, ['a.ts']);
  assert.equal(store.compile(path.join(root, 'a.ts')), compiled);
});

test('a syntax error names file, line, column and the text of the line', () => {
  const text = "const é = 'é';\nconst é2 = é 'oops';\n";
  const { root, store } = folderWith({ 'deep/bad.ts': text });
  assert.throws(
    () => store.compile(path.join(root, 'deep', 'bad.ts')),
    (error: SourceError) => {
      assert.ok(error instanceof SyntaxError);
      const { file, line, column, lineText } = error;
      assert.deepEqual([file, line, column], ['deep/bad.ts', 2, 14]);
      assert.equal(lineText, "const é2 = é 'oops';");
      const [first, second, third] = error.message.split('\n');
      assert.match(String(first), /^deep\/bad\.ts:2:14 - Expected/);
      assert.equal(second, "    const é2 = é 'oops';");
      assert.equal(String(third).indexOf('^'), String(second).indexOf("'oops'"));
      return true;
    },
  );
  assert.deepEqual(listed(store.folder), []);

  const { status, stderr } = run(path.join(root, 'deep', 'bad.ts'));
  assert.equal(status, 1);
  assert.match(stderr, /^SyntaxError: .*deep\/bad\.ts:2:14 - /);
  assert.doesNotMatch(stderr, /jupyter\/load/);
});

test("the project's tsconfig.json decides about decorators", () => {
  const text = `
    function note(...args: unknown[]) { console.log(args.length); }
    class A { @note method() {} }`;
  const standard = folderWith({ 'a.ts': text });
  assert.equal(run(path.join(standard.root, 'a.ts')).stdout, '2\n');
  const tsconfig = `{
    // as TypeScript had them first
    "compilerOptions": { "experimentalDecorators": true, "outDir": "a//b" /* kept */ }
  }`;
  const older = folderWith({ 'a.ts': text, 'tsconfig.json': tsconfig });
  const codeIn = ({ root, store }: typeof older): string => {
    return store.compile(path.join(root, 'a.ts')).code;
  };
  assert.match(codeIn(older), /__decorateClass/);
  assert.doesNotMatch(codeIn(standard), /__decorateClass/);
});

test('what TypeScript has beyond types runs: enums, namespaces, using, import()', () => {
  const { root } = folderWith({
    'data.json': '{ "n": 5 }',
    'b.mts': 'export const b = import.meta.dirname === __dirname;',
    'a.ts': `
      import data from './data.json' with { type: 'json' };
      import fs = require('node:fs');
      enum Colour { Red = 3 }
      namespace Space { export const inside = 4; }
      const closed: string[] = [];
      class Box {
        constructor(readonly size: number) {}
        [Symbol.dispose]() { closed.push('closed'); }
      }
      async function main(): Promise<void> {
        { using box = new Box(7); closed.push(String(box.size)); }
        const { b } = await import('./b.mts');
        const isFile = import.meta.url.startsWith('file:///') && typeof fs.statSync === 'function';
        console.log(Colour.Red, Space.inside, data.n, closed.join(), b, isFile);
      }
      void main();`,
  });
  const { stdout, stderr } = run(path.join(root, 'a.ts'));
  assert.deepEqual([stdout, stderr], ['3 4 5 7,closed true true\n', '']);
});

test('stacks and uncaught errors show the lines of the TypeScript', () => {
  const { root } = folderWith({
    'thrower.ts': `interface Long { readonly a: number }

/** A comment that JavaScript has not. */
export function check(value: Long): void {
  if (value.a > 3) throw new RangeError('too large');
}
`,
    'main.ts': `import { check } from './thrower';
type Nothing = undefined;

check({ a: 4 });
`,
  });
  const { status, stderr } = run(path.join(root, 'main.ts'));
  assert.equal(status, 1);
  const thrower = path.join(root, 'thrower.ts');
  const lines = stderr.split('\n');
  assert.equal(lines[0], `${thrower}:5`);
  assert.equal(lines[1], "  if (value.a > 3) throw new RangeError('too large');");
  assert.equal(lines[4], 'RangeError: too large');
  assert.equal(lines[5], `    at check (${thrower}:5:26)`);
  assert.match(String(lines[6]), /main\.ts:4:1\)$/);
});

test('a program that listens for uncaught errors gets them, with a stack of its own lines', () => {
  const { root } = folderWith({
    'main.ts': `interface A { a: number }

process.on('uncaughtException', (error) => {
  console.log(error.stack?.split('\\n')[1]?.trim());
});
setTimeout(() => { throw new Error('late'); }, 1);
`,
  });
  const { status, stdout, stderr } = run(path.join(root, 'main.ts'));
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /main\.ts:6:26\)\n$/);
});

test('a program may wait at its top level; a file that is imported may not', () => {
  const { root } = folderWith({
    'waits.ts': `#!/usr/bin/env node
import path from 'node:path';
const later = (value: number): Promise<number> => new Promise((done) => setTimeout(done, 1, value));

const three: number = await later(3);
for await (const value of [later(1)]) console.log(value, path.sep);
throw new Error(\`after \${three}\`);
`,
    'imports.ts': "import './waits';\n",
  });
  for (let i = 0; i < 2; i++) {
    const { stdout, stderr } = run(path.join(root, 'waits.ts'));
    assert.equal(stdout, '1 /\n');
    assert.match(stderr, /waits\.ts:7\nthrow new Error\(.*\n +\^\n\nError: after 3\n/);
  }
  const { stderr } = run(path.join(root, 'imports.ts'));
  assert.match(stderr, /SyntaxError: .*waits\.ts:5:23 - Top-level await/);
});

test('ts-node runs the first example of the README from any folder, through the same store', () => {
  const src = path.join(project, 'src', 'config');
  const { root } = folderWith({
    'own.ts': `import { profiles } from '${src}';
const seed: number = await Promise.resolve(1);
console.log(profiles.quick({ seed }).seed, new Error('here').stack?.split('own.ts')[1]);
`,
  });
  const program = path.join(project, 'node_modules', '.bin', 'ts-node');
  const args = ['--project', path.join(project, 'tsconfig.json'), 'own.ts'];
  const { stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  assert.equal(stdout.split('\n')[0], '1 :3:44', stderr);
});

test('a worker thread runs a TypeScript file and gets its data', async () => {
  const { root } = folderWith({
    'worker.ts': `import { parentPort, workerData } from 'node:worker_threads';
interface Data { readonly n: number }
parentPort?.postMessage((workerData as Data).n + 1);
`,
  });
  const workerData = { module: path.join(root, 'worker.ts'), n: 4 };
  const worker = new Worker(path.join(loader, 'worker.cjs'), { workerData, execArgv: [] });
  const answer = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  assert.equal(answer, 5);
});

test('filling compiles all files and leaves out errors; then nothing is left to do', async () => {
  const { root, store } = folderWith({
    'src/a.ts': 'export const a = 1;',
    'src/types.d.ts': 'declare const x: number;',
    'src/deep/b.mts': 'export const b = 2;',
    'src/broken.ts': 'const = 3;',
    'jupyter/kernel/c.ts': 'export const c = 3;',
    'notes.ts': 'export {};',
  });
  const files = projectFiles(root).map((file) => store.labelOf(file));
  const expected = ['jupyter/kernel/c.ts', 'src/a.ts', 'src/broken.ts', 'src/deep/b.mts'];
  assert.deepEqual(files.sort(), expected);
  await store.fill(projectFiles(root));
  assert.equal(listed(store.folder).length, 6);
  fs.rmSync(path.join(root, 'src', 'broken.ts'));
  assert.equal(await createStore(root).fill(projectFiles(root)), 0);
});
