import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  continualScenario,
  nearestShare,
  scenarioFromRows,
  splitRows,
  withNoise,
  withShifts,
} from '../../src/tasks/continual';

const scenario = continualScenario('split-class');
const images = (world: typeof scenario) => splitRows(world.tasks[0].train.x, 64);

test('noise takes the place of the pixels with the least ink, anew in every image', () => {
  const world = withNoise(scenario, { pixels: 16, loudness: 2 });
  const [before, after] = [images(scenario), images(world)];
  const changed = [...Array(64).keys()].filter((p) => after.some((x, i) => x[p] !== before[i][p]));
  assert.equal(changed.length, 16);
  const values = after.map((x) => x[changed[0]]);
  assert.ok(values.every((v) => v >= 0 && v < 2) && new Set(values).size > 200);
  const test = splitRows(world.tasks[0].test.x, 64);
  assert.ok(
    test.every((x) => !values.includes(x[changed[0]])),
    'new in held-out rows, too',
  );
  assert.deepEqual(images(withNoise(scenario, { pixels: 0 })), before);
  assert.deepEqual(images(withNoise(scenario)), after);
  assert.notDeepEqual(images(withNoise(scenario, { seed: 1 })), after);
  assert.throws(() => withNoise(scenario, { pixels: 65 }), /pixels: got 65/);
});

test('a shift moves an image as a whole; what leaves it is lost', () => {
  const [before, after] = [images(scenario), images(withShifts(scenario))];
  const at = (x: Float32Array, row: number, column: number): number =>
    row < 0 || row > 7 || column < 0 || column > 7 ? 0 : x[8 * row + column];
  const ways = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => ({ down, right })));
  const used = new Set<number>();
  after.forEach((x, i) => {
    const way = ways.findIndex(({ down, right }) =>
      x.every((v, p) => v === at(before[i], Math.floor(p / 8) - down, (p % 8) - right)),
    );
    assert.ok(way >= 0, `image ${i} is no moved one`);
    used.add(way);
  });
  assert.equal(used.size, 9);
  assert.deepEqual(images(withShifts(scenario, { by: 0 })), before);
  assert.throws(() => withShifts(scenario, { by: -1 }), /by: got -1/);
});

test('the nearest row answers', () => {
  const row = (split: string, label: string, u: number) => ({ task: 't', split, label, u });
  const own = scenarioFromRows([
    row('train', 'a', 0),
    row('train', 'b', 1),
    row('test', 'a', 0.4),
    row('test', 'a', 0.9),
    row('test', 'b', 5),
  ]);
  assert.equal(nearestShare(own), 2 / 3);
  assert.ok(nearestShare(scenario) > 0.98);
});
