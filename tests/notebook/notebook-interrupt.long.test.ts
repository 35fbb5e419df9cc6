import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Kernel } from '../jupyter/kernel-client';

let kernel: Kernel;
before(async () => {
  kernel = await Kernel.start();
});
after(async () => {
  await kernel.stop();
});

test(
  'an interrupted loop stops in its step; its bar says where, its chart stays, and nothing ' +
    'goes on behind the next cell',
  async () => {
    await kernel.run(`import { interruptible, liveChart, pause, progress } from './src/notebook';
let steps = 0;
const labels = { xLabel: 'update', yLabel: 'loss (MSE)' };
const chart = liveChart({ title: 'Loss', ...labels, series: ['replay'] });`);
    const id = await kernel.submit(`const bar = progress(1e9, 'training');
console.log('ready');
await interruptible(async () => {
  for (;;) {
    steps++;
    chart.add(steps, { replay: 1 / steps });
    bar.step();
    await pause();
  }
});`);
    await kernel.printed(id, 'ready');
    const shown = (): Record<string, unknown>[] =>
      kernel.all
        .filter((m) => m.parent === id && m.type === 'update_display_data')
        .map((m) => m.content.data as Record<string, unknown>);
    await kernel.until(
      () => shown().some((d) => /left/.test(String(d['text/plain']))),
      'a bar with a rate and the time left',
    );
    await kernel.until(
      () => shown().some((d) => String(d['image/svg+xml']).startsWith('<svg')),
      'a second picture of the chart',
    );
    kernel.interrupt();
    const cell = await kernel.cell(id);
    assert.equal(cell.error?.ename, 'Interrupted');
    const last = shown()
      .map((d) => String(d['text/plain']))
      .filter((t) => t.startsWith('training'))
      .pop();
    assert.match(last!, /^training: \d+\/1000000000 stopped$/, 'no rate, no time left');
    const next = await kernel.run(
      'const then = steps; await new Promise((r) => setTimeout(r, 300)); console.log(`${steps - ' +
        'then} steps since`); chart.done("Stopped early");',
    );
    assert.match(next.text, /^0 steps since/, JSON.stringify(next.error));
    const final = kernel.all.filter((m) => m.type === 'update_display_data').pop()!.content
      .data as Record<string, unknown>;
    assert.ok(
      'application/vnd.plotly.v1+json' in final,
      'the chart of the interrupted cell can still be finished',
    );
  },
);

test('pause alone is enough for a loop in a cell', async () => {
  const id = await kernel.submit(
    `import { pause } from './src/notebook';\nconsole.log('ready');\nfor (;;) await pause();`,
  );
  await kernel.printed(id, 'ready');
  kernel.interrupt();
  assert.equal((await kernel.cell(id)).error?.ename, 'Interrupted');
  assert.equal((await kernel.run('1 + 1')).result, '2');
});
