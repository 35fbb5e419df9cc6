import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ContinualLearningAgent } from '../../src/agent';
import { decodeArrays, type SafeTensors } from '../../src/checkpoint/safetensors';
import type { StoredArrays } from '../../src/core/stored';
import { type AgentConfig, type AgentOptions, profiles } from '../../src/config';
import { regressionStream } from '../../src/tasks';

export const SIZE = 6;

/** An agent that trains in milliseconds, op by op: nothing is traced. */
export const small = (options: AgentOptions = {}): AgentConfig =>
  profiles.tiny({
    inputSize: SIZE,
    outputSize: SIZE,
    batchSize: 6,
    episodeLength: 3,
    learningRate: 0.01,
    ...options,
    memory: { memorySize: 6, memoryDim: 4, ...options.memory },
    replay: { batchSize: 3, capacity: 12, ...options.replay },
  });

export const eagerAgent = (options: AgentOptions = {}): ContinualLearningAgent =>
  new ContinualLearningAgent(small(options), { eager: true });

/** Four tasks of few rows. */
export const smallStream = regressionStream({ size: SIZE, trainRows: 20, testRows: 12 });

/** Agents with each part on, off or exchanged. */
export const modes: readonly AgentOptions[] = [
  {},
  { replay: { store: 'prioritized' } },
  { replay: { store: 'off' } },
  { memoryMode: 'lifelong', replay: { store: 'prioritized' } },
  { memoryMode: 'lifelong', memory: { initialMemory: 'random' }, replay: { store: 'off' } },
  { memoryMode: 'none' },
  { memory: { initialMemory: 'learned' } },
  { memory: { kind: 'sparse' } },
  { memoryMode: 'lifelong', memory: { kind: 'sparse' } },
  { memoryMode: 'lifelong', memory: { kind: 'fastWeights', gated: true } },
  { memoryMode: 'lifelong', memory: { kind: 'testTime' } },
  { memory: { kind: 'testTime', layers: 2, initialMemory: 'learned' } },
  { memoryMode: 'lifelong', memory: { kind: 'testTime', layers: 2, initialMemory: 'random' } },
  { memoryMode: 'lifelong', memory: { kind: 'attention' } },
];

/** Lends a folder. */
export async function inFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'agent-test-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Everything an agent is made of, as it would be saved: texts, and the numbers of each tensor. */
export const stateOf = (agent: ContinualLearningAgent): Promise<SafeTensors<StoredArrays>> =>
  inFolder((folder) => {
    agent.save(path.join(folder, 'agent'));
    return decodeArrays(readFileSync(path.join(folder, 'agent')));
  });
