import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ContinualLearningAgent, runContinualLearningDemo } from '../../src/agent';
import { regressionStream, type TaskData } from '../../src/tasks';
import { ready } from '../../src/tf';
import { SIZE, small } from './support';

before(ready);

test(
  'the demo scores held-out rows: it says after each task and in a table ' + 'what it returns',
  async () => {
    const lines: string[] = [];
    const scored = new Set<unknown>();
    const tasks: readonly TaskData[] = regressionStream({
      size: SIZE,
      trainRows: 20,
      testRows: 12,
    });

    const evaluate = ContinualLearningAgent.prototype.evaluate;
    ContinualLearningAgent.prototype.evaluate = function (rows, options) {
      scored.add(rows);
      return evaluate.call(this, rows, options);
    };
    try {
      const { R, metrics, floors } = await runContinualLearningDemo({
        agent: small(),
        tasks,
        updatesPerTask: 2,
        print: (...said: string[]) => {
          assert.equal(said.length, 1, 'a line, and nothing besides');
          lines.push(said[0]);
        },
      });
      assert.deepEqual(
        [...scored],
        tasks.map(({ test: rows }) => rows),
        'only held-out rows are scored',
      );
      assert.ok(
        R.length === 4 &&
          R.every((row) => row.length === 4 && row.every(Number.isFinite)) &&
          floors.length === 4,
      );
      assert.equal(lines.filter((line) => line.startsWith('after task')).length, 4);
      const table = lines.slice(lines.findIndex((line) => line.startsWith('task ')));
      tasks.forEach(({ name }, k) =>
        assert.ok(
          table[k + 1].startsWith(`${k + 1} ${name}`) &&
            table[k + 1].includes(R[3][k].toPrecision(2)) &&
            table[k + 1].includes(R[k][k].toPrecision(2)),
          table[k + 1],
        ),
      );
      assert.ok(lines.at(-1)?.includes(metrics.forgetting!.toPrecision(2)));
    } finally {
      ContinualLearningAgent.prototype.evaluate = evaluate;
    }
  },
);
