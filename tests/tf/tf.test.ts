// The door to TensorFlow.js on the native library.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { promisify } from 'node:util';
import { TYPESCRIPT_OPTIONS } from '../../src/core/nodeArguments';
import { backend } from '../../src/tf';
import { checkBackend } from './checks';
import { projectPath } from '../../src/core/paths';

const root = projectPath('');
const call = promisify(execFile);

test('the native library is in use here, and says so', () => {
  const { name, version, reason } = backend();
  assert.equal(name, 'tensorflow', reason);
  assert.match(version, /^2\.\d+\.\d+/);
});

checkBackend();

/** Imports the door in a fresh process and lets it add two numbers. */
async function fresh(
  flags: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ name: string; reason: string; sum: number; stderr: string }> {
  const code =
    `const { tf, ready, backend } = require('./src/tf'); ready().then(() => ` +
    'console.log(JSON.stringify({ ...backend(), sum: tf.add(40, 2).dataSync()[0] })));';
  const { stdout, stderr } = await call(
    process.execPath,
    [...flags, ...TYPESCRIPT_OPTIONS, '-e', code],
    { cwd: root, env: { ...process.env, ...env } },
  );
  return { ...(JSON.parse(stdout) as { name: string; reason: string; sum: number }), stderr };
}

test('LAB_TENSORFLOW=wasm asks for WebAssembly; nothing is printed', async () => {
  const { name, reason, sum, stderr } = await fresh([], { LAB_TENSORFLOW: 'wasm' });
  assert.deepEqual({ name, sum, stderr }, { name: 'wasm', sum: 42, stderr: '' });
  assert.match(reason, /LAB_TENSORFLOW/);
});

test(
  'a native library that does not load gives way to ' + 'WebAssembly, with the reason and the mend',
  async () => {
    const { name, reason, sum } = await fresh(['--no-addons'], { LAB_TENSORFLOW: '' });
    assert.deepEqual({ name, sum }, { name: 'wasm', sum: 42 });
    assert.match(reason, /does not load \(.+\); mend: npm run setup/);
  },
);

test('native and WebAssembly agree on a memory step, forwards and backwards', async () => {
  const code =
    `const { ready } = require('./src/tf'); const { memoryStep } = ` +
    `require('./tests/tf/checks'); ready().then(() => ` +
    'console.log(JSON.stringify(memoryStep())));';
  const step = async (choice: string): Promise<number[]> => {
    const { stdout } = await call(process.execPath, [...TYPESCRIPT_OPTIONS, '-e', code], {
      cwd: root,
      env: { ...process.env, LAB_TENSORFLOW: choice },
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) as string) as number[];
  };
  const [native, wasm] = await Promise.all([step(''), step('wasm')]);
  assert.equal(native?.length, 25);
  assert.ok(
    native.slice(1).some((g) => Math.abs(g) > 1e-3),
    'gradients are not all zero',
  );
  native.forEach((value, i) =>
    assert.ok(
      Math.abs(value - wasm?.[i]) < 1e-5,
      `number ${i}: native ${value}, WebAssembly ${wasm?.[i]}`,
    ),
  );
});
