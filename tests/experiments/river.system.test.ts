// River's program answers each row before it learns it. Where River is installed
// (npm run results -- drift-peers installs it).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { projectPath } from '../../src/core/paths';
import { streamLines } from '../../src/experiments/drift/streamRows';
import { loadStream } from '../../src/tasks/datasets';

const python = projectPath('benchmarks/peers/.venv/bin/python');
const hasRiver = spawnSync(python, ['-c', 'import river']).status === 0;
const skip = hasRiver ? false : 'River is not installed';

interface Made {
  readonly answers: string;
  readonly versions: { readonly river: string };
}

function riverAnswers(model: string, rows: string): Made {
  const input = `${JSON.stringify({ model, seed: 0 })}\n${rows}`;
  const program = projectPath('benchmarks/peers/river_stream.py');
  const { status, stdout, stderr } = spawnSync(python, [program], { input, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Made;
}

test('a row that has not been answered yet changes no answer of River', { skip }, () => {
  const stream = loadStream('weather');
  const rows = 600;
  const lines = streamLines(stream, 'features', rows);
  const labels = stream.labels.map((label, row) => (row < 500 ? label : 1 - label));
  const others = streamLines({ ...stream, labels }, 'features', rows);
  for (const model of ['Hoeffding tree', 'adaptive random forest']) {
    const { answers, versions } = riverAnswers(model, lines);
    assert.match(answers, new RegExp(`^0[01]{${rows - 1}}$`), 'the first answer is class 0');
    assert.equal(riverAnswers(model, lines).answers, answers, 'the same seed, the same answers');
    assert.equal(riverAnswers(model, others).answers.slice(0, 501), answers.slice(0, 501));
    assert.equal(versions.river, '0.26.1');
    const right = [...answers].filter((answer, row) => Number(answer) === stream.labels[row]);
    assert.ok(right.length / rows > 0.6, `${model}: ${right.length} of ${rows}`);
  }
});
