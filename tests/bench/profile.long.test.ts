// The bench's profile of a small step: it traces the step many times, and times each operation.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type StepCase, stepCases } from '../../benchmarks/lab/cases';
import { profileStep, timesByKind } from '../../benchmarks/lab/profile';
import { profileTables } from '../../benchmarks/lab/profileTable';
import { passNames } from '../../src/compile/simplify';
import { backend, ready } from '../../src/tf';

before(ready);
const maml = stepCases.find(({ id }) => id === 'maml')!;
const spec = { ...maml.spec, tasks: 2, hidden: 3, shots: 2 } as StepCase['spec'];
const small: StepCase = { ...maml, spec, stepsPerTurn: 6 };

test('a profile has every pass, and fewer operations with them than as traced', () => {
  if (backend().name !== 'tensorflow') return; // there are no graphs
  const profile = profileStep(small, 2);
  const { traced, all, passes, operations } = profile;
  assert.deepEqual(
    passes.map(({ pass }) => pass),
    passNames,
  );
  assert.ok(all.operations < traced.operations);
  assert.deepEqual(passes.at(-1)!.added, all);
  const counted = timesByKind(operations).reduce((sum, { count }) => sum + count, 0);
  // all but the few around the step: the optimiser's numbers taken in, the loss handed out
  assert.ok(counted <= all.operations && counted >= all.operations - 5);
  for (const { added, without, gain } of passes) {
    for (const { median, low, high } of [added, without])
      assert.ok(low <= median && median <= high);
    if (!gain) assert.deepEqual(without, all, 'it changes nothing');
  }
  const text = profileTables(profile);
  for (const word of ['matrix products', 'as traced', ...passNames]) assert.ok(text.includes(word));
});
