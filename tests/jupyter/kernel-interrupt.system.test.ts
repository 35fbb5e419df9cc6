// The stop button: a running cell ends, nothing of it goes on, the next cell runs, the kernel never
// dies of it.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { Kernel } from './kernel-client';
import type { CellResult } from './kernel-result';

let kernel: Kernel;
before(async () => {
  kernel = await Kernel.start();
  // what the laboratory's own loops do: listen to the bus, and give way to the event loop at each
  // step
  await kernel.run(`
    import { EventEmitter } from 'events';
    const key = Symbol.for('neural-memory-lab.interrupt');
    const bus = (globalThis as unknown as Record<symbol, EventEmitter>)[key];
    let ticks = 0;
    async function loop(step: () => void): Promise<void> {
      const aborter = new AbortController();
      const reason = Object.assign(new Error('stopped'), { name: 'Interrupted' });
      const stop = () => aborter.abort(reason);
      bus.on('interrupt', stop);
      try {
        for (;;) {
          step();
          ticks++;
          await new Promise((r) => setImmediate(r));
          aborter.signal.throwIfAborted();
        }
      } finally { bus.off('interrupt', stop); console.log('cleaned up'); }
    }`);
});
after(() => kernel?.stop());

/**
 * Runs a cell that prints "running", interrupts it, and checks that the kernel is free, alive and
 * knows its variables.
 */
async function interrupted(code: string): Promise<CellResult & { ms: number }> {
  const id = await kernel.submit(code);
  await kernel.printed(id, 'running');
  await sleep(200);
  const from = Date.now();
  kernel.interrupt();
  const cell = await kernel.cell(id, 20_000);
  const ms = Date.now() - from;
  assert.equal(cell.status, 'error');
  assert.equal(cell.error?.ename, 'Interrupted');
  assert.equal(cell.stderr, '');
  assert.equal(
    (await kernel.run('typeof loop')).result,
    'function',
    'the next cell runs and knows what was defined',
  );
  return { ...cell, ms };
}

/** The counter `ticks` stands still: no loop of an ended cell goes on. */
async function noZombie(): Promise<void> {
  const before = (await kernel.run('ticks')).result;
  await sleep(400);
  assert.equal((await kernel.run('ticks')).result, before, 'nothing runs on after the interrupt');
}

test('a synchronous loop ends at once', async () => {
  const cell = await interrupted('console.log("running"); for (;;) ticks++;');
  assert.equal(cell.error?.evalue, 'The cell was interrupted.');
  assert.ok(cell.ms < 1500, `took ${cell.ms} ms`);
  await noZombie();
});

test('a loop that listens to the bus ends at its next step and cleans up', async () => {
  const cell = await interrupted(
    'let steps = 0;\nawait loop(() => { if (steps++ % 100 === 0) console.log("running"); });',
  );
  assert.equal(cell.error?.traceback, 'Interrupted: stopped', 'the words of the loop');
  assert.match(cell.text, /cleaned up/);
  assert.ok(cell.ms < 900, `took ${cell.ms} ms`);
  await noZombie();
});

test('a TensorFlow training loop ends, and its tensors can be used further', async () => {
  await kernel.run(
    'import { tf, ready } from "./src/tf";\nawait ready();\nconst w = ' +
      'tf.variable(tf.zeros([32, 32]));\nconst adam = tf.train.adam(0.01);',
  );
  await interrupted(
    'await loop(() => { tf.tidy(() => { adam.minimize(() => tf.sub(w, tf.ones([32, ' +
      '32])).square().mean()); }); if (ticks % 50 === 0) console.log("running"); });',
  );
  await noZombie();
  const more = await kernel.run('adam.minimize(() => w.square().mean());\nw.shape.join("x")');
  assert.equal(more.result, '32x32');
});

test('a loop that awaits only TensorFlow data, and so never gives way, ends too', async () => {
  await interrupted('console.log("running");\nfor (;;) { ticks++; await w.mean().data(); }');
  await noZombie();
});

test('an endless loop in the callback of a timer is broken off', async () => {
  const cell = await interrupted(
    'setTimeout(() => { for (;;) ticks++; }, 10);\nconsole.log("running");\nawait new ' +
      'Promise((r) => setTimeout(r, 60_000));',
  );
  assert.ok(cell.ms < 3000, `took ${cell.ms} ms`);
  await noZombie();
});

test(
  'interrupts at any moment of a training cell are neither lost nor deadly, and leave ' +
    'TensorFlow usable',
  async () => {
    const forever =
      'for (;;) { ticks++; tf.tidy(() => { adam.minimize(() => tf.sub(w, 1).square().mean()); ' +
      '}); }';
    const cells = [
      'await loop(() => { tf.tidy(() => { adam.minimize(() => tf.sub(w, 1).square().mean()); ' +
        '}); });',
      forever,
    ];
    const use = 'adam.minimize(() => w.square().mean());\ntf.memory().numTensors';
    const tensors = Number((await kernel.run(use)).result);
    for (let i = 0; i < 12; i++) {
      const id = await kernel.submit(`console.log("running"); ${cells[i % 2]}`);
      await kernel.printed(id, 'running');
      await sleep((i * 7) % 30);
      kernel.interrupt();
      assert.equal((await kernel.cell(id, 20_000)).error?.ename, 'Interrupted');
      const next = await kernel.run(use);
      assert.equal(next.error, undefined, 'gradients work');
      // a break in the middle of an assignment to a variable can cost a tensor, never the scope it
      // was in
      assert.ok(
        Number(next.result) - tensors <= i + 1,
        `${tensors} tensors before, ${next.result} after ${i + 1} interrupts`,
      );
    }
  },
);

test(
  'a break in the middle of freeing a tensor ends the cell; variables keep a value and ' +
    'gradients work',
  async () => {
    // TensorFlow's own function, made to be broken off right after it has freed: where a break lies
    // only now and then
    await kernel.run(`
    import { tensorFlowInternals } from './tests/fixtures/tensorflow-internals';
    const spin = () => { console.log('running'); for (;;); };
    const spinAfterFreeing = (nth: number) => tensorFlowInternals(tf).afterDelete(nth, spin);`);
    for (const nth of [1, 2, 3, 4]) {
      const tensors = Number((await kernel.run('tf.memory().numTensors')).result);
      const id = await kernel.submit(
        `spinAfterFreeing(${nth});\ntf.tidy(() => { w.assign(tf.add(tf.square(w), tf.tidy(() => ` +
          'tf.mul(tf.add(w, 1), 0)))); });',
      );
      await kernel.printed(id, 'running');
      kernel.interrupt();
      assert.equal((await kernel.cell(id, 20_000)).error?.ename, 'Interrupted');
      const next = await kernel.run(
        'adam.minimize(() => w.square().mean());\ntf.memory().numTensors',
      );
      assert.equal(next.error, undefined, `freed ${nth}: gradients work`);
      assert.ok(
        Math.abs(Number(next.result) - tensors) <= 2,
        `freed ${nth}: ${tensors} tensors before, ${next.result} after`,
      );
    }
  },
);

test('a plain SIGINT reaches the bus too', async () => {
  const id = await kernel.submit(
    'await loop(() => { if (ticks % 100 === 0) console.log("running"); });',
  );
  await kernel.printed(id, 'running');
  await sleep(300);
  process.kill(kernel.pid, 'SIGINT');
  assert.equal((await kernel.cell(id)).error?.traceback, 'Interrupted: stopped');
});

test('a plain loop over timers, which does not listen, is given up and silenced', async () => {
  const cell = await interrupted(
    'console.log("running"); for (;;) { ticks++; await new Promise((r) => setTimeout(r, 20)); }',
  );
  assert.match(String(cell.error?.evalue), /timers were silenced.*restart the kernel/);
  await noZombie();
  await interrupted(
    'import { setTimeout as wait } from "timers/promises";\nconsole.log("running"); for (;;) { ' +
      'ticks++; await wait(20); }',
  );
  await noZombie();
});

test('an interval left in the background is silenced by an interrupt between cells', async () => {
  await kernel.run('const every = setInterval(() => { ticks++; }, 10);');
  kernel.interrupt();
  await sleep(1300);
  await noZombie();
  assert.equal(
    (await kernel.run('await new Promise((r) => setTimeout(() => r("later"), 5))')).result,
    'later',
    'timers of later cells work',
  );
});

test('a cell that waits for a child process ends with it', async () => {
  const wait = (command: string): string =>
    'import { execSync } from "node:child_process";\nconsole.log("running");\n' +
    `execSync(${JSON.stringify(command)});`;
  const cell = await interrupted(wait('sleep 30; echo late'));
  assert.ok(cell.ms < 5000, `took ${cell.ms} ms`);
  const id = await kernel.submit(wait("trap '' INT; sleep 30"));
  await kernel.printed(id, 'running');
  kernel.interrupt();
  await sleep(3500);
  kernel.interrupt();
  const stubborn = await kernel.cell(id, 10_000);
  assert.equal(stubborn.error?.ename, 'Interrupted');
  assert.match(stubborn.stderr, /^The interrupt was passed on to the child processes/);
});

test('a cell that nothing can break off says so at once, and ends later', async () => {
  const id = await kernel.submit(
    'console.log("running");\nawait new Promise((r) => setImmediate(r));\nconst { stat } = await ' +
      'import("node:fs/promises");\nawait stat("/");\nconst end = Date.now() + 5000;\nwhile ' +
      '(Date.now() < end) {}',
  );
  await kernel.printed(id, 'running');
  await sleep(100);
  kernel.interrupt();
  assert.match((await kernel.cell(id, 20_000)).stderr, /^The interrupt waits: .*Restart Kernel/);
  await noZombie();
});

test('a second interrupt gives the cell up at once and says to restart', async () => {
  const id = await kernel.submit(
    'console.log("running"); for (;;) { ticks++; await new Promise((r) => setTimeout(r, 20)); }',
  );
  await kernel.printed(id, 'running');
  await sleep(200);
  const from = Date.now();
  kernel.interrupt();
  await sleep(100);
  kernel.interrupt();
  const cell = await kernel.cell(id);
  assert.ok(Date.now() - from < 900);
  assert.match(String(cell.error?.evalue), /interrupted twice.*restart the kernel/);
  await noZombie();
});

test('an interrupt aborts the cells that wait; while nothing runs it does no harm', async () => {
  const ids = [
    await kernel.submit('console.log("running"); for (;;) {}'),
    await kernel.submit('console.log("never")'),
  ];
  await kernel.printed(ids[0], 'running');
  kernel.interrupt();
  const cells = await Promise.all(ids.map((id) => kernel.cell(id)));
  assert.deepEqual(
    cells.map((c) => c.status),
    ['error', 'aborted'],
  );
  for (let i = 0; i < 3; i++) {
    kernel.interrupt();
    await sleep(30);
  }
  assert.equal(
    (await kernel.run('await new Promise((r) => setTimeout(() => r(42), 1300))')).result,
    '42',
    'a late effect of those would hit this cell',
  );
  assert.equal(await kernel.isAlive(), true);
});

test('a restart gives a fresh kernel, also out of a loop', async () => {
  const id = await kernel.submit('console.log("running"); for (;;) {}');
  await kernel.printed(id, 'running');
  await kernel.restart();
  assert.match((await kernel.run('loop')).error!.evalue, /Cannot find name 'loop'/);
  assert.equal((await kernel.run('1')).count, 2, 'counts begin again');
});
