import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readAgent, type SavedAgent, writeAgent } from '../../src/agent/agentFile';
import { loadModel, type ModelCheckpoint, saveModel } from '../../src/checkpoint/model';
import { agentConfig } from '../../src/config';
import { loadMemory, saveMemory } from '../../src/continual/memory-agent/memoryFile';
import { SlotMemory } from '../../src/continual/memory-agent/slotMemory';
import { createRandom } from '../../src/core/random';
import { headerOf, numbersOf, resigned } from '../checkpoint/safetensors';
import { fuzzFolder } from './folder';
import { type FuzzKind, usedOrRefused } from './harness';
import { anyJson, damaged, mutated } from './inputs';

const array = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });
const model: ModelCheckpoint = {
  config: { size: 2, layers: [1, 2] },
  weights: { kernel: array(1, -2), bias: array(0.5) },
  optimizer: { name: 'adam', step: 3, learningRate: 0.1, slots: { 'm/bias': array(0.25) } },
  random: { order: createRandom(5).state() },
  state: { memory: array(1, 2, 3) },
  metadata: { task: 'copy', seeds: [1, 2] },
};
const agent: SavedAgent = {
  config: agentConfig({ inputSize: 2, outputSize: 1 }),
  training: { optimizer: 'adam', step: 2, learningRate: 0.1, tensors: { kernel: array(1) } },
  order: createRandom(1).state(),
  task: 1,
  note: 'n',
};

function filledMemory(): SlotMemory {
  const memory = new SlotMemory({ capacity: 4, keySize: 2, classes: 2, priorities: true });
  for (let i = 0; i < 6; i++) memory.write(Float32Array.of(i, -i), [i % 2]);
  return memory;
}

interface Form {
  readonly save: (file: string, content: never) => void;
  readonly load: (file: string) => unknown;
}

const forms: Readonly<Record<string, Form>> = {
  model: { save: saveModel, load: loadModel },
  agent: { save: writeAgent, load: (file) => readAgent(file, (saved) => saved) },
  memory: {
    save: (file, state) => saveMemory(file, SlotMemory.from(state)),
    load: (file) => loadMemory(file).state(),
  },
};
const contents: Readonly<Record<string, unknown>> = {
  model,
  agent,
  memory: filledMemory().state(),
};

const folder = fuzzFolder();
const file = path.join(folder, 'file');

function bytesOf(name: string, content: unknown): Buffer {
  forms[name].save(file, content as never);
  return fs.readFileSync(file);
}

interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether the checksum was made anew, so that other content may be right. */
  readonly isSigned: boolean;
}

function inputsOf(name: string): fc.Arbitrary<Input> {
  const whole = bytesOf(name, contents[name]);
  const numbers = numbersOf(whole);
  const header = headerOf(whole) as { __metadata__: { header: string } };
  const inner = JSON.parse(header.__metadata__.header) as unknown;
  const withInner = (changed: unknown): unknown => ({
    ...header,
    __metadata__: { ...header.__metadata__, header: JSON.stringify(changed) },
  });
  const of =
    (isSigned: boolean) =>
    (bytes: Uint8Array): Input => ({ name, bytes, isSigned });
  return fc.oneof(
    { weight: 4, arbitrary: damaged(whole).map(of(false)) },
    {
      weight: 3,
      arbitrary: mutated(header, anyJson).map((changed) => of(true)(resigned(changed, numbers))),
    },
    {
      weight: 3,
      arbitrary: mutated(inner, anyJson).map((changed) =>
        of(true)(resigned(withInner(changed), numbers)),
      ),
    },
    { weight: 1, arbitrary: fc.string().map((text) => of(false)(Buffer.from(`task,x\n${text}`))) },
  );
}

/** What was loaded is what was saved, or, under a checksum made anew, what can be saved again. */
function isRight({ name, isSigned }: Input, loaded: unknown): void {
  if (!isSigned) assert.deepEqual(loaded, forms[name].load(rewritten(name, contents[name])));
  else assert.deepEqual(forms[name].load(rewritten(name, loaded)), loaded);
}

function rewritten(name: string, content: unknown): string {
  forms[name].save(file, content as never);
  return file;
}

/** Files of models, agents and memories: damaged bytes, headers under a right checksum, others. */
export const checkpoints: FuzzKind<Input> = {
  inputs: fc.oneof(...Object.keys(forms).map(inputsOf)),
  use: (input) => {
    fs.writeFileSync(file, input.bytes);
    const outcome = usedOrRefused(
      () => forms[input.name].load(file),
      (loaded) => isRight(input, loaded),
    );
    assert.deepEqual(fs.readdirSync(folder), ['file'], 'something was left behind');
    assert.ok(!('kernel' in {}), 'the prototype of all objects was changed');
    return outcome;
  },
};
