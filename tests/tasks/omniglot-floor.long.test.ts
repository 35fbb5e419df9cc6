// The floor of Omniglot's own demo, which compares where the ink of two drawings is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkPoints, loadOmniglot, type OneShotRun } from '../../src/tasks/datasets';
import { aboutTheirMean, modifiedHausdorff } from '../../src/tasks/few-shot';

test('the floor of the data set’s own demo: the nearest by ink errs in 38.8 % of trials', () => {
  const pointsOf = (bits: Uint8Array): Float64Array[] =>
    Array.from({ length: 20 }, (_, i) => aboutTheirMean(inkPoints(bits, i)));
  const wrongIn = ({ training, test: trials, answers }: OneShotRun): number => {
    const known = pointsOf(training);
    return pointsOf(trials).filter((points, i) => {
      const distances = known.map((other) => modifiedHausdorff(points, other));
      return distances.indexOf(Math.min(...distances)) !== answers[i];
    }).length;
  };
  const wrong = loadOmniglot().runs.reduce((sum, run) => sum + wrongIn(run), 0);
  assert.equal(wrong / 400, 0.3875);
});
