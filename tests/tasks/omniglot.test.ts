// Omniglot: what comes with the project is what was published, and small images keep all the ink.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { PNG } from 'pngjs';
import fc from '../properties';
import { FileError } from '../../src/core/errors';
import {
  DRAWING_BYTES,
  DRAWING_SIDE,
  drawingImages,
  inkPoints,
  loadOmniglot,
} from '../../src/tasks/datasets';
import { packDrawing } from '../../src/tasks/datasets/drawings';
import { convertOmniglot } from '../../src/tasks/datasets/omniglot';
import { aboutTheirMean, modifiedHausdorff } from '../../src/tasks/few-shot';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'omniglot-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const PIXELS = DRAWING_SIDE * DRAWING_SIDE;
/** A drawing by rule: ink in every `n`-th pixel. */
const everyNth = (n: number) => (pixel: number) => pixel % n === 0;

function writePicture(file: string, ink: (pixel: number) => boolean, side = DRAWING_SIDE): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const png = new PNG({ width: side, height: side });
  for (let pixel = 0; pixel < side * side; pixel++) {
    png.data.fill(ink(pixel) ? 0 : 255, 4 * pixel, 4 * pixel + 3);
    png.data[4 * pixel + 3] = 255;
  }
  fs.writeFileSync(file, PNG.sync.write(png));
}

/** A small Omniglot as it is published: two alphabets, one of them in both sets, and 20 runs. */
function smallOmniglot(name: string): string {
  const root = path.join(folder, name);
  const sets = ['images_background_small1', 'images_background_small2'];
  for (const [k, alphabets] of [['Greek', 'Latin'], ['Greek']].entries())
    for (const alphabet of alphabets)
      for (const drawer of [1, 2])
        writePicture(
          path.join(root, sets[k], alphabet, 'character01', `0394_0${drawer}.png`),
          everyNth(alphabet.length + drawer),
        );
  for (let run = 1; run <= 20; run++) {
    const own = `run${String(run).padStart(2, '0')}`;
    writePicture(path.join(root, own, 'training', 'class01.png'), everyNth(run + 1));
    writePicture(path.join(root, own, 'training', 'class02.png'), everyNth(run + 2));
    writePicture(path.join(root, own, 'test', 'item01.png'), everyNth(run + 3));
    const line = `${own}/test/item01.png ${own}/training/class02.png\n`;
    fs.writeFileSync(path.join(root, own, 'class_labels.txt'), line);
  }
  return root;
}

/** The checksum that a folder's drawings have, as the error says it. */
function sumOf(source: string): string {
  try {
    convertOmniglot(source, path.join(folder, 'none.parquet'));
  } catch (error) {
    const [, sum] = /got ([0-9a-f]{64})/.exec((error as Error).message) ?? [];
    if (sum) return sum;
    throw error;
  }
  throw new Error('the small Omniglot was taken for the real one');
}

test('Omniglot comes with the project: alphabets, characters, drawers and trials', () => {
  const { background, runs } = loadOmniglot();
  const alphabets = new Map<string, number>();
  for (const { alphabet } of background.characters)
    alphabets.set(alphabet, (alphabets.get(alphabet) ?? 0) + 1);
  assert.deepEqual(Object.fromEntries(alphabets), {
    Balinese: 24,
    Early_Aramaic: 22,
    Greek: 24,
    'Japanese_(katakana)': 47,
    Korean: 40,
    Latin: 26,
    Sanskrit: 42,
    Tagalog: 17,
  });
  assert.equal(background.count, 242 * 20);
  const drawings = background.characters.map(() => new Set<number>());
  background.labels.forEach((label, i) => drawings[label].add(background.drawers[i]));
  assert.ok(drawings.every((drawers) => drawers.size === 20 && Math.max(...drawers) === 20));
  assert.equal(runs.length, 20);
  for (const { training, test: trials, answers } of runs) {
    assert.equal(training.length, 20 * DRAWING_BYTES);
    assert.equal(trials.length, 20 * DRAWING_BYTES);
    assert.deepEqual(
      [...answers].sort((a, b) => a - b),
      [...new Array(20).keys()],
    );
  }
});

test('what was published comes back from the file it became', () => {
  const source = smallOmniglot('small');
  const file = path.join(folder, 'small.parquet');
  const sum = sumOf(source);
  convertOmniglot(source, file, sum);
  const { background, runs } = loadOmniglot(file, sum);
  assert.deepEqual(background.characters, [
    { alphabet: 'Greek', character: 1 },
    { alphabet: 'Latin', character: 1 },
  ]);
  assert.deepEqual([...background.labels], [0, 0, 1, 1]);
  assert.deepEqual([...background.drawers], [1, 2, 1, 2]);
  assert.deepEqual(
    [...background.bits],
    [6, 7, 6, 7].flatMap((n) => [...packDrawing(everyNth(n))]),
  );
  assert.equal(runs.length, 20);
  assert.deepEqual([...runs[3].answers], [1]);
  assert.deepEqual([...runs[3].test], [...packDrawing(everyNth(7))]);
});

test('other drawings, a missing folder, a picture of another size: nothing is written', () => {
  const source = smallOmniglot('wrong');
  const file = path.join(folder, 'kept.parquet');
  fs.writeFileSync(file, 'as it was');
  const refused = (place: string, says: RegExp): void => {
    assert.throws(
      () => convertOmniglot(source, file),
      (error: unknown) => {
        assert.ok(error instanceof FileError, String(error));
        assert.equal(error.file, place);
        assert.match(error.message, says);
        return true;
      },
    );
    assert.equal(fs.readFileSync(file, 'utf8'), 'as it was');
  };
  refused(source, /SHA-256 of the drawings: got/);
  const picture = path.join(source, 'run02', 'training', 'class01.png');
  writePicture(picture, everyNth(2), 28);
  refused(picture, /got 28 x 28 pixels, expected 105 x 105/);
  fs.writeFileSync(picture, 'no picture');
  refused(picture, /./);
  fs.rmSync(path.join(source, 'images_background_small2'), { recursive: true });
  refused(path.join(source, 'images_background_small2'), /no such file/);
  assert.throws(() => loadOmniglot(file), FileError);
  assert.throws(() => loadOmniglot(path.join(folder, 'none')), /restore it: git checkout/);
});

test('a small image keeps the ink of its drawing, at every size', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(PIXELS - 1), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: DRAWING_SIDE }),
      (inked, side) => {
        const ink = new Set(inked);
        const bits = packDrawing((pixel) => ink.has(pixel));
        const image = drawingImages(bits, side);
        const area = (DRAWING_SIDE / side) ** 2;
        const total = image.reduce((sum, value) => sum + value, 0) * area;
        assert.ok(Math.abs(total - ink.size) < 1e-3, `${total} of ${ink.size}`);
        assert.ok(image.every((value) => value >= 0 && value <= 1 + 1e-6));
        const points = inkPoints(bits, 0);
        assert.equal(points.length, 2 * ink.size);
        for (let p = 0; p < points.length; p += 2)
          assert.ok(ink.has(points[p] * DRAWING_SIDE + points[p + 1]));
      },
    ),
    { numRuns: 60 },
  );
  assert.throws(() => drawingImages(new Uint8Array(7)), /bits: got 7 bytes, expected drawings of/);
  assert.throws(() => drawingImages(new Uint8Array(DRAWING_BYTES), 106), /side: got 106/);
  assert.throws(() => inkPoints(new Uint8Array(DRAWING_BYTES), 1), /drawing: got 1/);
});

test('the modified Hausdorff distance, by hand', () => {
  assert.equal(modifiedHausdorff([0, 0], [3, 4]), 5);
  assert.equal(modifiedHausdorff([0, 0, 0, 1], [0, 0]), 0.5);
  assert.deepEqual([...aboutTheirMean([0, 0, 2, 4])], [-1, -2, 1, 2]);
  for (const points of [[], [1, 2, 3]])
    assert.throws(() => modifiedHausdorff(points, [0, 0]), /a: got \d numbers, expected points/);
});
