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
  memoryConfigOfKind,
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
    kind: 'dnc',
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
    nearest: 4,
    linksPerSlot: 8,
    gated: false,
    layers: 1,
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
      'MemoryConfig.memorySize: got 0, expected a whole number from 1 to 1048576',
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
      'MemoryConfig.memorySize: got "128", expected a whole number from 1 to 1048576',
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
      () => memoryConfig({ kind: 'attention', links: false }),
      "MemoryConfig.links: got false, expected true with kind 'attention', which has no use for " +
        'another',
    ],
    [
      () => memoryConfig({ nearest: 8 }),
      "MemoryConfig.nearest: got 8, expected 4 with kind 'dnc', which has no use for another",
    ],
    [
      () => memoryConfig({ kind: 'sparse', memorySize: 6, nearest: 8 }),
      'MemoryConfig.nearest: got 8, expected at most memorySize (6)',
    ],
    [
      () => memoryConfig({ memorySize: 65_537 }),
      "MemoryConfig.memorySize: got 65537, expected at most 65536 with kind 'dnc'; more only " +
        "with 'sparse'",
    ],
    [
      () => memoryConfig({ kind: 'testTime', layers: 2 }),
      "MemoryConfig.initialMemory: got \"constant\", expected 'learned' or 'random' with layers " +
        '2: from equal weights no gradient tells them apart',
    ],
    [
      () => memoryConfig({ kind: 'testTime', layers: 3 } as unknown as MemoryOptions),
      'MemoryConfig.layers: got 3, expected one of 1, 2',
    ],
    [
      () => memoryConfigOfKind('sparse', { kind: 'dnc' }),
      'MemoryConfig.kind: got "dnc", expected \'sparse\'',
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

const AGENT_FIELDS =
  'inputSize, outputSize, hiddenSize, controller, clipValue, memory, memoryMode, learningRate, ' +
  'gradientClipNorm, batchSize, episodeLength, seed, replay, meta';
const MEMORY_FIELDS =
  'kind, memorySize, memoryDim, numReadHeads, numWriteHeads, addressing, links, allocation, ' +
  'deallocation, masking, sharpening, initialMemory, nearest, linksPerSlot, gated, layers';
const REPLAY_FIELDS = 'store, capacity, batchSize, alpha, beta';

class Settings {
  capacity = 3;
}

function throwing(): never {
  throw new Error('reading this fails');
}

/** Options that look like some, or cannot be read, and what is said of them. */
function hostileOptions(): [options: unknown, message: string][] {
  const circle: Record<string, unknown> = { memorySize: 4 };
  circle['self'] = circle;
  const some = `expected an object with some of ${AGENT_FIELDS}`;
  const known = `expected one of the fields there are: ${AGENT_FIELDS}`;
  const someMemory = `expected an object with some of ${MEMORY_FIELDS}`;
  const knownMemory = `expected one of the fields there are: ${MEMORY_FIELDS}`;
  const replayed = `expected an object with some of ${REPLAY_FIELDS}`;
  const unreadable = 'expected fields that can be read';
  const seed = 'expected a whole number from 0 to 4294967295';
  return [
    [{ constructor: 1 }, `.constructor: got 1, ${known}`],
    [{ toString: 1 }, `.toString: got 1, ${known}`],
    [{ hasOwnProperty: null }, `.hasOwnProperty: got null, ${known}`],
    [JSON.parse('{"__proto__": 1}'), `.__proto__: got 1, ${known}`],
    [JSON.parse('{"__proto__": {"seed": 1}}'), `.__proto__: got { seed: 1 }, ${known}`],
    [{ memory: { valueOf: 1 } }, `.memory.valueOf: got 1, ${knownMemory}`],
    [JSON.parse('{"memory": {"__proto__": 1}}'), `.memory.__proto__: got 1, ${knownMemory}`],
    [{ seed: 10n }, `.seed: got 10n, ${seed}`],
    [{ seed: new Number(1) }, `.seed: got [Number: 1], ${seed}`],
    [{ seed: Symbol('s') }, `.seed: got Symbol(s), ${seed}`],
    [
      { memory: circle },
      `.memory.self: got <ref *1> { memorySize: 4, self: [Circular *1] }, ${knownMemory}`,
    ],
    [new Date(0), `: got 1970-01-01T00:00:00.000Z, ${some}`],
    [new Map(), `: got Map(0) {}, ${some}`],
    [[], `: got [], ${some}`],
    [null, `: got null, ${some}`],
    [5, `: got 5, ${some}`],
    ['quick', `: got "quick", ${some}`],
    [10n, `: got 10n, ${some}`],
    [Object.create({ seed: 3 }), `: got {}, ${some}`],
    [{ memory: new Map() }, `.memory: got Map(0) {}, ${someMemory}`],
    [{ memory: 5 }, `.memory: got 5, ${someMemory}`],
    [{ memory: null }, `.memory: got null, ${someMemory}`],
    [{ memory: [] }, `.memory: got [], ${someMemory}`],
    [{ replay: 7 }, `.replay: got 7, ${replayed}`],
    [{ replay: new Settings() }, `.replay: got Settings { capacity: 3 }, ${replayed}`],
    [
      Object.defineProperty({}, 'seed', { get: throwing, enumerable: true }),
      `: got { seed: [Getter] }, ${unreadable}`,
    ],
    [
      { memory: Object.defineProperty({}, 'links', { get: throwing, enumerable: true }) },
      `.memory: got { links: [Getter] }, ${unreadable}`,
    ],
    [
      Object.defineProperty({}, 'other', { get: throwing, enumerable: true }),
      `: got { other: [Getter] }, ${unreadable}`,
    ],
    [{ seed: new Proxy({}, { getPrototypeOf: throwing }) }, ': got { '],
    [new Proxy({}, { getPrototypeOf: throwing }), `: got Proxy [ {}, `],
    [new Proxy({}, { ownKeys: throwing }), `: got Proxy [ {}, `],
  ];
}

test('what is no object of options is refused in one line, by a config and by each profile', () => {
  for (const [options, message] of hostileOptions())
    for (const [name, make] of Object.entries({ agentConfig, ...profiles })) {
      const error = refused(() => make(options as AgentOptions));
      assert.ok(
        error.message.startsWith(`AgentConfig${message}`),
        `${name}: ${error.message} in place of AgentConfig${message}`,
      );
      assert.ok(!/[\r\n]/.test(error.message), error.message);
    }
});

test('memory profiles refuse what is no object of options as the config does', () => {
  const wrong: [unknown, string][] = [
    [5, 'MemoryConfig: got 5, expected an object with some of '],
    [null, 'MemoryConfig: got null, expected an object with some of '],
    [[], 'MemoryConfig: got [], expected an object with some of '],
    [new Date(0), 'MemoryConfig: got 1970-01-01T00:00:00.000Z, expected an object with some of '],
    [{ constructor: 1 }, 'MemoryConfig.constructor: got 1, expected one of the fields there are: '],
    [JSON.parse('{"__proto__": 1}'), 'MemoryConfig.__proto__: got 1, expected one of the fields '],
    [{ memorySize: 10n }, 'MemoryConfig.memorySize: got 10n, expected a whole number from 1 to '],
    [
      Object.defineProperty({}, 'links', { get: throwing, enumerable: true }),
      'MemoryConfig: got { links: [Getter] }, expected fields that can be read',
    ],
  ];
  for (const [options, message] of wrong)
    for (const make of [memoryConfig, ...Object.values(memoryProfiles)]) {
      const error = refused(() => make(options as MemoryOptions));
      assert.ok(error.message.startsWith(message), `${error.message} in place of ${message}`);
    }
});

test("undefined is as if left out, at every level: a profile's own default holds", () => {
  for (const [name, make] of Object.entries({ agentConfig, ...profiles })) {
    const standard = make();
    for (const [field, value] of Object.entries(standard)) {
      assert.deepEqual(make({ [field]: undefined }), standard, `${name}: ${field}`);
      if (typeof value !== 'object') continue;
      for (const inner of Object.keys(value))
        assert.deepEqual(
          make({ [field]: { [inner]: undefined } }),
          standard,
          `${name}: ${field}.${inner}`,
        );
    }
    assert.deepEqual(make(undefined), standard, name);
  }
  assert.equal(profiles.quick({ hiddenSize: undefined }).hiddenSize, 64);
  for (const [name, make] of Object.entries({ memoryConfig, ...memoryProfiles }))
    for (const field of Object.keys(memoryConfig()))
      assert.deepEqual(make({ [field]: undefined }), make(), `${name}: ${field}`);
  const { replay, meta } = agentConfig();
  for (const field of Object.keys(replay))
    assert.deepEqual(replayConfig({ [field]: undefined }), replay, field);
  for (const field of Object.keys(meta))
    assert.deepEqual(metaConfig({ [field]: undefined }), meta, field);
  assert.deepEqual(controllerConfig({ memory: undefined }), controllerConfig());
});

test('no whole number outside the range gets in, and every one inside does', () => {
  fc.assert(
    fc.property(fc.integer(), (memorySize) => {
      if (memorySize >= 1 && memorySize <= 65536)
        assert.equal(memoryConfig({ memorySize }).memorySize, memorySize);
      else assert.equal(refused(() => memoryConfig({ memorySize })).received, memorySize);
      if (memorySize >= 4 && memorySize <= 1_048_576)
        assert.equal(memoryConfig({ kind: 'sparse', memorySize }).memorySize, memorySize);
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
      sparse: { kind: 'sparse' },
      fastWeights: { kind: 'fastWeights' },
      gatedFastWeights: { kind: 'fastWeights', gated: true },
      testTime: { kind: 'testTime' },
      deepTestTime: { kind: 'testTime', layers: 2, initialMemory: 'learned' },
      attention: { kind: 'attention' },
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
      for (const name of ['__proto__', 'constructor', 'toString']) {
        writeFileSync(file, `{"${name}": 1}`);
        assert.match(
          refused(() => loadConfig(file)).message,
          new RegExp(`mine\\.json: AgentConfig\\.${name}: got 1, expected one of the fields`),
        );
      }
      for (const path of [undefined, '', 0, null])
        assert.throws(
          () => loadConfig(path as string),
          /^RangeError: file: got .+, expected the path/,
        );
      assert.throws(
        () => saveConfig(profiles.quick(), 0 as never),
        /file: got 0, expected the path/,
      );
      writeFileSync(file, 'null');
      assert.match(
        refused(() => loadConfig(file)).message,
        /mine\.json: AgentConfig: got null, expected an object/,
      );
      writeFileSync(file, '{"memory": ');
      assert.throws(() => loadConfig(file), /mine\.json: not JSON/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
