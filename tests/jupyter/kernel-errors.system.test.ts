// A failed cell says what went wrong and where, in words and places that a person can follow.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { Kernel, root } from './kernel-client';

let kernel: Kernel;
let folder: string; // scratch files of "src", inside the project as real ones are
const file = (name: string): string => `${path.basename(folder)}/${name}`;

before(async () => {
  folder = mkdtempSync(path.join(root, 'src', 'scratch-'));
  kernel = await Kernel.start();
});
after(async () => {
  await kernel?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function failure(
  code: string,
): Promise<{ ename: string; evalue: string; traceback: string; count: number }> {
  const cell = await kernel.run(code);
  assert.equal(cell.status, 'error');
  assert.ok(cell.error, 'the failed cell has an error output');
  assert.deepEqual(
    [cell.reply.ename, cell.reply.evalue],
    [cell.error.ename, cell.error.evalue],
    'reply and output agree',
  );
  assert.equal(cell.stderr, '', 'the message is not shown a second time on stderr');
  assert.ok(!cell.error.traceback.includes(root), `no machine path in:\n${cell.error.traceback}`);
  return { ...cell.error, count: cell.count as number };
}

test('a thrown error names type, message, cell, line and the line itself', async () => {
  const error = await failure(
    'interface Row { x: number }\n\nconst row: Row = { x: 1 };\nfunction bad(r: Row): never ' +
      '{\n  throw new TypeError(`x is ${r.x}`);\n}\nbad(row);\nconst after = 1;',
  );
  assert.deepEqual([error.ename, error.evalue], ['TypeError', 'x is 1']);
  const cell = `cell [${error.count}]`;
  assert.deepEqual(error.traceback.split('\n'), [
    'TypeError: x is 1',
    `    at bad (${cell}, line 5)`,
    '        5 | throw new TypeError(`x is ${r.x}`);',
    `    at ${cell}, line 7`,
  ]);
});

test('a function of an earlier cell is named with that cell', async () => {
  const first = await kernel.run('\n\nfunction fromBefore(): never { throw new Error("old"); }');
  const error = await failure('// a comment\nfromBefore();');
  const called = `fromBefore \\(cell \\[${first.count as number}\\], line 3\\)`;
  const caller = `at cell \\[${error.count}\\], line 2`;
  assert.match(error.traceback, new RegExp(`${called}[^]*${caller}`));
});

test('a rejected promise and an error after an await', async () => {
  const rejected = await failure(
    'await new Promise((r) => setTimeout(r, 5));\nawait Promise.reject(new RangeError("late"));',
  );
  assert.deepEqual([rejected.ename, rejected.evalue], ['RangeError', 'late']);
  assert.match(rejected.traceback, /cell \[\d+\], line 2/);
  const deep = await failure(
    'async function inner() {\n  await new Promise((r) => setTimeout(r, 5));\n  throw new ' +
      'Error("deep");\n}\nawait inner();',
  );
  assert.match(deep.traceback, /inner \(cell \[\d+\], line 3\)[^]*cell \[\d+\], line 5/);
});

test('a thrown value that is no Error is shown as it is', async () => {
  const error = await failure('throw { code: 7 };');
  assert.deepEqual([error.ename, error.evalue], ['ThrownValue', '{ code: 7 }']);
  assert.match(error.traceback, /in cell \[\d+\]/);
});

test('the cause of an error and an own error class are shown', async () => {
  const error = await failure(
    'class ShapeError extends Error { override name = "ShapeError"; }\nthrow new ' +
      'Error("outer", { cause: new ShapeError("inner") });',
  );
  assert.match(error.traceback, /^Error: outer\n[^]*Caused by ShapeError: inner\n/);
});

test('a compile error gives line and column in the cell, and none of it runs', async () => {
  const error = await failure('console.log("never");\nconst n: string = 5;\nmissing();');
  assert.equal(error.ename, 'CompileError');
  assert.equal(
    error.evalue,
    "2:7 - Type 'number' is not assignable to type 'string'. (and 1 more)",
  );
  assert.match(error.traceback, /2 \| const n: string = 5;[^]*3:1 - Cannot find name 'missing'/);
  const syntax = await failure('const = 3;');
  assert.equal(syntax.ename, 'CompileError');
});

test(
  'an error inside src names file, line and column, also through several parts of a type ' +
    'message',
  async () => {
    writeFileSync(
      path.join(folder, 'broken.ts'),
      '/** Fails. */\nexport interface Opts {\n  a: number;\n}\n\nexport function fail(o: Opts): ' +
        'number {\n  if (o.a > 1) {\n    throw new RangeError(`a is ${o.a}`);\n  }\n  return ' +
        'o.a;\n}\n',
    );
    const thrown = await failure(
      `import { fail } from './src/${file('broken')}';\nfail({ a: 2 });`,
    );
    assert.match(
      thrown.traceback,
      new RegExp(`at fail \\(src/${file('broken.ts')}:8:11\\)\n +8 \\| throw new RangeError`),
    );
    assert.match(thrown.traceback, /at cell \[\d+\], line 2/);

    writeFileSync(
      path.join(folder, 'typo.ts'),
      'interface A { p: { q: number } }\nexport const one = 1;\nexport const a: A = { p: { q: ' +
        'one } };\nexport const b: A = JSON.parse("1") as { p: { q: string } };\n',
    );
    const typed = await failure(`import { a } from './src/${file('typo')}';\na`);
    assert.match(
      typed.evalue,
      new RegExp(
        `^src/${file('typo.ts')}:4:14 - Type [^]*'string' is not assignable to type 'number'`,
      ),
    );
  },
);

test('an error inside a TensorFlow operation leads to the line that called it', async () => {
  const error = await failure(
    'import { tf, ready } from "./src/tf";\nawait ready(); const left = tf.ones([2, ' +
      '3]);\ntf.matMul(left, left);',
  );
  assert.match(error.evalue, /2,3/);
  assert.match(error.traceback, /cell \[\d+\], line 3/);
  assert.ok(error.traceback.split('\n').length < 12, `short enough to read:\n${error.traceback}`);
});

test('edited src is seen by the next import, also behind another file', async () => {
  writeFileSync(path.join(folder, 'leaf.ts'), 'export const leaf = 1;\n');
  writeFileSync(
    path.join(folder, 'branch.ts'),
    `import { leaf } from './leaf';\nexport const branch = (): number => leaf * 10;\n`,
  );
  const code = `import { branch } from './src/${file('branch')}';\nbranch()`;
  assert.equal((await kernel.run(code)).result, '10');
  writeFileSync(path.join(folder, 'leaf.ts'), 'export const leaf = 2;\n');
  assert.equal((await kernel.run(code)).result, '20');
  const missing = `import { later } from './src/${file('later')}';\nlater`;
  assert.match((await failure(missing)).evalue, /Cannot find module/);
  writeFileSync(path.join(folder, 'later.ts'), 'export const later = "there";\n');
  assert.equal(
    (await kernel.run(missing)).result,
    'there',
    'a file made after the failed import is found',
  );
});

test('folders with an index file and circular imports work as under Node', async () => {
  writeFileSync(path.join(folder, 'index.ts'), `export * from './even';\n`);
  writeFileSync(
    path.join(folder, 'even.ts'),
    `import { odd } from './odd';\nexport const even = (n: number): boolean => n === 0 || ` +
      `odd(n - 1);\n`,
  );
  writeFileSync(
    path.join(folder, 'odd.ts'),
    `import { even } from './even';\nexport const odd = (n: number): boolean => n !== 0 && ` +
      `even(n - 1);\n`,
  );
  assert.equal(
    (await kernel.run(`import { even } from './src/${path.basename(folder)}';\neven(10)`)).result,
    'true',
  );
});

test('a lost promise and a failing timer are reported, and the kernel lives', async () => {
  const id = await kernel.submit(
    'setTimeout(() => { throw new Error("timer failed"); }, 5);\nvoid Promise.reject(new ' +
      'Error("nobody waits"));',
  );
  await kernel.cell(id);
  await kernel.run('await new Promise((r) => setTimeout(r, 50));');
  const printed = kernel.all
    .filter((m) => m.type === 'stream' && m.content.name === 'stderr')
    .map((m) => m.content.text)
    .join('');
  assert.match(printed, /timer failed[^]*cell \[\d+\], line 1/);
  assert.match(printed, /nobody waits[^]*cell \[\d+\], line 2/);
  assert.equal((await kernel.run('1 + 1')).result, '2');
});

test('what a compiled function must not do is shown with cell, line and operation', async () => {
  await kernel.run(
    "import { compile } from './src/compile';\nimport { ready, tf } from './src/tf';\nawait " +
      'ready();\nconst halve = (x: tf.Tensor) => tf.div(x, x.dataSync()[0] as number);',
  );
  const error = await failure(
    'const f = compile((x: tf.Tensor) => {\n  const y = tf.tanh(x);\n  return ' +
      'tf.unique(y).values;\n});\nf(tf.tensor([1, 2]));',
  );
  const cell = `cell [${error.count}]`;
  assert.match(
    error.evalue,
    new RegExp(
      `uses the operation UniqueV2, .*\\(tf\\.unique, ${cell.replace(/[[\]]/g, '\\$&')}, line 3\\)`,
    ),
  );
  assert.deepEqual(
    error.traceback.split('\n').slice(1),
    [`    at ${cell}, line 3`, '        3 | return tf.unique(y).values;', `    at ${cell}, line 5`],
    'nothing of the tracing between the two lines',
  );
  const earlier = await failure('compile((x: tf.Tensor) => halve(x))(tf.tensor([1, 2]));');
  assert.match(
    earlier.evalue,
    new RegExp(
      `reads the values of a tensor \\(dataSync, cell \\[${Number(error.count) - 1}\\], line 4\\)`,
    ),
  );
});

test(
  'what fails beside the cell, in a nextTick callback or an event, is told, and the kernel ' +
    'lives',
  async () => {
    for (const code of [
      'process.nextTick(() => { throw new Error("in a tick"); });\nawait 1;',
      'import { Readable } from "node:stream";\nnew Readable({ read() {} }).destroy(new ' +
        'Error("of a stream"));\nawait 1;',
      'process.removeAllListeners("uncaughtException");\nsetTimeout(() => { throw new ' +
        'Error("late"); }, 5);\nawait new Promise((r) => setTimeout(r, 50));',
    ]) {
      const cell = await kernel.run(code);
      assert.equal(cell.status, 'ok', code);
      assert.match(cell.stderr, /in a tick|of a stream|late/, code);
    }
    assert.equal((await kernel.run('1 + 1')).result, '2');
  },
);

test('hostile values beside the cells and in results: every cell is answered', async () => {
  const proxy = 'new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } })';
  const inspector = '{ [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error(); } }';
  for (const value of [proxy, inspector]) {
    const cell = await kernel.run(
      `setTimeout(() => { throw ${value}; }, 1);\nvoid Promise.reject(${value});\n` +
        `process.nextTick(() => { throw ${value}; });\n` +
        'await new Promise((r) => setTimeout(r, 50));',
    );
    assert.equal(cell.status, 'ok');
    assert.match(cell.stderr, /Uncaught error[^]*Uncaught error/);
    assert.match(cell.stderr, /nothing awaited it/);
    const json = `{ toJSON() { throw ${value}; } }`;
    const display = `{ [Symbol.for("Jupyter.display")]: () => ({ "application/json": ${json} }) }`;
    assert.match((await failure(`(${display})`)).evalue, /^the result cannot be sent: /);
  }
  const listener = await kernel.run(
    'process.on("uncaughtException", () => { throw new Error("again"); });\nprocess.stderr.write ' +
      '= () => { throw 1; };\nsetTimeout(() => { throw 1; }, 1);\nawait new Promise((r) => ' +
      'setTimeout(r, 50));\nprocess.removeAllListeners("uncaughtException");',
  );
  assert.match(listener.stderr, /A listener of uncaughtException failed: Error: again/);
  assert.equal((await kernel.run('1 + 1')).result, '2');
});

test('causes, collected errors and own fields are shown, names as they were written', async () => {
  assert.match(
    (
      await failure(
        'await Promise.any([Promise.reject(new Error("first")), Promise.reject("second")]);',
      )
    ).traceback,
    /Error 1: Error: first[^]*Error 2: 'second'/,
  );
  assert.match(
    (
      await failure(
        'throw Object.assign(new Error("http", { cause: "the network" }), { status: 404 });',
      )
    ).traceback,
    /status: 404[^]*Caused by 'the network'/,
  );
  assert.equal((await failure('let unset: any;\nunset();')).evalue, 'unset is not a function');
  assert.match(
    (await failure('const weights = 1;\nwieghts + 1')).traceback,
    /Did you mean .weights/,
  );
});

test('half a character is sent as a whole one: the notebook can be saved', async () => {
  assert.equal((await kernel.run('"😀".slice(0, 1)')).result, '�');
  assert.equal((await failure('throw new Error("\\ud800")')).evalue, '�');
});

test('the compiler dies: the next cell says so, the one after knows all again', async () => {
  await kernel.run('const survivor: string = "kept";\ninterface Kept { a: number }');
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(kernel.pid)], {
    encoding: 'utf8',
  });
  for (const pid of children.trim().split(/\s+/)) process.kill(Number(pid), 'SIGKILL');
  const next = await kernel.run('survivor');
  if (next.status === 'error') assert.match(next.error!.evalue, /The cell compiler died/);
  const after = await kernel.run('const again: Kept = { a: survivor.length };\nagain.a');
  assert.equal(after.result, '4', after.error?.traceback);
});
