// Set-up with the real npm, pip and compiler, from nothing, in a copy of the project. One copy goes
// through all of it: first every step is stopped in the middle, then it is completed, then
// TensorFlow is brought in its three ways.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { command, copyProject, pause, processesIn, Run, temporaryFolder } from './setup-support';
import { tensorflowWays } from './setup-ways';

const base = temporaryFolder();
const root = copyProject(path.join(base, 'copy'));
const LAB_CACHE = path.join(base, 'cache');
const wheel = { LAB_CACHE, LAB_TENSORFLOW: 'wheel' };
const inRoot = (...parts: string[]): string => path.join(root, ...parts);

test.after(() => fs.rmSync(base, { recursive: true, force: true, maxRetries: 3 }));

/**
 * Starts set-up, waits for the moment, stops it there, and checks that nothing goes on behind its
 * back.
 */
async function stopAt(
  what: string,
  moment: () => boolean,
  wait: number,
  signal: 'SIGINT' | 'SIGKILL',
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const run = new Run(root, ['setup'], { ...wheel, ...env });
  await run.until(what, () => moment() || run.text.includes(what));
  await pause(wait);
  assert.equal(run.child.exitCode, null, `set-up was still at work on ${what}:\n${run.text}`);
  run.child.kill(signal);
  const { status, text } = await run.ended;
  if (signal === 'SIGINT') {
    assert.equal(status, 130);
    assert.match(text, /interrupted; run the same command again to go on\n$/);
    assert.doesNotMatch(text, /\n {4}at /, 'no stack for a person who pressed Ctrl+C');
  }
  for (let i = 0; processesIn(root).length > 0; i++) {
    assert.ok(i < 60, `processes ${processesIn(root).join(', ')} outlived the stopped set-up`);
    await pause(50);
  }
  return text;
}

const never = (): boolean => false;
const stamped = (...parts: string[]): boolean => fs.existsSync(inRoot(...parts, '.lab-setup.json'));

test('before anything is installed, doctor says what is missing and how to mend it', async () => {
  const { status, text } = await command(root, ['doctor']);
  assert.equal(status, 1);
  assert.match(text, /✗ npm packages +not installed\n +mend: npm run setup/);
  assert.match(text, /✗ TypeScript kernel +not installed/);
  assert.match(text, /✓ Node\.js +\d/);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`npm packages: stopped by ${signal}, no half node_modules is left`, async () => {
    await stopAt('[1/7] npm packages: installing', never, 1500, signal);
    assert.equal(fs.existsSync(inRoot('node_modules')), false);
  });
}

test('Python packages: without network one line says so; the npm packages are kept', async () => {
  const { status, text } = await command(root, ['setup'], {
    ...wheel,
    PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
    PIP_NO_INDEX: '',
    PIP_FIND_LINKS: '',
    PIP_NO_CACHE_DIR: '1',
  });
  assert.equal(status, 1);
  assert.match(text, /\[1\/7\] npm packages: done in [\d.]+ s/);
  assert.match(
    text,
    /\nPython packages: the download failed, there seems to be no network; [^\n]+\n$/,
  );
  assert.ok(stamped('node_modules') && !stamped('.venv'));
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`Python packages: stopped by ${signal}, .venv is not trusted`, async () => {
    const text = await stopAt('[2/7] Python packages', never, 4000, signal);
    assert.doesNotMatch(text, /npm packages/, 'the finished step is not done again');
    assert.equal(stamped('.venv'), false);
  });
}

const library = ['node_modules', '@tensorflow', 'tfjs-node'];

for (const signal of ['SIGKILL', 'SIGINT'] as const) {
  test(`TensorFlow: stopped by ${signal} while it downloads, nothing left is trusted`, async () => {
    const folders = (): string[] => (fs.existsSync(LAB_CACHE) ? fs.readdirSync(LAB_CACHE) : []);
    const before = folders();
    await stopAt(
      'the download',
      () => folders().some((name) => !before.includes(name)),
      500,
      signal,
    );
    assert.deepEqual(
      folders().map((name) => path.extname(name)),
      signal === 'SIGKILL' ? ['.tmp'] : [],
      'the second removes what the first left',
    );
    assert.equal(stamped(...library), false);
  });
}

test('TensorFlow: stopped while it compiles, the package is as npm made it', async () => {
  await stopAt(
    'the compiler',
    () => fs.existsSync(inRoot('.lab', 'tmp', 'tfjs-node', 'lib', 'napi-v8')),
    500,
    'SIGKILL',
  );
  assert.equal(stamped(...library), false);
  assert.deepEqual(
    ['deps', 'lib'].filter((name) => fs.existsSync(inRoot(...library, name))),
    [],
  );
});

test('kernel: stopped while it is installed', async () => {
  await stopAt('[4/7] TypeScript kernel: installing', never, 0, 'SIGKILL');
});

test('TypeScript files, cell compiler: stopped in the middle, nothing half is left', async () => {
  await stopAt('[5/7] TypeScript files: compiling', never, 0, 'SIGKILL');
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    await stopAt('[6/7] cell compiler: building', never, 3000, signal);
    const compilers = fs
      .readdirSync(inRoot('.lab', 'compiler'))
      .map((name) => inRoot('.lab', 'compiler', name));
    assert.deepEqual(
      compilers.flatMap((folder) => fs.readdirSync(folder)),
      ['bundle.cjs'],
    );
  }
});

test('after all that, set-up completes, with the library of the cache; all loads', async () => {
  const { status, text } = await command(root, ['setup'], wheel);
  assert.equal(status, 0, text);
  const doctor = await command(root, ['doctor']);
  assert.equal(doctor.status, 0, doctor.text);
  assert.match(doctor.text, /✓ backend +native TensorFlow 2\.21\.0/);
  assert.match(doctor.text, /✓ TypeScript kernel +installed/);
  assert.match(doctor.text, /✓ cell compiler +snapshot for Node/);
});

test('the second run does nothing, and takes well under a second', async () => {
  const times = [];
  for (let i = 0; i < 3; i++) {
    const { status, text, seconds } = await command(root, ['setup']);
    assert.deepEqual(
      [status, text],
      [0, 'everything is in place; npm start opens the notebooks\n'],
    );
    times.push(seconds);
  }
  assert.ok(Math.min(...times) < 1, `took ${times.join(', ')} s`);
});

test('two set-ups at once: one waits, both end well, the work is done once', async () => {
  fs.rmSync(inRoot('.venv', 'share', 'jupyter', 'kernels', 'tslab'), { recursive: true });
  const [a, b] = await Promise.all([command(root, ['setup']), command(root, ['setup'])]);
  assert.deepEqual([a.status, b.status], [0, 0], a.text + b.text);
  assert.equal(`${a.text}${b.text}`.split('TypeScript kernel: done').length - 1, 1);
  assert.match(a.text + b.text, /set-up is complete \([\d.]+ s\)/);
  assert.deepEqual(
    fs.readdirSync(inRoot('.lab')).sort(),
    ['compiler', 'js', 'jupyter', 'logs'],
    'no temporary folder, no lock',
  );
});

test('a lock is taken over from a dead set-up, also if its number is in use again', async () => {
  const old = new Date(Date.now() - 120_000);
  for (const pid of ['99999999', String(process.pid)]) {
    fs.rmSync(inRoot('.venv', 'share', 'jupyter', 'kernels', 'tslab'), { recursive: true });
    fs.writeFileSync(inRoot('.lab', 'setup.lock'), pid);
    if (pid === String(process.pid)) fs.utimesSync(inRoot('.lab', 'setup.lock'), old, old);
    const { status, text } = await command(root, ['setup']);
    assert.equal(status, 0, text);
    assert.doesNotMatch(text, /waiting/);
  }
});

tensorflowWays(root, LAB_CACHE, base);
