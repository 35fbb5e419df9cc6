// Data sets: what is read is what was published, and a file that is anything else is refused by
// name, never half read.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import pl from 'nodejs-polars';
import fc from '../properties';
import { FileError } from '../../src/core/errors';
import { sealParquet } from '../../src/core/sealedParquet';
import { projectPath } from '../../src/core/paths';
import { convertMnist, loadMnist } from '../../src/tasks/datasets/mnist';
import { mnistFiles, type MnistFile, type MnistSums } from '../../src/tasks/datasets/names';
import {
  convertStream,
  loadStream,
  readStream,
  streamPath,
} from '../../src/tasks/datasets/streams';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'datasets-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function refusal(file: string, says: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof FileError, String(error));
    assert.equal(error.file, file);
    assert.match(error.message, says);
    return true;
  };
}

/** Sizes of the two parts of a small MNIST. */
const SIZES = { train: 7, test: 4 };

/** A pixel of image `i` of a part, by rule. */
const pixel = (part: 'train' | 'test', i: number, p: number): number =>
  (p * (part === 'train' ? 3 : 5) + 11 * i) % 256;
const label = (part: 'train' | 'test', i: number): number => (part === 'train' ? 3 * i : i) % 10;

/** The four files of a small MNIST, written byte by byte as the form says. */
function smallFiles(into: string): MnistSums {
  fs.mkdirSync(into, { recursive: true });
  const sums: Partial<Record<MnistFile, string>> = {};
  for (const part of ['train', 'test'] as const) {
    const count = SIZES[part];
    const images = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28];
    const labels = [0, 0, 8, 1, 0, 0, 0, count];
    for (let i = 0; i < count; i++) {
      for (let p = 0; p < 784; p++) images.push(pixel(part, i, p));
      labels.push(label(part, i));
    }
    const files = { [`${part}Images`]: images, [`${part}Labels`]: labels };
    for (const [what, bytes] of Object.entries(files) as [MnistFile, number[]][]) {
      fs.writeFileSync(path.join(into, mnistFiles[what]), Uint8Array.from(bytes));
      sums[what] = sum(Uint8Array.from(bytes));
    }
  }
  return sums as MnistSums;
}

test('MNIST: every image and label comes back from the file that the four became', () => {
  const source = path.join(folder, 'small');
  const file = path.join(folder, 'small.parquet');
  const sums = smallFiles(source);
  convertMnist(source, file, sums);
  const mnist = loadMnist(file, sums);
  for (const part of ['train', 'test'] as const) {
    const { count, pixels, labels } = mnist[part];
    assert.equal(count, SIZES[part]);
    assert.equal(pixels.length, count * 784);
    for (let i = 0; i < count; i++) {
      assert.equal(labels[i], label(part, i));
      for (let p = 0; p < 784; p++) assert.equal(pixels[i * 784 + p], pixel(part, i, p));
    }
  }
  // one row an image, for any program that reads Parquet
  const table = pl.readParquet(file);
  assert.deepEqual(table.shape, { height: 11, width: 786 });
  assert.deepEqual(table.columns.slice(0, 3), ['split', 'label', 'p000']);
  assert.deepEqual(table.getColumn('split').toArray(), [
    ...new Array<string>(7).fill('train'),
    ...new Array<string>(4).fill('test'),
  ]);
});

test('MNIST: of wrong files nothing is written, and the file that is there stays', () => {
  const source = path.join(folder, 'wrong');
  const file = path.join(folder, 'kept.parquet');
  const sums = smallFiles(source);
  fs.writeFileSync(file, 'as it was');
  const images = path.join(source, mnistFiles.testImages);
  const labels = path.join(source, mnistFiles.trainLabels);
  const convert = (with_ = sums) => convertMnist(source, file, with_);
  assert.throws(
    () => convertMnist(source, file),
    refusal(
      path.join(source, mnistFiles.trainImages),
      /SHA-256: got [0-9a-f]{64}, expected ba891046/,
    ),
  );
  assert.throws(
    () => convert({ ...sums, testImages: sums.testLabels }),
    refusal(images, /SHA-256: got/),
  );
  const whole = fs.readFileSync(images);
  const rewrite = (bytes: Uint8Array, place = images): MnistSums => {
    fs.writeFileSync(place, bytes);
    return { ...sums, [place === images ? 'testImages' : 'trainLabels']: sum(bytes) };
  };
  const short = rewrite(whole.subarray(0, 1000));
  assert.throws(() => convert(short), refusal(images, /got 984 numbers, expected 4 x 28 x 28$/));
  const noIdx = rewrite(Buffer.from('no images'));
  assert.throws(() => convert(noIdx), refusal(images, /no IDX file of bytes with 3 axes$/));
  fs.rmSync(images);
  assert.throws(() => convert(), refusal(images, /no such file/));
  fs.writeFileSync(images, whole);
  const fewer = rewrite(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5), labels);
  assert.throws(
    () => convert(fewer),
    refusal(path.join(source, mnistFiles.trainImages), /got 7 x 28 x 28 pixels, expected 1 x 28/),
  );
  assert.equal(fs.readFileSync(file, 'utf8'), 'as it was');
  assert.deepEqual(
    fs.readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('MNIST: no file, a changed one or other images: the error says how to make it', () => {
  const sums = smallFiles(path.join(folder, 'again'));
  const file = path.join(folder, 'again.parquet');
  assert.throws(
    () => loadMnist(file),
    refusal(file, /no such file; make it with: npm run data -- mnist$/),
  );
  convertMnist(path.join(folder, 'again'), file, sums);
  assert.throws(
    () => loadMnist(file),
    refusal(file, /trainImages: SHA-256: got .*make it with: npm run data -- mnist$/),
  );
  const bytes = fs.readFileSync(file);
  for (const place of [3, 100, bytes.length - 20]) {
    const damaged = Buffer.from(bytes);
    damaged[place] ^= 1;
    fs.writeFileSync(file, damaged);
    assert.throws(() => loadMnist(file, sums), refusal(file, /.*/), `byte ${place}`);
  }
  fs.writeFileSync(file, bytes.subarray(0, bytes.length / 2));
  assert.throws(() => loadMnist(file, sums), refusal(file, /cut short/));
  const other = pl.DataFrame({ label: [1, 2], p000: [0, 0] });
  fs.writeFileSync(file, sealParquet(other.writeParquet()));
  assert.throws(
    () => loadMnist(file, sums),
    refusal(file, /^.*columns: got others, expected split/),
  );
});

/** What is known of the streams from elsewhere: rows, features, share of the second class. */
const streams = {
  electricity: { count: 45312, inputSize: 6, classes: ['down', 'up'], second: 19237 },
  weather: { count: 18159, inputSize: 8, classes: ['dry', 'rain'], second: 5698 },
} as const;

for (const [name, known] of Object.entries(streams) as [
  keyof typeof streams,
  (typeof streams)[keyof typeof streams],
][]) {
  test(`${name}: rows in order of time, and the file reads as a table of one's own does`, () => {
    const stream = loadStream(name);
    assert.equal(stream.count, known.count);
    assert.equal(stream.inputSize, known.inputSize);
    assert.equal(stream.features.length, known.inputSize);
    assert.deepEqual(stream.classes, known.classes);
    assert.equal(stream.x.length, known.count * known.inputSize);
    assert.equal(stream.labels.length, known.count);
    assert.equal(
      stream.labels.reduce((count, one) => count + one, 0),
      known.second,
    );
    assert.ok(stream.x.every(Number.isFinite));
    assert.deepEqual(readStream(streamPath(name), name), stream);
  });
}

test('electricity: half hours follow one another, 48 a day', () => {
  const { x, count, inputSize, features } = loadStream('electricity');
  assert.equal(features[0], 'period');
  for (let i = 0; i < count; i++)
    assert.ok(Math.abs(x[i * inputSize] - (i % 48) / 47) < 1e-5, `row ${i}`);
});

test('a stream: another name, a changed file, another CSV file', () => {
  assert.throws(
    () => loadStream('market' as 'weather'),
    /name: got "market", expected one of elec/,
  );
  const file = path.join(folder, 'stream.parquet');
  fs.copyFileSync(streamPath('weather'), file);
  assert.equal(loadStream('weather', file).count, 18159);
  assert.throws(
    () => loadStream('electricity', file),
    refusal(file, /SHA-256 of the features: got/),
  );
  const bytes = fs.readFileSync(file);
  bytes[500] ^= 1;
  fs.writeFileSync(file, bytes);
  assert.throws(() => loadStream('weather', file), refusal(file, /checksum is another/));
  const csv = path.join(folder, 'other.csv');
  fs.writeFileSync(csv, 'feat_1,target\n1,0\n');
  const made = path.join(folder, 'none.parquet');
  assert.throws(() => convertStream('weather', csv, made), refusal(csv, /SHA-256: got/));
  assert.ok(!fs.existsSync(made));
});

test('the page of the data says the checksums of the files that are there', () => {
  const page = fs.readFileSync(projectPath('data/README.md'), 'utf8');
  for (const name of Object.keys(streams) as (keyof typeof streams)[])
    assert.ok(page.includes(sum(fs.readFileSync(streamPath(name)))), name);
});

test('a stream of one’s own comes back from CSV and from Parquet as it was', () => {
  const cell = fc.float({ noNaN: true, noDefaultInfinity: true });
  const rows = fc
    .array(fc.record({ a: cell, b: cell, label: fc.constantFrom('x', 'y10', 'y9') }), {
      minLength: 2,
      maxLength: 20,
    })
    .filter((all) => new Set(all.map((row) => row.label)).size > 1);
  fc.assert(
    fc.property(rows, (all) => {
      const text = ['a,label,b', ...all.map(({ a, b, label: word }) => `${a},${word},${b}`)];
      const csv = path.join(folder, 'own.csv');
      fs.writeFileSync(csv, text.join('\n'));
      const stream = readStream(csv, 'mine');
      assert.deepEqual([stream.name, stream.features], ['mine', ['a', 'b']]);
      assert.equal(stream.count, all.length);
      // 9 before 10
      const order = ['x', 'y9', 'y10'].filter((word) => all.some((row) => row.label === word));
      assert.deepEqual(stream.classes, order);
      assert.deepEqual(
        [...stream.x],
        all.flatMap(({ a, b }) => [a + 0, b + 0]),
      );
      assert.deepEqual(
        [...stream.labels].map((place) => stream.classes[place]),
        all.map((row) => row.label),
      );
    }),
    { numRuns: 30 },
  );
  const table = pl.DataFrame([
    { a: 1.5, label: 3, b: -2 },
    { a: 2.5, label: 20, b: 7 },
  ]);
  const parquet = path.join(folder, 'own.parquet');
  table.writeParquet(parquet);
  const { classes, x, name } = readStream(parquet);
  assert.deepEqual([classes, [...x], name], [['3', '20'], [1.5, -2, 2.5, 7], parquet]);
});

test('a stream of one’s own that is wrong is refused with its row and column', () => {
  const file = path.join(folder, 'bad.csv');
  const refused: readonly (readonly [content: string, says: RegExp])[] = [
    ['', /got no line/],
    ['a,label\n', /rows: got none, expected at least one$/],
    ['a,b\n1,2\n', /columns: got a, b, expected a column 'label'$/],
    ['label\nx\ny\n', /columns: got label, expected at least one feature$/],
    ['a,label\n1,x\n2,x\n', /label: got 1 different value, expected 2 to 256$/],
    ['a,label\n1,x\nhot,y\n', /row 2, a: got "hot", expected a finite number$/],
    ['a,label\n1,x\n,y\n', /row 2, a: got nothing, expected a text or a number$/],
    ['a,label\n1,x\n2,\n', /row 2, label: got nothing/],
    ['a,label\n1,x\n2\n', /line 3: got 1 value, expected 2/],
  ];
  for (const [content, says] of refused) {
    fs.writeFileSync(file, content);
    assert.throws(() => readStream(file), refusal(file, says), content);
  }
  const many = ['a,label', ...Array.from({ length: 257 }, (_, i) => `1,c${i}`)].join('\n');
  fs.writeFileSync(file, many);
  assert.throws(
    () => readStream(file),
    refusal(file, /label: got 257 different values, expected 2 to 256$/),
  );
  assert.throws(() => readStream(path.join(folder, 'none.csv')), /none\.csv: no such file/);
});
