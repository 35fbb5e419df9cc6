// `npm run kernel`: the kernel registered with the machine's own Jupyter, started from there,
// listed and removed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { standardFolder } from '../../src/cli/kernel/places';
import { nodeArguments } from '../../src/core/nodeArguments';
import { Kernel, root } from './kernel-client';

const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'lab-kernel-')));
test.after(() => fs.rmSync(base, { recursive: true, force: true }));

/** A home folder of its own, and no Jupyter but what `programs` gives. */
function environment(home: string, programs = path.join(base, 'no-programs')): NodeJS.ProcessEnv {
  const unset = { JUPYTER_DATA_DIR: undefined, JUPYTER_PATH: undefined, LAB_ROOT: undefined };
  return { ...process.env, ...unset, XDG_DATA_HOME: undefined, HOME: home, PATH: programs };
}

interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function kernelCommand(words: readonly string[], env = environment(base)): Answer {
  const program = path.join(root, 'src', 'cli', 'kernel.ts');
  return spawnSync(process.execPath, nodeArguments(program, ...words), { encoding: 'utf8', env });
}

function readSpec(folder: string): { argv: string[]; env: object; interrupt_mode: string } {
  return JSON.parse(fs.readFileSync(path.join(folder, 'kernel.json'), 'utf8'));
}

test('install --prefix: another Jupyter starts this laboratory from anywhere', async () => {
  const prefix = path.join(base, 'environment');
  const folder = path.join(prefix, 'share', 'jupyter', 'kernels', 'tslab');
  const { status, stdout, stderr } = kernelCommand(['install', '--prefix', prefix]);
  assert.deepEqual([status, stderr], [0, '']);
  for (const part of [folder, root, process.execPath, 'ms-toolsai.jupyter 20']) {
    assert.ok(stdout.includes(part), `${part} in:\n${stdout}`);
  }
  assert.ok(stdout.includes(`npm run kernel -- remove --prefix ${prefix}`));

  const elsewhere = path.join(base, 'elsewhere');
  fs.mkdirSync(elsewhere);
  process.env['JUPYTER_PATH'] = path.join(prefix, 'share', 'jupyter');
  const kernel = await Kernel.start(elsewhere, { ...process.env, LAB_ROOT: undefined });
  try {
    const cell = await kernel.run(`import { profiles } from './src/config';
[process.argv[1], process.execPath, process.env.LAB_ROOT, typeof profiles].join(' ')`);
    const expected = [path.join(root, 'jupyter', 'kernel.cjs'), process.execPath, root, 'object'];
    assert.equal(cell.result?.replaceAll("'", ''), expected.join(' '), JSON.stringify(cell.error));
  } finally {
    await kernel.stop();
    delete process.env['JUPYTER_PATH'];
  }
});

test('without Jupyter it goes to the standard place; list and remove find it there', () => {
  const home = path.join(base, 'home');
  const env = environment(home);
  const folder = path.join(standardFolder({}, process.platform, home), 'kernels', 'tslab');
  assert.match(kernelCommand(['list'], env).stdout, /^not installed; npm run kernel -- install/);
  const { status, stdout } = kernelCommand(['install'], env);
  assert.equal(status, 0);
  assert.match(stdout, /No jupyter was found on the PATH, so this is the standard place/);
  const { argv, env: given, interrupt_mode } = readSpec(folder);
  const program = path.join(root, 'jupyter', 'kernel.cjs');
  assert.deepEqual(argv, [process.execPath, program, '{connection_file}']);
  assert.deepEqual([given, interrupt_mode], [{ LAB_ROOT: root }, 'message']);

  assert.equal(kernelCommand(['list'], env).stdout, `${folder}: ${root} on ${process.execPath}\n`);
  assert.equal(kernelCommand(['remove', '--user'], env).stdout, `removed: ${folder}\n`);
  assert.equal(fs.existsSync(folder), false);
  const again = kernelCommand(['remove'], env);
  assert.deepEqual([again.status, again.stderr], [1, `there is no kernel in ${folder}\n`]);
});

test('a Jupyter on the PATH says where kernels go', () => {
  const data = path.join(base, 'chosen');
  const programs = path.join(base, 'programs');
  fs.mkdirSync(programs);
  const answers = `[ "$1" = --paths ] && echo '{ "data": ["${data}"] }' || echo ${data}`;
  const script = `#!/bin/sh\n${answers}\n`;
  fs.writeFileSync(path.join(programs, 'jupyter'), script, { mode: 0o755 });
  const env = environment(path.join(base, 'unused'), programs);
  const { stdout } = kernelCommand(['install', '--user'], env);
  assert.match(stdout, /Your Jupyter finds it from now on/);
  assert.ok(fs.existsSync(path.join(data, 'kernels', 'tslab', 'kernel.json')));
  assert.match(kernelCommand(['list'], env).stdout, new RegExp(`^${data}`));
});

test('a kernel of others is left alone; one whose project is gone is named', () => {
  const prefix = path.join(base, 'others');
  const folder = path.join(prefix, 'share', 'jupyter', 'kernels', 'tslab');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'kernel.json'), '{ "argv": ["tslab"], "display_name": "x" }');
  for (const command of ['install', 'remove']) {
    const { status, stderr } = kernelCommand([command, '--prefix', prefix]);
    assert.equal(status, 1);
    assert.match(stderr, /tslab is (another kernel of this name|not this laboratory's kernel)/);
  }
  assert.equal(kernelCommand(['install', '--prefix', prefix, '--replace']).status, 0);
  const spec = { ...readSpec(folder), env: { LAB_ROOT: '/nowhere' } };
  fs.writeFileSync(path.join(folder, 'kernel.json'), JSON.stringify(spec));
  const env = { ...environment(base), JUPYTER_PATH: path.join(prefix, 'share', 'jupyter') };
  assert.match(kernelCommand(['list'], env).stdout, /cannot start: \/nowhere is gone\n/);
  const { stdout } = kernelCommand(['install', '--prefix', prefix]);
  assert.match(stdout, /It takes the place of the one for \/nowhere\./);
});

test('a place that cannot be written, and wrong words, are refused in plain lines', () => {
  const file = path.join(base, 'file');
  fs.writeFileSync(file, '');
  const { status, stderr } = kernelCommand(['install', '--prefix', file]);
  assert.equal(status, 2);
  assert.match(stderr, /^kernel: --prefix: got ".*file", expected a folder that is there or can/);
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['put'], /got "put", expected install, remove or list/],
    [['install', '--prefix', ''], /--prefix: got nothing/],
    [['install', '--user', '--prefix', 'x'], /expected one of them/],
    [['install', 'tslab'], /got "tslab" that belongs to no option/],
    [['list', '--all'], /--all/],
    [['list', '--prefix', base], /--prefix: not an option of list/],
  ];
  for (const [words, expected] of wrong) {
    const answer = kernelCommand(words);
    assert.equal(answer.status, 2, words.join(' '));
    assert.match(answer.stderr, expected);
  }
  assert.match(kernelCommand([]).stdout, /^npm run kernel -- install/);
});

test('the standard place of each kind of machine, as jupyter --data-dir says it', () => {
  assert.equal(standardFolder({}, 'linux', '/h'), '/h/.local/share/jupyter');
  assert.equal(standardFolder({ XDG_DATA_HOME: '/x' }, 'linux', '/h'), '/x/jupyter');
  assert.equal(standardFolder({}, 'darwin', '/h'), '/h/Library/Jupyter');
  assert.equal(
    standardFolder({ JUPYTER_DATA_DIR: '/d', XDG_DATA_HOME: '/x' }, 'linux', '/h'),
    '/d',
  );
});
