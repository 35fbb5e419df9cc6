import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../src/core/random';
import {
  AGENT,
  agentAnswers,
  middleAgentTask,
  percentAhead,
  readAgentRuns,
} from '../../src/experiments/agent-starts';

const runs = readAgentRuns();

test('the middle task has rows of its own, and numbers that its answers depend on', () => {
  const { task, rows, asked, wanted } = middleAgentTask(runs, 'MAML', createRandom(1));
  assert.equal(wanted.length, rows.query.count * AGENT.size);
  wanted.forEach((y, i) => {
    assert.ok(Math.abs(task.target(asked[i], asked[i]) - y) < 1e-5);
  });
  assert.throws(() => middleAgentTask([], 'MAML', createRandom(1)), /runs: got none of "MAML"/);
});

test('answers from a stored start come nearer with the steps', () => {
  const { rows, wanted } = middleAgentTask(runs, 'MAML', createRandom(1));
  const answers = agentAnswers('MAML', rows, 2);
  assert.equal(answers.length, 3);
  const wrong = (given: number[]): number =>
    given.reduce((sum, y, i) => sum + (y - wanted[i]) ** 2, 0);
  assert.ok(wrong(answers[1]) < wrong(answers[0]));
});

test('the share of tasks on which one method is ahead, and the other', () => {
  const share = percentAhead(runs, 'MAML', 'pre-training');
  assert.ok(share > 50 && share <= 100);
  assert.ok(Math.abs(share + percentAhead(runs, 'pre-training', 'MAML') - 100) < 1e-9);
});
