import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  agentConfig,
  type AgentConfig,
  type AgentOptions,
  memoryConfig,
  memoryProfiles,
  profiles,
} from '../../src/config';
import { type FuzzKind, usedOrRefused } from './harness';
import { anyValue, mutated } from './inputs';

const makers: Readonly<Record<string, (options: never) => object>> = {
  agentConfig,
  memoryConfig,
  ...profiles,
  ...memoryProfiles,
};

interface Input {
  readonly maker: string;
  readonly options: unknown;
}

/** Every value of a config that was taken is one that the config takes again, unchanged. */
function isStable({ maker, options }: Input, config: object): void {
  const again = 'meta' in config ? agentConfig(config as AgentConfig) : memoryConfig(config);
  assert.deepEqual(again, config, `${maker} takes its own result for another one`);
  for (const [field, value] of Object.entries(options ?? {})) {
    const isSimple = typeof value !== 'object' && value !== undefined;
    const isNamed = Object.hasOwn(memoryProfiles, maker);
    if (isSimple && !isNamed)
      assert.equal(Object.entries(config).find(([k]) => k === field)?.[1], value);
  }
}

/** Options of configs and profiles, with wrong fields, names and values. */
export const configs: FuzzKind<Input> = {
  inputs: fc.record({
    maker: fc.constantFrom(...Object.keys(makers)),
    options: fc.oneof(
      { weight: 1, arbitrary: anyValue },
      { weight: 6, arbitrary: mutated(agentConfig(), anyValue) },
      { weight: 3, arbitrary: mutated(memoryConfig(), anyValue) },
      { weight: 3, arbitrary: mutated({ memory: {}, replay: {}, meta: {} }, anyValue) },
    ),
  }),
  use: (input) =>
    usedOrRefused(
      () => makers[input.maker](input.options as AgentOptions as never),
      (config) => isStable(input, config),
    ),
};
