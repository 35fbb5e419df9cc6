// Trials to play: what is right and what the machine chose are marked, nothing runs a script.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchGame } from '../../src/experiments/one-shot';
import { loadOmniglot } from '../../src/tasks/datasets';

const [run] = loadOmniglot().runs;
const htmlOf = (trials: Parameters<typeof matchGame>[0]): string => matchGame(trials).source;

test('each trial has its drawing, twenty choices, and the marks where they belong', () => {
  const query = 3;
  const right = run.answers[query];
  const machine = (right + 1) % 20;
  const page = htmlOf([
    { run, query, machine },
    { run, query: 5, machine: run.answers[5] },
  ]);
  assert.equal(page.match(/<fieldset/g)?.length, 2);
  assert.equal(page.match(/type="radio"/g)?.length, 40);
  assert.equal(page.match(/data:image\/png;base64,/g)?.length, 42);
  assert.equal(new Set(page.match(/name="[^"]*"/g)).size, 2); // a group each
  const marked = /class="match-right"[^]*?character (\d+)"/.exec(page);
  assert.equal(Number(marked?.[1]), right + 1);
  const chosen = /class="match-machine"[^]*?character (\d+)"/.exec(page);
  assert.equal(Number(chosen?.[1]), machine + 1);
  assert.ok(page.includes(`It is number ${right + 1}. The machine took number ${machine + 1}.`));
  assert.ok(page.includes('class="match-right match-machine"'));
  assert.match(page, /the machine has\s+1 of 2/);
  assert.ok(!/<script|onclick/.test(page));
});

test('what is wrong is named', () => {
  assert.throws(() => matchGame([]), /trials: got none/);
  assert.throws(() => matchGame([{ run, query: 20, machine: 0 }]), /trials\[0\]\.query: got 20/);
  assert.throws(() => matchGame([{ run, query: 0, machine: 0.5 }]), /machine: got 0\.5/);
});
