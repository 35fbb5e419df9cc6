import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import {
  argumentError,
  checkCounts,
  checkPositive,
  checkWholeNumber,
} from '../../src/core/arguments';
import { duration } from '../../src/core/durations';
import { z } from 'zod';
import { ConfigError, InterruptedError, NonFiniteLossError } from '../../src/core/errors';
import { writeFileAtomic, writeThenRename } from '../../src/core/files';
import { fnv1a, sha256 } from '../../src/core/hash';
import { readJsonFile } from '../../src/core/jsonFile';
import { mean, median, quantile, shapeSize, sum } from '../../src/core/numbers';
import {
  describe,
  errorMessage,
  escapeHtml,
  escapeTags,
  escapeXml,
  plural,
  quoted,
} from '../../src/core/text';

const PROTO_REFUSED = 'runs[0].__proto__: got 1, expected one of the fields there are: seed, loss';
const folder = mkdtempSync(path.join(os.tmpdir(), 'core-'));
after(() => rmSync(folder, { recursive: true }));

test('a file is written whole, in a folder that is made for it', () => {
  const file = path.join(folder, 'deep', 'er', 'a.txt');
  writeFileAtomic(file, 'text');
  assert.equal(readFileSync(file, 'utf8'), 'text');
  writeFileAtomic(file, Buffer.from([1, 2, 3]));
  assert.deepEqual([...readFileSync(file)], [1, 2, 3]);
  writeThenRename(file, (temporary) => {
    assert.deepEqual([...readFileSync(file)], [1, 2, 3], 'the old file is there until the end');
    assert.equal(path.dirname(temporary), path.dirname(file));
    writeFileSync(temporary, 'made elsewhere');
  });
  assert.equal(readFileSync(file, 'utf8'), 'made elsewhere');
  assert.deepEqual(readdirSync(path.dirname(file)), ['a.txt']);
});

test('a write that fails leaves the old file and no other, or none', () => {
  const own = path.join(folder, 'failing');
  const file = path.join(own, 'a.txt');
  const fail = (temporary: string): void => {
    writeFileSync(temporary, 'half');
    throw new Error('the disk is full');
  };
  assert.throws(() => writeThenRename(file, fail), /the disk is full/);
  assert.ok(!existsSync(file));
  writeFileAtomic(file, 'old');
  assert.throws(() => writeThenRename(file, fail), /the disk is full/);
  assert.throws(() => writeFileAtomic(file, 5 as unknown as string), TypeError);
  assert.equal(readFileSync(file, 'utf8'), 'old');
  assert.deepEqual(readdirSync(own), ['a.txt']);
});

test('texts are safe where they go', () => {
  const text = `<a href="x">Adam's & more</a>`;
  assert.equal(escapeTags(text), `&lt;a href="x"&gt;Adam's &amp; more&lt;/a&gt;`);
  assert.equal(escapeXml(text), `&lt;a href=&quot;x&quot;&gt;Adam's &amp; more&lt;/a&gt;`);
  assert.equal(escapeHtml(text), '&lt;a href=&quot;x&quot;&gt;Adam&#39;s &amp; more&lt;/a&gt;');
});

test('counts, words, values and errors in words', () => {
  assert.deepEqual(
    [0, 1, 2].map((n) => plural(n, 'run')),
    ['0 runs', '1 run', '2 runs'],
  );
  assert.equal(quoted(['lstm', 'dnc']), "'lstm', 'dnc'");
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const values: [unknown, string][] = [
    [NaN, 'NaN'],
    [-0.5, '-0.5'],
    ['dnc', '"dnc"'],
    [undefined, 'undefined'],
    [null, 'null'],
    [[1, 'a'], "[ 1, 'a' ]"],
    [new Array(2), '[ <2 empty items> ]'],
    [12n, '12n'],
    [Symbol('s'), 'Symbol(s)'],
    [circle, '<ref *1> { self: [Circular *1] }'],
    [{ big: 1n, none: NaN }, '{ big: 1n, none: NaN }'],
    [new Float32Array(18), 'Float32Array of 18 numbers'],
    [new Error('no\nmore'), 'an error: no more'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a\nb', '"a\\nb"'],
    [{ text: 'a\u2028b' }, "{ text: 'a b' }"],
    ['x'.repeat(200), `"${'x'.repeat(97)} …`],
  ];
  for (const [value, words] of values) assert.equal(describe(value), words);
  assert.equal(errorMessage(new RangeError('no')), 'no');
  assert.equal(errorMessage('no'), 'no');
});

test('whatever a value does when it is read, describing it gives one short line', () => {
  const fail = (): never => {
    throw new Error('read');
  };
  const trap = new Proxy({}, { get: fail, getPrototypeOf: fail, ownKeys: fail, has: fail });
  const error = new Error('x');
  Object.defineProperties(error, {
    message: { get: fail },
    stack: { get: fail },
    name: { get: fail },
  });
  const hostile = [
    trap,
    error,
    { [Symbol.for('nodejs.util.inspect.custom')]: fail },
    { toJSON: fail, toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail },
    Object.defineProperty({}, Symbol.toStringTag, { get: fail }),
    Object.defineProperty({}, 'a', { get: fail, enumerable: true }),
    Object.defineProperty([], 0, { get: fail, enumerable: true }),
    Object.defineProperty(new Float32Array(2), 'length', { get: fail }),
    new Proxy([], { get: fail }),
  ];
  for (const value of hostile) {
    for (const text of [describe(value), describe([value]), errorMessage(value)]) {
      assert.ok(text.length > 0 && text.length <= 100, text);
      assert.ok(!text.includes('\n'), text);
    }
  }
});

test('a JSON file is read against a schema, and an error names the file and the place', () => {
  const schema = z.strictObject({
    format: z.literal('runs/1'),
    runs: z.array(z.strictObject({ seed: z.number().int().min(0), loss: z.number().nullable() })),
    note: z.string().default('none'),
    by: z.record(z.string(), z.union([z.number(), z.boolean()])).default({}),
  });
  const file = path.join(folder, 'runs.json');
  const read = (content: string | Uint8Array): unknown => {
    writeFileAtomic(file, content);
    return readJsonFile(file, schema);
  };
  const good = '{"format": "runs/1", "runs": [{"seed": 1, "loss": null}]}';
  assert.deepEqual(read(good), {
    format: 'runs/1',
    runs: [{ seed: 1, loss: null }],
    note: 'none',
    by: {},
  });
  const refused: [string | Uint8Array, string][] = [
    ['', 'not JSON (Unexpected end of JSON input)'],
    [Uint8Array.of(0x22, 0xff, 0x22), 'no UTF-8 text'],
    ['null', 'got null, expected an object with some of format, runs, note, by'],
    ['[]', 'got [], expected an object with some of format, runs, note, by'],
    ['{"runs": []}', "format: got undefined, expected 'runs/1'"],
    [good.replace('1,', '-1,'), 'runs[0].seed: got -1, expected a whole number of at least 0'],
    [good.replace('null', '"a"'), 'runs[0].loss: got "a", expected a number or null'],
    [
      good.replace('"seed": 1, ', ''),
      'runs[0].seed: got undefined, expected a whole number of at least 0',
    ],
    [good.replace('[{', '[3, {'), 'runs[0]: got 3, expected an object with some of seed, loss'],
    [good.replace('"loss"', '"lost"'), 'runs[0].loss: got undefined, expected a number or null'],
    [good.replace('{"s', '{"__proto__": 1, "s'), PROTO_REFUSED],
    [
      good.replace('}]', '}], "by": {"a": "b"}'),
      'by.a: got "b", expected a number or true or false',
    ],
    [good.replace('}]', '}], "note": null'), 'note: got null, expected a text'],
  ];
  for (const [content, problem] of refused)
    assert.throws(() => read(content), {
      name: 'FileError',
      message: `${file}: ${problem}`,
    });
  assert.throws(() => readJsonFile(path.join(folder, 'a\nb'), schema), {
    message: `${folder}/a b: no such file or directory`,
  });
  const missing = path.join(folder, 'nowhere.json');
  assert.throws(() => readJsonFile(missing, schema), {
    name: 'FileError',
    message: `${missing}: no such file or directory`,
  });
  assert.throws(() => readJsonFile(folder, schema), {
    message: `${folder}: illegal operation on a directory`,
  });
  assert.throws(() => writeFileAtomic(folder, 'x'), {
    name: 'FileError',
    message: `${folder}: illegal operation on a directory`,
  });
});

test('seconds in words', () => {
  assert.deepEqual([0, 42.4, 59.6, 185, 3599.4, 7860].map(duration), [
    '0 s',
    '42 s',
    '1 min 0 s',
    '3 min 5 s',
    '59 min 59 s',
    '2 h 11 min',
  ]);
});

test('sums, means, medians, quantiles and sizes of shapes', () => {
  assert.equal(sum([]), 0);
  assert.equal(sum([0.1, 0.2, 0.3]), 0.1 + 0.2 + 0.3);
  assert.equal(mean([1, 2, 6]), 3);
  assert.ok(Number.isNaN(mean([])));
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([1, Infinity, 2]), 2);
  assert.equal(quantile([4, 1, 3, 2], 0.25), 1.75);
  assert.equal(quantile([7], 0.9), 7);
  for (const empty of [() => median([]), () => quantile([], 0.5)])
    assert.throws(empty, /^RangeError: values: got none, expected at least one/);
  assert.equal(shapeSize([]), 1);
  assert.equal(shapeSize([2, 0, 3]), 0);
  assert.equal(shapeSize([2, 3, 4]), 24);
});

test('hashes are those of the published test vectors', () => {
  assert.equal(fnv1a(''), 0x811c9dc5);
  assert.equal(fnv1a('a'), 0xe40c292c);
  assert.equal(fnv1a('foobar'), 0xbf9cf968);
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.equal(sha256('abc'), abc);
  assert.equal(sha256(Buffer.from('abc')), abc);
});

test('arguments that do not fit are refused with their name, value and range', () => {
  assert.equal(argumentError('x', '3 rows', '4').message, 'x: got 3 rows, expected 4');
  checkWholeNumber('n', 1);
  checkWholeNumber('n', 0, 0);
  checkWholeNumber('n', 3, 1, 3);
  const wholes: [unknown[], RegExp][] = [
    [[0], /^RangeError: n: got 0, expected a whole number of at least 1$/],
    [[1.5], /got 1.5, expected a whole number of at least 1/],
    [['7'], /got "7", expected a whole number of at least 1/],
    [[NaN, 0], /got NaN, expected a whole number of at least 0/],
    [[4, 1, 3], /got 4, expected a whole number from 1 to 3/],
  ];
  for (const [[value, ...range], message] of wholes)
    assert.throws(() => checkWholeNumber('n', value, ...(range as number[])), message);
  checkCounts({ tasks: 2, rows: 3 });
  assert.throws(() => checkCounts({ tasks: 2, rows: -1 }), /^RangeError: rows: got -1, expected/);
  checkPositive('rate', 0.1);
  for (const wrong of [0, NaN, Infinity])
    assert.throws(() => checkPositive('rate', wrong), {
      name: 'RangeError',
      message: `rate: got ${wrong}, expected a number above 0`,
    });
});

test('errors have a class and say what is wrong', () => {
  const wrong = new ConfigError('Config.size', 'two', 'a whole number');
  assert.ok(wrong instanceof RangeError);
  assert.equal(String(wrong), 'ConfigError: Config.size: got "two", expected a whole number');
  assert.match(
    new NonFiniteLossError(NaN, 2).message,
    /^loss: got NaN at step 2, expected finite numbers: .* Nothing was changed$/,
  );
  assert.match(
    new NonFiniteLossError(0.5, 1).message,
    /^loss: got 0.5 at step 1 with a gradient that is not finite, expected finite numbers/,
  );
  assert.equal(String(new InterruptedError('stopped')), 'Interrupted: stopped');
});
