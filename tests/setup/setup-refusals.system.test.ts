// What set-up refuses, in one plain line that says how to mend it, before it has done anything.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {
  cleanEnvironment,
  command,
  copyProject,
  type Ended,
  importModule,
  pathWith,
  script,
  temporaryFolder,
} from './setup-support';
import { pattern } from '../pattern';

/** Root may make disks and networks to try things on. */
const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
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

const OFFLINE = pattern(
  /^\[1\/7\] npm packages: installing\nnpm packages: the download failed, there seems to be no /,
  /network; check the connection or the proxy settings, then run the same command again\n$/,
);

/** Set-up says that there is no network, soon, and counts no package that did not come. */
function offline({ status, text, seconds }: Ended): void {
  assert.equal(status, 1);
  assert.match(text, OFFLINE);
  assert.ok(seconds < 20, `after ${seconds} s`);
  assert.equal(fs.existsSync(path.join(root, 'node_modules')), false);
  assert.equal(fs.existsSync(path.join(root, '.lab', 'tmp')), false);
}

const npm_config_cache = path.join(base, 'empty-cache');

for (const npm_config_registry of ['http://127.0.0.1:9/', 'http://registry.invalid/']) {
  test(`no network: ${npm_config_registry}`, async () => {
    offline(await command(root, ['setup'], { npm_config_registry, npm_config_cache }));
  });
}

test('a network that swallows everything', async (context) => {
  if (!isRoot) return context.skip('only root may make one');
  const network = [
    'ip link set lo up',
    'ip link add lab0 type veth peer name lab1',
    'ip link set lab0 up',
    'ip link set lab1 up',
    'ip addr add 10.9.9.2/24 dev lab0',
    'ip route add default via 10.9.9.1',
    'ip neigh add 10.9.9.1 lladdr 02:00:00:00:00:01 dev lab0 nud permanent',
  ].join(' && ');
  const main = path.join('src', 'cli', 'main.mjs');
  const start = Date.now();
  const words = ['-n', 'sh', '-c', `${network} && exec "$0" "$@"`, process.execPath, main, 'setup'];
  const { status, stderr } = spawnSync('unshare', words, {
    cwd: root,
    encoding: 'utf8',
    env: cleanEnvironment({ npm_config_cache }),
  });
  if (/Operation not permitted|Unknown device|not found/.test(stderr))
    return context.skip('not even root may make one here');
  offline({ status, text: stderr, seconds: (Date.now() - start) / 1000 });
});

test('packages are those of this machine, each version once', async () => {
  const { packageCount } = await importModule<{ packageCount: (root: string) => number }>(
    'downloads.mjs',
  );
  const { packages } = JSON.parse(
    fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
  ) as { packages: object };
  const count = packageCount(root);
  assert.ok(count > 200 && count < Object.keys(packages).length - 40, String(count));
});

/** Does something in a copy of the project that nothing can be written to. */
async function readOnly(work: (copy: string) => Promise<void>): Promise<void> {
  const copy = path.join(base, `read-only-${++count}`);
  fs.mkdirSync(copy);
  if (!isRoot) {
    copyProject(copy);
    fs.chmodSync(copy, 0o555);
    return work(copy).finally(() => fs.chmodSync(copy, 0o755));
  }
  execFileSync('mount', ['--bind', root, copy]);
  execFileSync('mount', ['-o', 'remount,bind,ro', copy]);
  return work(copy).finally(() => execFileSync('umount', [copy]));
}

test('a read-only folder', async (context) => {
  if (isRoot && process.platform !== 'linux') return context.skip('root may write everywhere');
  fs.rmSync(path.join(root, '.lab'), { recursive: true, force: true });
  await readOnly((copy) =>
    refused(
      {},
      pattern(
        /^\/.*\.lab: (read-only file system|permission denied); put the project into a folder /,
        /that you may write to, and run the command there\n$/,
      ),
      copy,
    ),
  );
});

test('a disk without a single byte', async (context) => {
  if (!isRoot) return context.skip('only root may make a small disk');
  const small = path.join(base, 'full');
  fs.mkdirSync(small);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', small]);
  try {
    const copy = copyProject(path.join(small, 'copy'));
    fillUp(path.join(small, 'rest'));
    const full = /^\/.*: the disk is full; free some space and run the same command again\n$/;
    await refused({}, full, copy);
    assert.deepEqual(fs.readdirSync(path.join(copy, '.lab')), [], 'no lock is left');
  } finally {
    execFileSync('umount', [small]);
  }
});

/** Writes a file until the disk takes no more. */
function fillUp(file: string): void {
  const open = fs.openSync(file, 'w');
  for (const bytes of [1 << 20, 1 << 12, 1]) {
    try {
      for (;;) fs.writeSync(open, Buffer.alloc(bytes));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
  }
  fs.closeSync(open);
}

test('a cache folder that cannot be written', async () => {
  const { folderToMake } = await importModule<{
    folderToMake: (folder: string) => string | undefined;
  }>('disk.mjs');
  const file = path.join(base, 'a-file');
  fs.writeFileSync(file, '');
  assert.equal(folderToMake(path.join(base, 'not', 'there')), undefined);
  assert.match(String(folderToMake(path.join(file, 'inside'))), /a folder that can be written to/);
  if (process.platform === 'linux')
    assert.match(String(folderToMake('/proc/a/b')), /a folder that can be written to/);
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
  // FileNotFoundError holds the letters of ENOTFOUND
  const notFound = "FileNotFoundError: [Errno 2] No such file or directory: '/nowhere'";
  assert.equal(
    explain('TypeScript kernel', notFound, 'x.log').message,
    `TypeScript kernel failed: ${notFound} (the whole output: x.log)`,
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
    [status, /^command: got "strat", expected one of .*doctor.*setup, start, .*ts\n$/.test(text)],
    [2, true],
    text,
  );
});
