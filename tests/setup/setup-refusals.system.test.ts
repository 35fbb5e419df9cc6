// What set-up refuses, in one plain line that says how to mend it, before it has done anything.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {
  command,
  copyProject,
  importModule,
  pathWith,
  script,
  temporaryFolder,
} from './setup-support';
import { pattern } from '../pattern';

const base = temporaryFolder();
const root = copyProject(path.join(base, 'copy'));
test.after(() => fs.rmSync(base, { recursive: true, force: true }));

async function refused(env: NodeJS.ProcessEnv, line: RegExp, at = root): Promise<void> {
  const { status, text } = await command(at, ['setup'], env);
  assert.equal(status, 1, text);
  assert.match(text, line);
  assert.equal(text.trim().split('\n').length, 1, `one line: ${text}`);
  assert.deepEqual(
    ['node_modules', '.venv'].filter((name) => fs.existsSync(path.join(at, name))),
    [],
  );
}

/** Python itself: what `command -v python3` finds may be a script that needs more than our PATH. */
const real = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();
let count = 0;
/** A PATH with node, npm and one python3 of our making. */
function withPython(text: string): string {
  const folder = pathWith(path.join(base, `path-${++count}`), ['node', 'npm', 'sh', 'git']);
  script(path.join(folder, 'python3'), text);
  return folder;
}

test('Python 3.8', () =>
  refused(
    { PATH: withPython('echo 3.8.10; echo venv') },
    /^Python 3\.8\.10 \(python3\) is too old: 3\.10 or newer is needed; .*LAB_PYTHON/,
  ));

test('no Python', () =>
  refused(
    { PATH: pathWith(path.join(base, 'no-python'), ['node', 'npm', 'sh']) },
    /^no Python was found: 3\.10 or newer is needed/,
  ));

test('LAB_PYTHON that is no Python', () =>
  refused({ LAB_PYTHON: '/bin/true' }, /^LAB_PYTHON=\/bin\/true is no Python/));

test('Python without its venv module, as on Debian', async () => {
  const without = path.join(base, 'hidden');
  fs.mkdirSync(without);
  fs.writeFileSync(
    path.join(without, 'ensurepip.py'),
    'raise ImportError("No module named ensurepip")\n',
  );
  await refused(
    { PATH: withPython(`PYTHONPATH=${without} exec ${real} "$@"`) },
    pattern(
      /^Python 3\.\d+\.\S+ \(python3\): Python's venv module is missing; on Debian or /,
      /Ubuntu: apt install python3-venv/,
    ),
  );
});

test('no network', async () => {
  const { status, text } = await command(root, ['setup'], {
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_cache: path.join(base, 'empty-cache'),
  });
  assert.equal(status, 1);
  assert.match(
    text,
    pattern(
      /\nnpm packages: the download failed, there seems to be no network; check the /,
      /connection or the proxy settings, then run the same command again\n$/,
    ),
  );
  assert.equal(fs.existsSync(path.join(root, 'node_modules')), false);
  assert.equal(fs.existsSync(path.join(root, '.lab', 'tmp')), false);
});

test('a disk without room', async () => {
  const { needRoom } = await importModule<{
    needRoom: (what: string, folder: string, bytes: number) => void;
  }>('disk.mjs');
  assert.throws(() => needRoom('npm packages', base, 1e18), {
    message: pattern(
      /^npm packages: 1000000000000 MB of disk space are needed in .*, \d+ MB are free; /,
      /free some space and run the same command again$/,
    ),
  });
  needRoom('npm packages', path.join(base, 'not', 'there', 'yet'), 1);
  // only root may make a small disk to try it on
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return;
  const small = path.join(base, 'small');
  fs.mkdirSync(small);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', small]);
  try {
    await refused(
      {},
      /^npm packages: 1000 MB of disk space are needed in .*, \d+ MB are free;/,
      copyProject(path.join(small, 'copy')),
    );
  } finally {
    execFileSync('umount', [small]);
  }
});

test('a disk that fills up while npm writes', async () => {
  const { explain } = await importModule<{
    explain: (what: string, output: string, log: string) => Error;
  }>('explain.mjs');
  assert.match(
    explain(
      'npm packages',
      'npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write',
      'x.log',
    ).message,
    /^npm packages: the disk is full; free some space/,
  );
  assert.match(
    explain(
      'Python packages',
      'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
      'x.log',
    ).message,
    /the disk is full/,
  );
  assert.equal(
    explain(
      'TensorFlow addon',
      'a.cc: In function\na.cc:1:2: error: no member\ncompilation terminated.',
      'x.log',
    ).message,
    'TensorFlow addon failed: a.cc:1:2: error: no member (the whole output: x.log)',
  );
});

test('an unknown choice of TensorFlow', () =>
  refused({ LAB_TENSORFLOW: 'gpu' }, /^LAB_TENSORFLOW=gpu: expected installer, wheel or wasm/));

test('an old Node.js', async () => {
  const { checkNode } = await importModule<{
    checkNode: (version: string) => void;
  }>('versions.mjs');
  for (const version of ['18.20.4', '19.9.0', '8.0.0'])
    assert.throws(() => checkNode(version), {
      message: new RegExp(
        `^Node\\.js ${version.replaceAll('.', '\\.')} is too old: 20 or newer is needed`,
      ),
    });
  for (const version of ['20.0.0', '22.1.0', '100.0.0']) checkNode(version);
});

test('an unknown command names those there are', async () => {
  const { status, text } = await command(root, ['strat']);
  assert.deepEqual(
    [status, /^no command 'strat'; there are: .*doctor.*setup, start, test, ts\n$/.test(text)],
    [1, true],
    text,
  );
});
