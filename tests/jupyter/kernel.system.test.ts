// The kernel speaks the Jupyter protocol: what a notebook front end relies on, on a real kernel.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Kernel, root } from './kernel-client';

let kernel: Kernel;
before(async () => {
  kernel = await Kernel.start();
});
after(() => kernel?.stop());

test('a cell announces its input with its count, prints, and shows its last value', async () => {
  const cell = await kernel.run('const a: number = 1;\nconsole.log("printed");\na + 41');
  assert.equal(cell.status, 'ok');
  const input = cell.messages.find((m) => m.type === 'execute_input')!;
  assert.equal(input.content.execution_count, cell.count);
  assert.match(String(input.content.code), /printed/);
  assert.equal(cell.text, 'printed\n');
  assert.equal(cell.result, '42');
  const next = await kernel.run('a');
  assert.equal(Number(next.count), Number(cell.count) + 1, 'counts go up by one');
});

test('busy comes first and idle last, once for each cell', async () => {
  const ids = [
    await kernel.submit('await new Promise((r) => setTimeout(r, 50)); console.log(1)'),
    await kernel.submit('console.log(2)'),
  ];
  const cells = await Promise.all(ids.map((id) => kernel.cell(id)));
  for (const { messages } of cells) {
    const iopub = messages
      .filter((m) => m.channel === 'iopub')
      .map((m) => (m.type === 'status' ? m.content.execution_state : m.type));
    assert.deepEqual(iopub, ['busy', 'execute_input', 'stream', 'idle']);
  }
  const order = kernel.all
    .filter((m) => ids.includes(m.parent) && m.channel === 'iopub')
    .map((m) => ids.indexOf(m.parent));
  assert.deepEqual(order, [...order].sort(), 'the second cell begins after the first has ended');
});

test('top-level await, redeclaration, import, dynamic import and require', async () => {
  assert.equal((await kernel.run('const v = await Promise.resolve(7);\nv')).result, '7');
  assert.equal((await kernel.run('const v = "again";\nv')).result, 'again');
  assert.equal(
    (
      await kernel.run(
        'import * as path from "path";\n(await import("os")).EOL.length > 0 && ' +
          'path.basename("/x/y")',
      )
    ).result,
    'y',
  );
  assert.equal((await kernel.run('require("util").inspect([1])')).result, '[ 1 ]');
});

test(
  'a variable of an earlier cell may stand as { x }, and a local one of the same name stays ' +
    'local',
  async () => {
    await kernel.run('let short = 1;');
    assert.equal(
      (
        await kernel.run(
          'JSON.stringify([{ short }, ((short: number) => ({ short }))(2), (() => { const short ' +
            '= 3; return { short }; })()])',
        )
      ).result,
      '[{"short":1},{"short":2},{"short":3}]',
    );
    assert.equal((await kernel.run('({ short } = { short: 5 });\nshort')).result, '5');
    assert.equal(
      (await kernel.run('({ short = 7 } = {} as { short?: number });\nshort')).result,
      '7',
    );
  },
);

test('a name of an earlier cell can be used everywhere, also as a shorthand property', async () => {
  await kernel.run(
    'const slots = 128, width = 64;\nlet left = 1;\nfunction area(o: { slots: number; width: ' +
      'number }): number { return o.slots * o.width; }',
  );
  assert.equal(
    (
      await kernel.run(
        '[area({ slots, width }), `${slots}`, (() => slots)(), { slots }.slots].join()',
      )
    ).result,
    '8192,128,128,128',
  );
  assert.equal((await kernel.run('({ left } = { left: 5 });\nleft += slots;\nleft')).result, '133');
  assert.match(
    (await kernel.run('const all = { slots, width }; const s: string = width;')).error!.evalue,
    /^1:37 - /,
    'columns are those of the cell',
  );
});

test('thousands of displays from a loop that never gives way arrive in order', async () => {
  const cell = await kernel.run(
    'import { display } from "tslab";\nfor (let i = 0; i < 2000; i++) display.html(`<i>${i}</i>`);',
  );
  const shown = cell.messages
    .filter((m) => m.type === 'display_data')
    .map((m) => (m.content.data as Record<string, string>)['text/html']);
  assert.deepEqual(
    shown,
    Array.from({ length: 2000 }, (_, i) => `<i>${i}</i>`),
  );
  assert.equal((await kernel.run('1 + 1')).result, '2');
});

test('types are checked strictly, without forbidding untyped parameters', async () => {
  assert.equal((await kernel.run('let n: string = null;')).error?.ename, 'CompileError');
  const narrowed =
    'type R = { ok: true; v: number } | { ok: false; e: string };\nfunction read(r: R) { if ' +
    '(!r.ok) return r.e; return r.v; }\nread({ ok: false, e: "no" })';
  assert.equal((await kernel.run(narrowed)).result, 'no');
  assert.equal((await kernel.run('function g(x) { return x * 2; }\ng(4)')).result, '8');
});

test('after an error the waiting cells are aborted, and cells sent later run', async () => {
  const ids = [
    await kernel.submit('throw new Error("first")'),
    await kernel.submit('console.log("never")'),
    await kernel.submit('console.log("never")'),
  ];
  const cells = await Promise.all(ids.map((id) => kernel.cell(id)));
  assert.deepEqual(
    cells.map((c) => c.status),
    ['error', 'aborted', 'aborted'],
  );
  assert.equal(cells[1].text, '');
  const later = await kernel.run('console.log("runs")');
  assert.equal(later.text, 'runs\n', 'a cell sent right after the reply is not dropped');
});

test('a cell sent as soon as the error is seen runs', async () => {
  const failing = await kernel.submit('throw new Error("first")');
  await kernel.failed(failing);
  assert.equal((await kernel.run('console.log("runs")')).text, 'runs\n');
});

test('with stop_on_error false the next cell runs (a lesson with a deliberate error)', async () => {
  const ids = [
    await kernel.submit('throw new Error("on purpose")', { stop_on_error: false }),
    await kernel.submit('console.log("runs")'),
  ];
  const cells = await Promise.all(ids.map((id) => kernel.cell(id)));
  assert.deepEqual(
    cells.map((c) => c.status),
    ['error', 'ok'],
  );
  assert.equal(cells[1].text, 'runs\n');
});

test('completion and inspection know the cells before', async () => {
  await kernel.run(
    '/** Slots of the bank. */\nconst slotCount: number = 128;\nclass Bank { rows(): number { ' +
      'return slotCount; } }\nconst bank = new Bank();',
  );
  const complete = (await kernel.ask('complete_request', { code: 'bank.ro', cursor_pos: 7 }))
    .content;
  assert.deepEqual(
    [complete.matches, complete.cursor_start, complete.cursor_end],
    [['rows'], 5, 7],
  );
  const inspect = (
    await kernel.ask('inspect_request', { code: 'bank.rows', cursor_pos: 6, detail_level: 0 })
  ).content;
  assert.equal(
    (inspect.data as Record<string, string>)['text/plain'],
    '(method) Bank.rows(): number',
  );
  assert.equal(
    (await kernel.ask('inspect_request', { code: '   ', cursor_pos: 1, detail_level: 0 })).content
      .found,
    false,
  );
});

test('is_complete tells a finished cell from one that goes on', async () => {
  assert.equal(
    (await kernel.ask('is_complete_request', { code: 'const q = 1;' })).content.status,
    'complete',
  );
  const open = (await kernel.ask('is_complete_request', { code: 'function f() {' })).content;
  assert.deepEqual([open.status, open.indent], ['incomplete', '  ']);
});

test('kernel_info, comm_info and history get answers of the right type', async () => {
  const info = await kernel.ask('kernel_info_request');
  assert.equal((info.content.language_info as Record<string, string>).name, 'typescript');
  const comm = await kernel.ask('comm_info_request', { target_name: 'jupyter.widget' });
  assert.deepEqual([comm.type, comm.content], ['comm_info_reply', { status: 'ok', comms: {} }]);
  const { count } = await kernel.run('"last of the history"');
  const history = await kernel.ask('history_request', { hist_access_type: 'tail', n: 1 });
  assert.deepEqual(
    [history.type, history.content.history],
    ['history_reply', [[1, count, '"last of the history"']]],
  );
  assert.equal((await kernel.ask('kernel_info_request', {}, 'control')).type, 'kernel_info_reply');
});

test(
  'a long output arrives in order; a very long one is cut, with a count, and kept whole in a ' +
    'file',
  async () => {
    const cell = await kernel.run('for (let i = 0; i < 20000; i++) console.log(i);');
    assert.equal(cell.text, Array.from({ length: 20000 }, (_, i) => `${i}\n`).join(''));
    const long = await kernel.run('console.log("x".repeat(2_000_000)); console.log("the end")');
    assert.ok(long.text.length < 600_000, `${long.text.length} characters are shown`);
    const [, left, file] = /([\d,]+) [^]*not shown[^]*?(\.lab\/output\/\S+\.txt)/.exec(
      long.text + long.stderr,
    )!;
    assert.ok(Number(left.replaceAll(',', '')) > 1_400_000, left);
    assert.equal(
      readFileSync(path.join(root, file), 'utf8'),
      `${'x'.repeat(2_000_000)}\nthe end\n`,
    );
  },
);

test('output flows while a cell keeps the kernel busy', async () => {
  const id = await kernel.submit(
    'console.log("begin"); const from = Date.now(); while (Date.now() - from < 1500) ' +
      '{}\nconsole.log("end")',
  );
  const start = Date.now();
  await kernel.printed(id, 'begin');
  const shown = Date.now() - start;
  await kernel.cell(id);
  assert.ok(shown < 1200, `the first line came after ${shown} ms`);
});

test('displays: one bundle, updated in place, through tslab', async () => {
  const cell = await kernel.run(
    'import { newDisplay } from "tslab";\nconst d = newDisplay(); d.html("<b>1</b>"); ' +
      'd.html("<b>2</b>");',
  );
  const shown = cell.messages.filter((m) => m.type.endsWith('display_data'));
  assert.deepEqual(
    shown.map((m) => m.type),
    ['display_data', 'update_display_data'],
  );
  assert.deepEqual(shown[0].content.transient, shown[1].content.transient);
});

test('a polars frame as last value is a table', async () => {
  const cell = await kernel.run('import pl from "nodejs-polars";\npl.DataFrame({ a: [1, 2] })');
  const data = cell.messages.find((m) => m.type === 'execute_result')!.content.data as Record<
    string,
    string
  >;
  assert.match(data['text/html'], /<table/);
  assert.match(data['text/plain'], /^a\n─\n1\n2$/);
});

test('a silent request prints nothing and does not count', async () => {
  const before = await kernel.run('1');
  const silent = await kernel.run('console.log("hidden"); 5', {
    silent: true,
    store_history: false,
  });
  assert.deepEqual(
    silent.messages.filter((m) => m.channel === 'iopub').map((m) => m.type),
    ['status', 'status'],
  );
  assert.equal((await kernel.run('1')).count, Number(before.count) + 1);
});

test('a user expression that is no code is told so, and the others are evaluated', async () => {
  const expressions = { good: '1 + 1', bad: null, worse: [1] };
  const { status, reply } = await kernel.run('0', { user_expressions: expressions });
  assert.equal(status, 'ok');
  const told = reply.user_expressions as Record<string, { status: string; evalue?: string }>;
  assert.equal(told.good.status, 'ok');
  assert.equal(told.bad.evalue, 'user_expressions.bad: got null, expected code');
  assert.equal(told.worse.evalue, 'user_expressions.worse: got [ 1 ], expected code');
  for (const none of ['x', [null], 5])
    assert.deepEqual(
      (await kernel.run('0', { user_expressions: none })).reply.user_expressions,
      {},
    );
});
