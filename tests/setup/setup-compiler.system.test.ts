// The compiler of cells as set-up makes it: one file and a V8 snapshot, found by what they were
// made of. Tried with a small stand-in for the compiler, in a project of its own.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { bundleCompiler, compilerFiles, compilerPlaces } from '../../jupyter/load/compiler.cjs';
import { importModule, pause, project, temporaryFolder } from './setup-support';

const base = temporaryFolder();
test.after(() => fs.rmSync(base, { recursive: true, force: true }));

/** Says what it was given, as service.ts does, and how often its work was done before. */
const SERVICE = `
import { startupSnapshot } from 'node:v8';
import { words } from './words';
const made: string = words + ' ' + process.env['LAB_COMPILER_ROOT']?.length;
const main = (): void => console.log(made, Boolean(startupSnapshot.isBuildingSnapshot()));
if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.setDeserializeMainFunction(main);
else main();
`;

let projects = 0;

/** A project with a small compiler. */
function smallProject(files: Record<string, string> = {}): string {
  const root = path.join(base, `p${++projects}`);
  const compiler = path.join('jupyter', 'kernel', 'compiler');
  const all: Record<string, string> = {
    'package-lock.json': '{}',
    [path.join(compiler, 'service.ts')]: SERVICE,
    [path.join(compiler, 'words.ts')]: "export const words: string = 'first';\n",
    ...files,
  };
  for (const [name, text] of Object.entries(all)) write(path.join(root, name), text);
  fs.mkdirSync(path.join(root, 'node_modules'));
  return root;
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** Changes the text of the compiler. */
function rewrite(root: string, word: string): void {
  const file = path.join(root, 'jupyter', 'kernel', 'compiler', 'words.ts');
  write(file, `export const words = '${word}';\n`);
}

interface Step {
  upToDate(context: object): boolean;
  run(context: object): Promise<string | undefined>;
}

const stepFile = path.join(project, 'src', 'cli', 'setup', 'cellCompiler.mjs');

async function theStep(): Promise<Step> {
  return (await importModule<{ cellCompiler: Step }>('cellCompiler.mjs')).cellCompiler;
}

/** What set-up gives to its steps. */
function contextFor(root: string, signal = new AbortController().signal): object {
  const work = path.join(root, '.lab');
  return {
    root,
    at: { compiler: path.join(work, 'compiler'), modules: path.join(root, 'node_modules') },
    temporary: path.join(work, 'tmp'),
    logs: path.join(work, 'logs'),
    signal,
    again: false,
  };
}

function filesOf(root: string): string[] {
  const folder = path.join(root, '.lab', 'compiler');
  return fs.existsSync(folder) ? (fs.readdirSync(folder, { recursive: true }) as string[]) : [];
}

/** Starts the compiler as a kernel does; what it prints. */
function started(root: string): string {
  const { bundle, blob } = compilerFiles(root);
  const args = blob ? ['--snapshot-blob', blob, 'compiler'] : [bundle];
  const env = { ...process.env, NODE_OPTIONS: '', LAB_COMPILER_ROOT: root };
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    cwd: root,
    env,
  });
  return stdout || stderr;
}

test('without set-up the bundle is made at once and used; a changed text makes another', () => {
  const root = smallProject();
  const { bundle, blob } = compilerFiles(root);
  assert.equal(blob, undefined);
  assert.equal(started(root), `first ${root.length} false\n`);
  const before = fs.statSync(bundle).mtimeMs;
  assert.equal(compilerFiles(root).bundle, bundle);
  assert.equal(fs.statSync(bundle).mtimeMs, before);

  rewrite(root, 'second');
  assert.notEqual(compilerFiles(root).bundle, bundle);
  assert.match(started(root), /^second /);
  write(path.join(root, 'package-lock.json'), '{ }');
  assert.notEqual(compilerPlaces(root).folder, path.dirname(bundle));
});

test('the step makes a snapshot that a kernel starts; then there is nothing to do', async () => {
  const root = smallProject();
  const step = await theStep();
  assert.equal(step.upToDate(contextFor(root)), false);
  assert.equal(await step.run(contextFor(root)), undefined);
  assert.equal(step.upToDate(contextFor(root)), true);
  assert.equal(compilerFiles(root).blob, compilerPlaces(root).blob);
  assert.equal(started(root), `first ${root.length} false\n`);

  // the text changes: made again, and the old one goes
  rewrite(root, 'third');
  assert.equal(step.upToDate(contextFor(root)), false);
  await step.run(contextFor(root));
  assert.match(started(root), /^third /);
  const { folder } = compilerPlaces(root);
  assert.deepEqual(fs.readdirSync(path.dirname(folder)), [path.basename(folder)]);
});

test('a snapshot that was cut short, or made by another V8, is not used', async () => {
  const root = smallProject();
  const step = await theStep();
  await step.run(contextFor(root));
  const { blob, stamp } = compilerPlaces(root);
  const stamped = JSON.parse(fs.readFileSync(stamp, 'utf8')) as { bytes: number; tag: number };

  write(stamp, JSON.stringify({ ...stamped, tag: stamped.tag + 1 }));
  assert.equal(compilerFiles(root).blob, undefined);
  write(stamp, JSON.stringify(stamped));
  assert.equal(compilerFiles(root).blob, blob);
  fs.truncateSync(blob, 1000);
  assert.equal(compilerFiles(root).blob, undefined);
  assert.equal(step.upToDate(contextFor(root)), false);
  assert.equal(started(root), `first ${root.length} false\n`, 'the bundle runs in its place');
});

test('a project that was moved or copied has no snapshot until set-up makes one', async () => {
  const root = smallProject();
  await (await theStep()).run(contextFor(root));
  const moved = path.join(base, 'moved');
  fs.cpSync(root, moved, { recursive: true });
  assert.equal(compilerFiles(moved).blob, undefined);
});

test('a snapshot that cannot be made: set-up goes on, says so, tries again if asked', async () => {
  const broken = "throw new Error('out of memory, say');\nexport const words = '';\n";
  const root = smallProject({ 'jupyter/kernel/compiler/words.ts': broken });
  const code = `import(process.argv[1]).then(async ({ cellCompiler }) => {
    const context = { ...JSON.parse(process.argv[2]), signal: new AbortController().signal };
    console.log(await cellCompiler.run(context));
    console.log(cellCompiler.upToDate(context), cellCompiler.upToDate({ ...context, again: true }));
  })`;
  const args = ['-e', code, stepFile, JSON.stringify(contextFor(root))];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(stdout, 'without a snapshot\ntrue false\n', stderr);
  assert.match(stderr, /cell compiler failed: .*out of memory, say/);
  assert.match(stderr, /no snapshot: notebooks work all the same, but their first cell waits/);
  assert.equal(compilerFiles(root).blob, undefined);
});

test('interrupted while it is made, nothing is left that would be used', async () => {
  const slow = "while (Date.now() < 1e15);\nexport const words = '';\n";
  const root = smallProject({ 'jupyter/kernel/compiler/words.ts': slow });
  const controller = new AbortController();
  const step = await theStep();
  const running = step.run(contextFor(root, controller.signal));
  await pause(500);
  controller.abort(new Error('interrupted'));
  await assert.rejects(running, /interrupted/);
  assert.equal(step.upToDate(contextFor(root)), false);
  assert.deepEqual(
    filesOf(root).filter((name) => /blob|json/.test(name)),
    [],
  );
});

test('LAB_SNAPSHOT=off: none is made or used', async () => {
  const root = smallProject();
  const step = await theStep();
  await step.run(contextFor(root));
  process.env['LAB_SNAPSHOT'] = 'off';
  try {
    assert.equal(compilerFiles(root).blob, undefined);
    assert.equal(step.upToDate(contextFor(smallProject())), false, 'the bundle is still wanted');
    const other = smallProject();
    assert.match(String(await step.run(contextFor(other))), /LAB_SNAPSHOT/);
    assert.equal(step.upToDate(contextFor(other)), true);
  } finally {
    delete process.env['LAB_SNAPSHOT'];
  }
});

test('where .lab cannot be written, the bundle goes to a temporary folder of the process', () => {
  const root = smallProject({ '.lab': 'no folder' });
  const code = `console.log(require(process.argv[1]).bundleCompiler(process.argv[2]))`;
  const finder = path.join(project, 'jupyter', 'load', 'compiler.cjs');
  const { stdout } = spawnSync(process.execPath, ['-e', code, finder, root], { encoding: 'utf8' });
  assert.match(stdout, /lab-compiler-.*bundle\.cjs\n$/);
  assert.equal(fs.existsSync(stdout.trim()), false, 'it is gone when the process has ended');
});

test('the compiler imports nothing else of the project: changes there would go unseen', () => {
  const root = smallProject({
    'jupyter/kernel/compiler/words.ts': "export { words } from '../elsewhere';",
    'jupyter/kernel/elsewhere.ts': "export const words = 'strange';",
  });
  const words = /may import only packages and its own files, not jupyter\/kernel\/elsewhere\.ts/;
  assert.throws(() => bundleCompiler(root), words);
});

test('a kernel that starts while another makes the bundle sees it whole or makes one', async () => {
  const root = smallProject();
  const code = `console.log(require(process.argv[1]).bundleCompiler(process.argv[2]))`;
  const finder = path.join(project, 'jupyter', 'load', 'compiler.cjs');
  const makeOne = (): Promise<unknown> => {
    const child = spawn(process.execPath, ['-e', code, finder, root], { stdio: 'ignore' });
    return new Promise((done) => child.on('close', done));
  };
  const codes = await Promise.all([makeOne(), makeOne(), makeOne()]);
  assert.deepEqual(codes, [0, 0, 0]);
  assert.deepEqual(fs.readdirSync(compilerPlaces(root).folder), ['bundle.cjs']);
});
