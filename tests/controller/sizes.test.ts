import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profiles } from '../../src/config';
import { parametersByPart, parametersOf, stateByPart } from '../../src/controller';

test('parameters by part, as counted by hand, do not depend on the number of slots', () => {
  const tutorial = profiles.tutorial();
  assert.deepEqual(parametersByPart(tutorial), { LSTM: 262656, controls: 60759, answer: 24640 });
  const larger = profiles.tutorial({ memory: { memorySize: 1024 } });
  assert.equal(parametersOf(larger), parametersOf(tutorial));
});

test('the state grows with the slots: the memory in proportion, the links by their square', () => {
  const [few, many] = [16, 64].map((memorySize) =>
    stateByPart(profiles.tutorial({ memory: { memorySize } })),
  );
  assert.equal(many.memory, 4 * few.memory);
  assert.equal(many.links, 16 * few.links);
  assert.equal(many['LSTM state'], few['LSTM state']);
});
