// Compiled functions in worker threads, in child processes, and where there is nothing to compile
// to.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { compile } from '../../src/compile';
import { nodeArguments } from '../../src/core/nodeArguments';
import { ready, tf } from '../../src/tf';
import { sample, type Sample } from './sample';
import { projectPath } from '../../src/core/paths';

const PROGRAM = path.join(__dirname, 'sample.ts');
const worker = (): Worker =>
  new Worker(projectPath('jupyter/load/worker.cjs'), {
    workerData: { module: PROGRAM },
  });
const sent = (from: Worker): Promise<Sample> =>
  new Promise((resolve, reject) =>
    from
      .once('message', resolve)
      .once('error', reject)
      .once('exit', () => reject(new Error('the worker ended without a result'))),
  );

test(
  'two worker threads and the main thread at once: each the ' +
    'numbers that it has alone, to the bit',
  async () => {
    const alone = await sample();
    assert.ok(alone.operations > 500, 'nothing is compiled here');
    const [one, other, own] = await Promise.all([sent(worker()), sent(worker()), sample(2)]);
    for (const found of [one, other, own]) assert.deepEqual(found, alone);
  },
);

test(
  'a worker thread that is ended in the middle of its ' + 'work leaves the others running',
  async () => {
    await ready();
    const f = compile((x: tf.Tensor2D) => tf.matMul(x, x));
    const x = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    f(x).dispose();
    const ended = worker();
    await new Promise((resolve) => ended.once('online', resolve));
    for (let i = 0; i < 40; i++) {
      f(x).dispose();
      await new Promise((next) => setTimeout(next, 25)); // it loads TensorFlow and traces meanwhile
    }
    await ended.terminate();
    assert.deepEqual(Array.from(f(x).dataSync()), [7, 10, 15, 22]);
    f.dispose();
  },
);

test(
  'WebAssembly, in a process of its own, and LAB_COMPILE=off ' +
    'run op by op and agree within 1e-4',
  async () => {
    const here = await sample();
    process.env['LAB_COMPILE'] = 'off';
    const eager = await sample().finally(() => delete process.env['LAB_COMPILE']);
    const { stdout } = await promisify(execFile)(process.execPath, nodeArguments(PROGRAM), {
      cwd: projectPath(''),
      env: { ...process.env, LAB_TENSORFLOW: 'wasm' },
    });
    const wasm = JSON.parse(stdout.trim().split('\n').at(-1) as string) as Sample;
    assert.deepEqual(
      [wasm.backend, wasm.operations, eager.backend, eager.operations],
      ['wasm', 0, 'tensorflow', 0],
    );
    for (const found of [wasm, eager])
      for (const [name, numbers] of Object.entries(here.numbers)) {
        assert.equal(found.numbers[name]?.length, numbers.length);
        numbers.forEach((v, i) =>
          assert.ok(
            Math.abs(v - found.numbers[name]?.[i]) < 1e-4,
            `${found.backend}, ${name}: ${found.numbers[name]?.[i]} instead of ${v} at ${i}`,
          ),
        );
      }
  },
);
