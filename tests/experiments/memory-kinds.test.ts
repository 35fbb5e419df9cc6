// The comparison of all kinds of memory: its plan is fair, its tables tell what the runs hold.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { taskNetwork, type TaskRun } from '../../src/experiments/memory-tasks';
import {
  comparedKinds,
  kindCurves,
  kindExperiment,
  kindExperiments,
  kindKeys,
  kindReport,
  kindScores,
  kindTable,
} from '../../src/experiments/memory-kinds';
import { parameterCount } from '../../src/controller';
import { createRandom } from '../../src/core/random';
import type { SequenceBatch, SequenceTask } from '../../src/tasks';
import { ready } from '../../src/tf';

before(ready);

test('on every task all kinds have as many parameters as the DNC, within 2 %', () => {
  for (const { name, task, memory, training } of kindExperiments) {
    const { inputSize, outputSize } = task;
    const sizes = { inputSize, outputSize, memory, hiddenSize: training?.hiddenSize };
    const count = (model: (typeof comparedKinds)[number]): number =>
      parameterCount(taskNetwork(model, sizes).shapes());
    for (const model of comparedKinds) {
      const off = Math.abs(count(model) / count('dnc') - 1);
      assert.ok(off < 0.02, `${name}, ${model}: ${count(model)} and ${count('dnc')}`);
    }
  }
});

test('all kinds are trained alike; longer sequences have the same words and bits', () => {
  const [first] = kindExperiments;
  for (const { task, models, memory, training, longest, beyond } of kindExperiments) {
    assert.deepEqual(models, comparedKinds);
    assert.deepEqual([memory, training], [first.memory, first.training]);
    assert.equal(beyond.slots[0], memory.memorySize, 'first as trained');
    const longer = beyond.lengths.filter((length) => length > longest);
    assert.ok(longer.length >= 2);
    for (const length of beyond.lengths) {
      const { inputNames, outputNames } = beyond.task(length);
      assert.deepEqual([inputNames, outputNames], [task.inputNames, task.outputNames]);
    }
  }
});

/** The answers of a rule of thumb: bits 0, the value or the place that was shown last. */
function ruleOfThumb(task: SequenceTask, sequences: SequenceBatch): Float32Array {
  const { batch, length, inputSize, outputSize, inputs } = sequences;
  const logits = new Float32Array(batch * length * outputSize).fill(-1);
  if (task.answers === 'bits') return logits;
  for (let b = 0; b < batch; b++) {
    let last = 0;
    for (let t = 0; t < length; t++) {
      const at = b * length + t;
      const seen = task.inputNames.filter((_, i) => inputs[at * inputSize + i] === 1);
      const place = task.outputNames.findIndex((name) => seen.includes(name));
      if (place >= 0) last = place;
      logits[at * outputSize + last] = 1;
    }
  }
  return logits;
}

test('rules of thumb get wrong what the plan says', () => {
  for (const { name, longest, guessing, beyond } of kindExperiments) {
    const shares = beyond.lengths.map((length) => {
      const task = beyond.task(length);
      const sequences = task.sample(1000, createRandom(2));
      const scores = task.scores(ruleOfThumb(task, sequences), sequences);
      const total = (part: 'wrong' | 'asked'): number =>
        scores.reduce((sum, score) => sum + score[part], 0);
      return { length, wrong: (100 * total('wrong')) / total('asked') };
    });
    for (const tried of ['trained', 'beyond'] as const) {
      const own = shares.filter(({ length }) => length <= longest === (tried === 'trained'));
      const wrong = own.reduce((sum, share) => sum + share.wrong, 0) / own.length;
      assert.ok(Math.abs(wrong - guessing[tried]) < 2, `${name}, ${tried}: ${wrong}`);
    }
  }
});

/** A run on copy that gets a share wrong at the lengths trained on, and twice that beyond them. */
const run = (model: TaskRun['model'], seed: number, share: number): TaskRun => ({
  experiment: 'copy',
  model,
  seed,
  parameters: 100 + seed,
  curve: [{ iteration: 800, cost: 1, wrongBits: 1 }],
  beyond: [16, 64].flatMap((slots) =>
    kindExperiment('copy').beyond.lengths.map((length) => {
      const isLonger = length > kindExperiment('copy').longest;
      const extra = slots === 64 && !isLonger ? 9 : 1;
      return { length, slots, wrongBits: 1, wrongShare: extra * (isLonger ? 2 * share : share) };
    }),
  ),
});
const runs = [0.01, 0.02, 0.03]
  .map((share, seed) => run('dnc', seed, share))
  .concat(run('lstm', 0, 0.4));

test('scores are means over lengths; longer ones are those with the largest memory', () => {
  const trained = kindScores(runs, 'copy', 'dnc');
  assert.ok(Math.abs(trained.mean - 2) < 1e-9);
  assert.ok(Math.abs((trained.ci95HalfWidth ?? 0) - 4.302653 / Math.sqrt(3)) < 1e-5);
  assert.ok(Math.abs(kindScores(runs, 'copy', 'dnc', 'beyond').mean - 4) < 1e-9);
  assert.throws(() => kindScores(runs, 'copy', 'sparse'), /runs: got none of "sparse" on copy/);
  assert.throws(() => kindScores(runs, 'sort', 'dnc'), /experiment: got "sort", expected one of/);
});

test('the table has a row a kind that was run, and the rule of thumb', () => {
  const table = kindTable(runs, 'beyond');
  assert.deepEqual(
    table.map(({ memory, copy, 'stories-1': stories }) => [memory, copy, stories]),
    [
      ['LSTM', '80.0', ''],
      ['DNC', '4.0 ± 5.0', ''],
      ['a rule of thumb', '50', '52'],
    ],
  );
  const curves = kindCurves(runs, 'copy');
  assert.deepEqual(
    curves.map(({ name }) => name),
    ['LSTM', 'DNC'],
  );
  assert.deepEqual(curves[0].x, kindExperiment('copy').beyond.lengths);
});

test('the report names what was not learned, and is empty without runs', () => {
  const text = kindReport(runs).join('\n');
  assert.match(text, /^\n## Kinds of memory\n/);
  assert.match(text, /\| DNC \| 2\.0 ± 2\.5 \|/);
  const fewer = 'LSTM (copy 1); sparse DNC (copy 0); ';
  assert.ok(text.includes(`\nFewer than 3 seeds, for want of time: ${fewer}`));
  assert.match(text, /\nMissed: [^\n]+\n\n- copy: LSTM\n/);
  assert.doesNotMatch(text, /NaN|undefined/);
  assert.deepEqual(kindReport([]), []);
});

test('every kind on every task with every seed is planned once, the slow sparse kind last', () => {
  const keys = kindKeys(3);
  assert.equal(keys.length, 3 * kindExperiments.length * comparedKinds.length);
  assert.equal(new Set(keys.map((key) => JSON.stringify(key))).size, keys.length);
  const first = keys.findIndex(({ model }) => model === 'sparse');
  assert.ok(keys.slice(first).every(({ model }) => model === 'sparse'));
});
