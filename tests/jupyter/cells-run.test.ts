// What a cell of a notebook does: cells compiled and run in this process, one variable a name.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { before, test } from 'node:test';
import { Notebook } from './cells-support';

let notebook: Notebook;
before(() => {
  notebook = new Notebook();
});

/** Runs cells and compares what the last of them shows. */
async function shows(cells: readonly string[], expected: string | undefined): Promise<void> {
  let last: string | undefined;
  for (const cell of cells) last = await notebook.text(cell);
  assert.equal(last, expected, cells.join('\n---\n'));
}

test('a later cell reaches functions, methods, timers and loops of earlier ones', async () => {
  await shows(['let rate = 0.1;\nfunction step() { return rate * 2; }', 'rate = 5;\nstep()'], '10');
  await shows(
    [
      'class Learner { read() { return rate; } }\nconst learner = new Learner();',
      'rate = 7;\nlearner.read()',
    ],
    '7',
  );
  await shows(
    [
      'let stop = false;\n(async () => { while (!stop) await new Promise((r) => setTimeout(r, ' +
        '2)); stop = null as any; })();',
      'stop = true;\nawait new Promise((r) => setTimeout(r, 30));\nString(stop)',
    ],
    'null',
  );
  await shows(
    [
      'function inner() { return 1; }\nfunction outer() { return inner(); }',
      'function inner() { return 2; }\nouter()',
    ],
    '2',
  );
  await shows(
    [
      'let ticks = 0;\nconst timer = setInterval(() => { ticks++; }, 2);',
      'ticks = 1000;\nawait new Promise((r) => setTimeout(r, ' +
        '20));\nclearInterval(timer);\nticks > 1000',
    ],
    'true',
  );
});

test('every form of declaration becomes a variable of the notebook', async () => {
  await shows(
    [
      'const { a: first, b = 4, ...others } = { a: 1, c: 2 } as { a: number; b?: number; c: ' +
        'number };',
      '[first, b, others.c].join()',
    ],
    '1,4,2',
  );
  await shows(
    ['const [p, , q = 9, ...rest] = [1, 2, undefined, 4, 5];', '[p, q, ...rest].join()'],
    '1,9,4,5',
  );
  await shows(
    ['for (var i = 0; i < 3; i++) {}\nif (true) { var nested = 5; }', '[i, nested].join()'],
    '3,5',
  );
  await shows(
    [
      'enum Colour { red = "r" }\nnamespace Geo { export const radius = 2; export namespace ' +
        'Deep { export const z = 3; } }',
      '[Colour.red, Geo.radius, Geo.Deep.z].join()',
    ],
    'r,2,3',
  );
  await shows(
    ['export import paths = require("node:path");\npaths.sep', 'paths.sep + typeof paths.join'],
    '/function',
  );
  await shows(
    ['let __count = 1;\nconst __next = () => ++__count;\n__next();', '__count = 5;\n__next()'],
    '6',
  );
  await shows(
    [
      'import z = Geo.Deep;\nimport files = require("node:fs");',
      '[z.z, typeof files.existsSync].join()',
    ],
    '3,function',
  );
  await shows(
    [
      'export const k = 1;\nexport function twice(x: number) { return 2 * x; }\nexport default ' +
        'class Thing { v = 3; }',
      'twice(k) + new Thing().v',
    ],
    '5',
  );
  await shows(
    [
      'abstract class Base { abstract area(): number; }\nclass Square extends Base { ' +
        'constructor(private side: number) { super(); } area() { return this.side ** 2; } }',
      'new Square(3).area()',
    ],
    '9',
  );
  await shows(
    ['const arrow = () => 1, made = class {};', '[arrow.name, made.name].join()'],
    'arrow,made',
  );
  await shows(
    [
      'interface Row { x: number }\ntype Rows = Row[];',
      'const rows: Rows = [{ x: 4 }];\nrows[0].x',
    ],
    '4',
  );
});

test('a local name of the same word stays local', async () => {
  await notebook.text('let short = 1;');
  await shows(
    [
      'JSON.stringify([{ short }, ((short: number) => ({ short }))(2), (() => { const short = ' +
        '3; return { short }; })()])',
    ],
    '[{"short":1},{"short":2},{"short":3}]',
  );
  await shows(['({ short = 7 } = {} as { short?: number });\nshort'], '7');
  await shows(['for (const short of [8]) { if (short !== 8) throw new Error(); }\nshort'], '7');
});

test('a cell that throws half way keeps what it had made, and nothing more', async () => {
  assert.match(
    await notebook.failure('const kept = 7;\nthrow new Error("stop");\nconst later = 8;'),
    /Error: stop\n {4}at cell \[\d+\], line 2\n +2 \| throw new Error\("stop"\);$/,
  );
  await shows(['kept'], '7');
  assert.match(await notebook.failure('later'), /Cannot find name 'later'/);
  await notebook.text('const size = 1;');
  assert.match(
    await notebook.failure('const size: string = 2;'),
    /^CompileError in cell \[\d+\]: 1:7 - /,
  );
  await shows(['size'], '1');
});

test('types are those that a person expects', async () => {
  await shows(['const losses = [];\nlosses.push(0.5);\nlosses.length'], '1');
  await shows(['losses.push(2);\nlosses.map((v) => v * 2).join()'], '1,4');
  await shows(
    [
      'const history = { loss: [], best: null };\nhistory.loss.push(1);\nhistory.best = ' +
        '3;\nhistory.best',
    ],
    '3',
  );
  await shows(
    ['let best = null;\nfor (const x of [3, 1, 2]) if (best === null || x < best) best = x;\nbest'],
    '1',
  );
  await shows(['function double(x) { return 2 * x; }\ndouble(3)'], '6');
  await shows(
    [
      'const counts = {};\nfor (const w of ["a", "b", "a"]) counts[w] = (counts[w] ?? 0) + ' +
        '1;\ncounts["a"]',
    ],
    '2',
  );
  await shows(
    [
      'let message = "";\ntry { throw new Error("late"); } catch (e) { message = e.message; ' +
        '}\nmessage',
    ],
    'late',
  );
  await shows(['// @ts-nocheck\nconst wrong: number = "x";\nwrong'], 'x');
  assert.match(
    await notebook.failure('// @ts-nocheck\nconst early = 1;\n(() => { await 1; })();'),
    /^SyntaxError: await is only valid .*\n {4}at cell \[\d+\], line 3\n +3 \| \(\(\) => /,
  );
  await shows(['// @ts-ignore\nconst wrong2: number = "x";\nwrong2'], 'x');
  await shows(['[1, undefined, 2].filter((x) => x !== undefined).map((x) => x + 1).join()'], '2,3');
  for (const wrong of [
    'let n: string = null;',
    'const f = (o: { a: number }) => o.b;',
    'let t = "a";\nt = 5;',
    'const u: never = 5;',
  ])
    assert.match(await notebook.failure(wrong), /CompileError/, wrong);
});

test('what the running Node and TypeScript 5.9 have may be used', async () => {
  await shows(['[3, 1, 2].toSorted().join()'], '1,2,3');
  await shows(
    [
      'const order: string[] = [];\n{ using one = { [Symbol.dispose]() { order.push("freed"); ' +
        '} }; order.push("in use"); }\norder.join()',
    ],
    'in use,freed',
  );
  await shows(['const held = 1;', 'using held = { [Symbol.dispose]() {} };', 'held'], '1');
  await shows(
    [
      'function logged(method: any, _: ClassMethodDecoratorContext) { return function (this: ' +
        'any, ...given: any[]) { return `logged ${method.apply(this, given)}`; }; }\nclass ' +
        'Greeter { @logged hello() { return "hi"; } }\nnew Greeter().hello()',
    ],
    'logged hi',
  );
  await shows(['/^\\p{RGI_Emoji}$/v.test("x")'], 'false');
  await shows(
    ['declare global { var madeGlobal: number }\nglobalThis.madeGlobal = 5;', 'madeGlobal + 1'],
    '6',
  );
});

test('waiting at the top, in loops, in templates', async () => {
  await shows(['const value = await Promise.resolve(5);', 'value + 1'], '6');
  await shows(
    [
      'let sum = 0;\nasync function* numbers() { yield 1; yield 2; }\nfor await (const x of ' +
        'numbers()) sum += x;\nsum',
    ],
    '3',
  );
  await shows(['`${await Promise.resolve("in a template")}`'], 'in a template');
  await shows(['if (await Promise.resolve(true)) { sum = await Promise.resolve(9); }\nsum'], '9');
  assert.match(
    await notebook.failure('const o = { load() { await Promise.resolve(1); } };'),
    /1:22 - [^]*Hint: Put `async`/,
  );
});

test(
  "modules and data beside the notebook, the project's from anywhere, edits seen two imports " +
    'down',
  async () => {
    const write = (name: string, text: string): void => {
      const file = path.join(notebook.folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    };
    write('deep.ts', 'export const deep = 1;');
    write('helper.ts', 'import { deep } from "./deep";\nexport const helper = () => deep;');
    await shows(['import { helper } from "./helper";\nhelper()'], '1');
    write('deep.ts', 'export const deep = 22;');
    await shows(['import { helper } from "./helper";\nhelper()'], '22');
    await shows(['import { helper as again } from "./helper.ts";\nagain()'], '22');
    write('rows.json', '{"a": 1}');
    await shows(['import rows from "./rows.json" with { type: "json" };\nrows.a'], '1');
    write('rows.json', '{"a": 2, "bb": 3}');
    await shows(['import rows from "./rows.json";\nrows.a + rows.bb'], '5');
    write('plain.mjs', 'export default 4; export const five = 5;');
    await shows(['import four, { five } from "./plain.mjs";\nfour + five'], '9');
    write('old.cjs', 'module.exports = { six: 6 };');
    await shows(['import { six } from "./old.cjs";\nsix'], '6');
    await shows(['import { memoryConfig } from "./src/config";\ntypeof memoryConfig'], 'function');
    await shows(['const later = await import("./helper");\nlater.helper()'], '22');
    await shows(
      [
        'const fsLater = await import("node:fs");\nfsLater.existsSync(__dirname) && ' +
          'import.meta.dirname === __dirname',
      ],
      'true',
    );
    write(
      'node_modules/only-esm/package.json',
      '{"name": "only-esm", "type": "module", "exports": {"import": "./index.js"}}',
    );
    write(
      'node_modules/only-esm/index.js',
      'await null;\nexport default "esm"; export const named = 7;',
    );
    await shows(['import only, { named } from "only-esm";\n`${only} ${named}`'], 'esm 7');
    await shows(['(await import("only-esm")).named'], '7');
    write('wrong.ts', 'export const n: number = "x";');
    assert.match(
      await notebook.failure('import { n } from "./wrong";\nn'),
      /wrong\.ts:1:14 - Type 'string'/,
    );
  },
);

test('whatever is thrown is shown, with cell, line and the text of the line', async () => {
  assert.match(
    await notebook.failure('const one = 1;\nconst two = (undefined as any).length;'),
    /TypeError: [^]*cell \[\d+\], line 2\n +2 \| const two/,
  );
  assert.match(await notebook.failure('throw null'), /ThrownValue: null/);
  assert.match(
    await notebook.failure('throw new Proxy({}, { get() { throw 1; } })'),
    /ThrownValue: Proxy/,
  );
  assert.match(
    await notebook.failure(
      'class Hostile extends Error { get name(): string { throw 1; } get message(): string { ' +
        'throw 2; } get stack(): string { throw 3; } }\nthrow new Hostile();',
    ),
    /cannot be read/,
  );
  assert.match(
    await notebook.failure('const down = (n: number): number => down(n + 1) + 1;\ndown(0)'),
    /RangeError: [^]*more times[^]*Hint: a function calls itself/,
  );
  await shows(
    ['({ [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("x"); } })\n1'],
    '1',
  );
});

/** Values that fight whoever looks at them. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a proxy':
    'new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; }, getPrototypeOf() ' +
    '{ throw 3; }, getOwnPropertyDescriptor() { throw 4; } })',
  'a proxy of an error':
    'new Proxy(new Error("in"), { get() { throw 1; }, getPrototypeOf() ' + '{ throw 3; } })',
  'a revoked proxy': '(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy; })()',
  'an inspector': '{ [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("x"); } }',
  'a tag': '{ get [Symbol.toStringTag]() { throw new Error("x"); } }',
  'a then': '{ get then() { throw new Error("x"); } }',
  texts:
    '{ toString() { throw 1; }, valueOf() { throw 2; }, toJSON() { throw 3; }, ' +
    '[Symbol.toPrimitive]() { throw 4; } }',
  'fields of an error':
    'Object.defineProperties(new Error("in"), Object.fromEntries(["name", ' +
    '"message", "stack", "cause", "constructor", "code"].map((name) => [name, { enumerable: ' +
    'true, get() { throw 1; } }])))',
  'an error of errors':
    '(() => { let e = new Error("first"); for (let i = 0; i < 20_000; i++) ' +
    'e = new Error("next", { cause: e }); return e; })()',
};

for (const [name, value] of Object.entries(HOSTILE)) {
  test(`a value that fights every look at it is shown and thrown: ${name}`, async () => {
    assert.ok(await notebook.text(`(${value})`), 'shown');
    await notebook.text(`const hostile = (${value});\n[hostile, hostile]`);
    const places = ['throw hostile;', 'await Promise.reject(hostile);'];
    for (const cell of [...places, 'throw new Error("outer", { cause: hostile });']) {
      const { failure } = await notebook.run(cell);
      assert.ok(failure && failure.evalue !== '', cell);
      assert.ok(failure.traceback.length < 250, cell);
    }
    await shows(['1 + 1'], '2');
  });
}

test('hints for what is typed by mistake', async () => {
  assert.match(
    await notebook.failure('speed = 0.1'),
    /Hint: `speed` is not declared: write `const speed = …`, or `let speed/,
  );
  assert.match(
    await notebook.failure('const fixed = 1;\nfixed = 2;'),
    /Hint: `fixed` was made with `const`/,
  );
  for (const forgotten of ['p.length', 'p + 1', 'for (const x of p) {}', 'const n: number[] = p;'])
    assert.match(
      await notebook.failure(`const p = Promise.resolve([1]);\n${forgotten}`),
      /write `await` before it/,
      forgotten,
    );
  assert.match((await notebook.text('Promise.resolve(1)'))!, /write `await` before it/);
});

test('the last line shows a value, and statements show nothing', async () => {
  for (const silent of [
    'const quiet = 1;',
    'undefined',
    'null',
    'let held = 1;\nheld = 2',
    'if (true) {}',
    '',
    '// words',
  ])
    await shows([silent], undefined);
  await shows(['{ a: 1, b: [2] }'], '{ a: 1, b: [ 2 ] }');
  await shows(['"text"'], 'text');
  await shows(['new Map([["a", 1]])'], "Map(1) { 'a' => 1 }");
  assert.match((await notebook.text('new Float32Array(5000)'))!, /4900 more items/);
  assert.match(
    (await notebook.text('"x".repeat(200_000)'))!,
    /100,000 more characters are not shown/,
  );
  const { bundle } = await notebook.run(
    '({ [Symbol.for("Jupyter.display")]: async () => ({ "text/markdown": "**hi**" }) })',
  );
  assert.deepEqual(bundle, { 'text/markdown': '**hi**' });
});
