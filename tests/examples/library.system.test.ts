// The laboratory as a package of another project: `npm install PATH`, then import it from
// JavaScript and TypeScript there. Nothing here needs the network.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { cleanEnvironment, command, project, temporaryFolder } from '../setup/setup-support';

const base = temporaryFolder();
test.after(() => fs.rmSync(base, { recursive: true, force: true }));

const env = cleanEnvironment();
const tsc = path.join(project, 'node_modules', 'typescript', 'bin', 'tsc');

/** Runs a program to its end; an error with what it wrote if it fails. */
function call(cwd: string, program: string, ...words: string[]): string {
  const options = { cwd, env, encoding: 'utf8', maxBuffer: 1e8 } as const;
  const { status, stdout, stderr } = spawnSync(program, words, options);
  assert.equal(status, 0, `${program} ${words.join(' ')}:\n${stdout}${stderr}`);
  return stdout;
}

const node = (cwd: string, ...words: string[]): string => call(cwd, process.execPath, ...words);

/** A project of somebody else. */
function otherProject(name: string): string {
  const folder = path.join(base, name);
  fs.mkdirSync(folder);
  write(folder, 'package.json', '{ "name": "other", "version": "1.0.0", "private": true }');
  return folder;
}

function write(folder: string, name: string, text: string): void {
  fs.writeFileSync(path.join(folder, name), text);
}

/** Checks and compiles files of another project, strictly. */
function compileTypeScript(folder: string, files: readonly string[], options: object): void {
  const typeRoots = [path.join(project, 'node_modules', '@types')];
  const compilerOptions = { strict: true, skipLibCheck: true, target: 'es2022', typeRoots };
  const settings = { compilerOptions: { ...compilerOptions, ...options }, files };
  write(folder, 'tsconfig.json', JSON.stringify(settings));
  node(folder, tsc, '-p', '.');
}

/** Every folder of the built project that can be imported by its name. */
function subpaths(): string[] {
  const dist = path.join(project, 'dist');
  return fs
    .readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'index.js' && name !== 'index.js')
    .map((name) => path.dirname(name).split(path.sep).join('/'))
    .sort();
}

const ESM = `
import { ExperienceReplay } from 'neural-memory-lab/replay';
import { createRandom } from 'neural-memory-lab/core/random';
import { continualScenario } from 'neural-memory-lab/tasks/continual';
import { ready, tf, backend } from 'neural-memory-lab/tf';
import { metrics } from 'neural-memory-lab';
await ready();
console.log(typeof ExperienceReplay, createRandom(1).int(1), typeof metrics.continualMetrics);
console.log(tf.add(1, 2).dataSync()[0], backend().name);
console.log(continualScenario('permuted').tasks.length);
`;

const PRINTED = /^function 0 function\n3 (tensorflow|wasm)\n10\n$/;

/** The same program as CommonJS. */
const CJS = `(async () => {${ESM.replace(
  /import (\{.*\}) from ('.*');/g,
  'const $1 = require($2);',
)}})();`;

const TYPED = `
import { ContinualLearningAgent, runStream } from 'neural-memory-lab/agent';
import { profiles, type AgentConfig } from 'neural-memory-lab/config';
import { continualMetrics } from 'neural-memory-lab/metrics';
import { createRandom, type Random } from 'neural-memory-lab/core/random';
import { regressionStream } from 'neural-memory-lab/tasks';
import { tf } from 'neural-memory-lab/tf';
import { replay } from 'neural-memory-lab';

export async function forgets(config: AgentConfig): Promise<number | null> {
  const agent = new ContinualLearningAgent(config);
  const R = await runStream(agent, regressionStream(), { updatesPerTask: 1 });
  return continualMetrics(R, { higherIsBetter: false }).forgetting;
}
export const config: AgentConfig = profiles.tiny({ seed: 1 });
export const random: Random = createRandom(0);
export const ones: tf.Tensor2D = tf.tensor2d([[1, 1]]);
export const store = new replay.ExperienceReplay({ capacity: 1, fields: { x: 1 } });
// @ts-expect-error: a wrong setting is seen
profiles.tiny({ sead: 1 });
`;

test('npm run build: declarations and JavaScript; then nothing is left to do', async () => {
  const first = await command(project, ['build']);
  assert.equal(first.status, 0, first.text);
  const { status, text, seconds } = await command(project, ['build']);
  assert.deepEqual([status, text], [0, 'dist is up to date\n']);
  assert.ok(seconds < 2, `took ${seconds} s`);
  assert.deepEqual(
    fs.readdirSync(project).filter((name) => name.startsWith('dist')),
    ['dist'],
  );
  for (const name of ['index.js', 'index.js.map', 'index.d.ts', 'replay/index.d.ts.map']) {
    assert.ok(fs.existsSync(path.join(project, 'dist', name)), name);
  }
});

/** Pages of reports are made of style sheets and scripts that lie beside the JavaScript. */
const PAGES = `
const path = require('node:path');
const report = (name) => require(path.join(process.argv[2], 'report', name));
const styles = { light: '', dark: '' };
const body = { html: '', cells: [], headings: [], figures: [], styles };
const about = { title: 'T', language: 'en', authors: [], made: '' };
const slides = report('slides/slidesPage').slidesPage({ ...about, deck: [], pieces: [], body });
console.log([
  report('page').styleSheet(styles).includes('.figure'),
  slides.includes('.slides-page'),
  report('book/bookPage').bookAssets(styles, [])['book.js'].includes('bookSections'),
  report('book/paper').paperPage(about, [], styles, new Map()).includes('.title-page {'),
].join());
`;

test('what is built makes pages of reports, slides and books', () => {
  write(base, 'pages.cjs', PAGES);
  const printed = node(base, 'pages.cjs', path.join(project, 'dist'));
  assert.equal(printed, 'true,true,true,true\n');
});

test('npm install PATH: JavaScript of both kinds and TypeScript import it', () => {
  const other = otherProject('linked');
  call(other, 'npm', 'install', '--offline', '--no-audit', '--no-fund', project);
  write(other, 'esm.mjs', ESM);
  write(other, 'common.cjs', CJS);
  assert.match(node(other, 'esm.mjs'), PRINTED);
  assert.match(node(other, 'common.cjs'), PRINTED);

  write(other, 'typed.ts', TYPED);
  write(other, 'typed.mts', TYPED);
  for (const [module, resolution, files] of [
    ['nodenext', 'nodenext', ['typed.ts', 'typed.mts']],
    ['esnext', 'bundler', ['typed.ts']],
    ['commonjs', 'node10', ['typed.ts']],
  ] as const) {
    compileTypeScript(other, files, { module, moduleResolution: resolution, types: [] });
  }
});

test('the examples compile and run there as they stand', () => {
  const other = path.join(base, 'linked');
  const examples = path.join(project, 'examples');
  const names = fs.readdirSync(examples).filter((name) => name.endsWith('.ts'));
  const copies = names.map((name) => name.replace(/ts$/, 'mts')); // `await` at the top: a module
  for (const [i, name] of names.entries()) {
    fs.copyFileSync(path.join(examples, name), path.join(other, String(copies[i])));
  }
  compileTypeScript(other, copies, { module: 'nodenext' });
  for (const name of ['replay-store', 'own-strategy']) {
    const printed = node(other, `${name}.mjs`);
    const text = fs.readFileSync(path.join(examples, `${name}.ts`), 'utf8');
    assert.equal(printed, String(text.split('// prints:\n')[1]).replace(/^\/\/ /gm, ''));
  }
});

test('every folder with an index can be imported, with the same names in both kinds', () => {
  const other = path.join(base, 'linked');
  const names = subpaths();
  assert.ok(names.length > 15, names.join(', '));
  write(
    other,
    'all.mjs',
    `import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);
    for (const name of process.argv.slice(2)) {
      const esm = new Set(Object.keys(await import(name)));
      const missing = Object.keys(require(name)).filter((key) => !esm.has(key));
      if (missing.length > 0) console.log(name, missing);
    }`,
  );
  assert.equal(node(other, 'all.mjs', ...names.map((name) => `neural-memory-lab/${name}`)), '');
});

test("an error inside a compiled function names the other project's line", () => {
  const other = path.join(base, 'linked');
  write(
    other,
    'refused.mjs',
    `import { compile } from 'neural-memory-lab/compile';
import { ready, tf } from 'neural-memory-lab/tf';
await ready();
const sum = compile((x) => x.sum().dataSync());
try { sum(tf.ones([2])); } catch (error) { console.log(error.message); }
`,
  );
  assert.match(node(other, 'refused.mjs'), /refused\.mjs:4/);
});

test('npm pack: what is packed runs without the rest of the project', () => {
  call(project, 'npm', 'pack', '--silent', '--pack-destination', base);
  const [tarball] = fs.readdirSync(base).filter((name) => name.endsWith('.tgz'));
  const other = otherProject('packed');
  const modules = path.join(other, 'node_modules');
  fs.mkdirSync(path.join(modules, '@tensorflow'), { recursive: true });
  call(modules, 'tar', '-xzf', path.join(base, String(tarball)));
  fs.renameSync(path.join(modules, 'package'), path.join(modules, 'neural-memory-lab'));
  const packed = fs.readdirSync(path.join(modules, 'neural-memory-lab')).sort();
  assert.deepEqual(packed, ['LICENSE', 'README.md', 'data', 'dist', 'package.json', 'src']);

  // npm would bring these from its registry.
  const { dependencies } = JSON.parse(
    fs.readFileSync(path.join(project, 'package.json'), 'utf8'),
  ) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    fs.symlinkSync(path.join(project, 'node_modules', name), path.join(modules, name));
  }
  write(other, 'esm.mjs', ESM);
  assert.match(node(other, 'esm.mjs'), PRINTED);
});
