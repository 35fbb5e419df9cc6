import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from '../properties';
import { loadConfig, saveConfig } from '../../src/config/file';
import {
  agentConfig,
  type AgentOptions,
  ConfigError,
  controllerConfig,
  memoryConfig,
  type MemoryOptions,
  memoryProfiles,
  metaConfig,
  profiles,
  replayConfig,
} from '../../src/config';

const refused = (make: () => unknown): ConfigError => {
  try {
    make();
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error;
  }
  assert.fail('was accepted');
};

test("the defaults are the tutorial's", () => {
  assert.deepEqual(memoryConfig(), {
    memorySize: 128,
    memoryDim: 64,
    numReadHeads: 4,
    numWriteHeads: 1,
    addressing: 'dnc',
    links: true,
    allocation: true,
    deallocation: false,
    masking: false,
    sharpening: false,
    initialMemory: 'constant',
  });
  const { hiddenSize, learningRate, gradientClipNorm, inputSize, outputSize } = agentConfig();
  assert.deepEqual(
    { hiddenSize, learningRate, gradientClipNorm, inputSize, outputSize },
    { hiddenSize: 128, learningRate: 0.001, gradientClipNorm: 1, inputSize: 64, outputSize: 64 },
  );
  assert.deepEqual(replayConfig(), {
    store: 'reservoir',
    capacity: 1000,
    batchSize: 8,
    alpha: 0.6,
    beta: 0.4,
  });
  assert.equal(metaConfig().innerLearningRate, 0.01);
  assert.equal(metaConfig().start, 'random');
  assert.equal(agentConfig().memoryMode, 'episodic');
});

test('a config cannot be changed, nor can its parts', () => {
  const config = agentConfig();
  assert.throws(() => {
    (config as { seed: number }).seed = 1;
  }, TypeError);
  assert.throws(() => {
    (config.memory as { memorySize: number }).memorySize = 1;
  }, TypeError);
});

test('an error names the field with its path, what came and the whole allowed range', () => {
  const cases: [() => unknown, string][] = [
    [
      () => memoryConfig({ memorySize: 0 }),
      'MemoryConfig.memorySize: got 0, expected a whole number from 1 to 65536',
    ],
    [
      () => memoryConfig({ memoryDim: 2.5 }),
      'MemoryConfig.memoryDim: got 2.5, expected a whole number from 1 to 4096',
    ],
    [
      () => memoryConfig({ numReadHeads: NaN }),
      'MemoryConfig.numReadHeads: got NaN, expected a whole number from 1 to 64',
    ],
    [
      () => memoryConfig({ memorySize: '128' } as unknown as MemoryOptions),
      'MemoryConfig.memorySize: got "128", expected a whole number from 1 to 65536',
    ],
    [
      () => memoryConfig({ addressing: 'cosine' } as unknown as MemoryOptions),
      "MemoryConfig.addressing: got \"cosine\", expected one of 'dnc', 'content'",
    ],
    [
      () => memoryConfig({ links: 1 } as unknown as MemoryOptions),
      'MemoryConfig.links: got 1, expected true or false',
    ],
    [
      () => memoryConfig({ links: false, sharpening: true }),
      'MemoryConfig.sharpening: got true, expected false with links off: there are no links to ' +
        'sharpen',
    ],
    [
      () => memoryProfiles.content({ deallocation: true }),
      "MemoryConfig.deallocation: got true, expected false with addressing 'content': nothing " +
        'frees a slot',
    ],
    [
      () => controllerConfig({ memory: { addressing: 'content', sharpening: true } }),
      "ControllerConfig.memory.sharpening: got true, expected false with addressing 'content': " +
        'there are no links to sharpen',
    ],
    [
      () => agentConfig({ memory: { memoryDim: -1 } }),
      'AgentConfig.memory.memoryDim: got -1, expected a whole number from 1 to 4096',
    ],
    [
      () => agentConfig({ learningRate: 0 }),
      'AgentConfig.learningRate: got 0, expected a number above 0, at most 1',
    ],
    [
      () => agentConfig({ clipValue: Infinity }),
      'AgentConfig.clipValue: got Infinity, expected a number above 0',
    ],
    [
      () => agentConfig({ memoryMode: 'forever' } as unknown as AgentOptions),
      "AgentConfig.memoryMode: got \"forever\", expected one of 'episodic', 'lifelong', 'none'",
    ],
    [
      () => agentConfig({ replay: { store: 'queue' } } as unknown as AgentOptions),
      "AgentConfig.replay.store: got \"queue\", expected one of 'reservoir', 'prioritized', 'off'",
    ],
    [
      () => agentConfig({ meta: { start: 'fomaml' } } as unknown as AgentOptions),
      "AgentConfig.meta.start: got \"fomaml\", expected one of 'random', 'maml', 'pretrained'",
    ],
    [
      () => agentConfig({ memoryMode: 'lifelong', memory: { initialMemory: 'learned' } }),
      "AgentConfig.memory.initialMemory: got \"learned\", expected 'constant' or 'random' with " +
        "memoryMode 'lifelong': the memory begins once, and no gradient reaches that beginning",
    ],
    [
      () => agentConfig({ replay: { batchSize: 16 } }),
      'AgentConfig.replay.batchSize: got 16, expected at most batchSize - 1 (15): some of each ' +
        'batch must be new',
    ],
  ];
  for (const [make, message] of cases) assert.equal(refused(make).message, message);
});

test('a misspelt field is refused, and the fields there are named', () => {
  const error = refused(() =>
    agentConfig({ memory: { memorySlots: 4 } } as unknown as AgentOptions),
  );
  assert.equal(error.field, 'AgentConfig.memory.memorySlots');
  assert.equal(error.received, 4);
  assert.match(error.expected, /memorySize, memoryDim, numReadHeads/);
});

test('no whole number outside the range gets in, and every one inside does', () => {
  fc.assert(
    fc.property(fc.integer(), (memorySize) => {
      if (memorySize >= 1 && memorySize <= 65536)
        assert.equal(memoryConfig({ memorySize }).memorySize, memorySize);
      else assert.equal(refused(() => memoryConfig({ memorySize })).received, memorySize);
    }),
  );
});

test('profiles keep what the caller asks for, nested fields too', () => {
  const config = profiles.quick({ seed: 3, memory: { memorySize: 20 }, replay: { batchSize: 0 } });
  assert.equal(config.seed, 3);
  assert.equal(config.memory.memorySize, 20);
  assert.equal(config.memory.memoryDim, profiles.quick().memory.memoryDim);
  assert.equal(config.replay.batchSize, 0);
});

test(
  'an ablation is one word: each memory profile turns one thing and leaves the rest, sizes ' +
    'included',
  () => {
    const changes: Record<keyof typeof memoryProfiles, MemoryOptions> = {
      dnc: {},
      content: { addressing: 'content' },
      noLinks: { links: false },
      noAllocation: { allocation: false },
      deallocation: { deallocation: true },
      masking: { masking: true },
      sharpening: { sharpening: true },
      all: { deallocation: true, masking: true, sharpening: true },
    };
    for (const [name, change] of Object.entries(changes)) {
      assert.deepEqual(
        memoryProfiles[name as keyof typeof changes]({ memorySize: 9 }),
        { ...memoryConfig(), memorySize: 9, ...change },
        name,
      );
    }
    assert.equal(memoryProfiles.noLinks({ links: true }).links, false, 'the name wins');
  },
);

test(
  'a saved config comes back the same; a broken file is ' +
    'refused by name, a missing one is null',
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'config-'));
    try {
      const file = path.join(folder, 'mine.json');
      assert.equal(loadConfig(file), null);
      saveConfig(profiles.quick({ seed: 4 }), file);
      assert.deepEqual(loadConfig(file), profiles.quick({ seed: 4 }));
      assert.deepEqual(readdirSync(folder), ['mine.json']);
      writeFileSync(file, '{"memory": {"memorySize": 0}}');
      assert.equal(refused(() => loadConfig(file)).field, 'AgentConfig.memory.memorySize');
      writeFileSync(file, '{"memory": ');
      assert.throws(() => loadConfig(file), /mine\.json: not JSON/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
