// `npm run ts -- FILE`: a TypeScript file of one's own, wherever it lies.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { cleanEnvironment, project, temporaryFolder } from '../setup/setup-support';

const main = path.join(project, 'src', 'cli', 'main.mjs');
const folder = temporaryFolder();
test.after(() => fs.rmSync(folder, { recursive: true, force: true }));

const env = cleanEnvironment();

/** A file in the temporary folder. */
function written(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

/** What `npm run ts -- ...words` starts, typed in the temporary folder. */
function runFile(...words: string[]) {
  const args = [main, 'ts', ...words];
  return spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
}

const PROGRAM = `
import { basename } from 'node:path';
import { ExperienceReplay } from 'neural-memory-lab/replay';
import { createRandom } from 'neural-memory-lab/core/random';
import { own } from './own';

interface Answer { readonly words: string[] }
const answer: Answer = { words: await Promise.resolve(process.argv.slice(2)) };
for await (const word of answer.words) console.log(word);
const { later } = await import('./later');
console.log(own, later, basename(import.meta.url), require.main === module, process.cwd());
console.log(new ExperienceReplay({ capacity: 1, fields: { x: 1 } }).size, createRandom(1).int(1));
process.exitCode = 7;
`;

for (const name of ['program.ts', 'program.mts', 'module/program.ts']) {
  test(`${name}: await at the top, the project by its name, words, folder and status`, () => {
    const inside = path.dirname(name);
    written(name, PROGRAM);
    written(path.join(inside, 'own.ts'), "export const own: string = 'own';\n");
    written(path.join(inside, 'later.ts'), "export const later: string = 'later';\n");
    if (inside === 'module') written('module/package.json', '{ "type": "module" }');
    const { status, stdout, stderr } = runFile(name, 'a', '--b', 'c d');
    const last = `own later ${path.basename(name)} true ${folder}\n0 0\n`;
    assert.deepEqual([stdout, stderr, status], [`a\n--b\nc d\n${last}`, '', 7]);
  });
}

test('through npm, from another folder: the file is looked for there', () => {
  written('here.ts', 'console.log(process.cwd(), await process.argv[2]);\n');
  const words = ['--prefix', project, 'run', '--silent', 'ts', '--', 'here.ts', 'word'];
  const { stdout, status } = spawnSync('npm', words, { cwd: folder, env, encoding: 'utf8' });
  assert.deepEqual([stdout, status], [`${folder} word\n`, 0]);
});

test('an error that nobody catches names the line of the TypeScript, and the status is 1', () => {
  for (const first of ['', 'await Promise.resolve();']) {
    written('wrong.ts', `${first}\ninterface A {}\nconst a: A = {};\nthrow new Error('wrong');\n`);
    const { status, stderr } = runFile('wrong.ts');
    assert.equal(status, 1);
    assert.match(stderr, /wrong\.ts:4\nthrow new Error\('wrong'\);\n +\^\n\nError: wrong\n/);
  }
});

test('a missing file, no file and another kind of file are refused in one line', () => {
  written('data.csv', 'a,b\n');
  const refusals: [string[], RegExp][] = [
    [[], /^usage: npm run ts -- FILE \[arguments\] .*\n$/],
    [['nothing.ts'], /^no file "nothing\.ts" in .*\n$/],
    [['data.csv'], /^"data\.csv" is no TypeScript file; usage: .*\n$/],
  ];
  for (const [words, message] of refusals) {
    const { status, stderr } = runFile(...words);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} reaches the program, which may end in its own way`, async () => {
    const tidy = `process.on('${signal}', () => { console.log('tidied up'); process.exit(3); });`;
    const wait =
      "console.log('ready'); await new Promise((resolve) => setTimeout(resolve, 60_000));";
    written('plain.ts', wait);
    written('tidy.ts', `${tidy}\n${wait}`);
    for (const [name, ended] of [
      ['plain.ts', [null, signal, 'ready\n']],
      ['tidy.ts', [3, null, 'ready\ntidied up\n']],
    ] as const) {
      const child = spawn(process.execPath, [main, 'ts', name], { cwd: folder, env });
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (piece: string) => {
        if (text === '') child.kill(signal);
        text += piece;
      });
      const [status, by] = (await once(child, 'close')) as [number | null, string | null];
      assert.deepEqual([status, by, text], ended);
    }
  });
}
