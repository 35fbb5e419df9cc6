import { z } from 'zod';
import { type AgentConfig, profiles } from '../config';
import { parametersOf } from '../controller';
import { errorMessage } from '../core/text';
import { isDeepStrictEqual } from 'node:util';
import { checker, exercise, functionAnswer, type Problem } from '../notebook';

/** 1.1: an agent of at most half the parameters, its memory and its task left alone. */
export const halfTheParameters = exercise({
  level: 1,
  hints: [
    'The bar chart above says which part holds most parameters. Which field sizes that part?',
    'The LSTM has 4 × hiddenSize columns, and hiddenSize among its rows: half the units make ' +
      'less than half of it.',
  ],
  answer: z.custom<AgentConfig>(isAgentConfig, 'a config, as profiles.quick({ … }) makes one'),
  problem(config) {
    const quick = profiles.quick();
    if (!isDeepStrictEqual(config.memory, quick.memory)) return 'the memory was changed';
    if (config.inputSize !== quick.inputSize || config.outputSize !== quick.outputSize)
      return 'it no longer fits the task: inputSize or outputSize was changed';
    const [has, most] = [parametersOf(config), Math.floor(parametersOf(quick) / 2)];
    return has <= most ? undefined : `it has ${count(has)} parameters, at most ${count(most)}`;
  },
});

const count = (value: number): string => value.toLocaleString('en');

function isAgentConfig(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'hiddenSize' in value && 'memory' in value;
}

/** 1.2: the smallest memory whose links hold more numbers than its slots do. */
export const linksOverMemory = exercise({
  level: 2,
  hints: [
    'Links: one number for each pair of slots. Memory: memoryDim numbers for each slot.',
    'With N slots of W numbers you look for the smallest N with N × N > N × W.',
  ],
  answer: z.int().min(1),
  problem(slots, { memoryDim }: { memoryDim: number }) {
    const exceeds = (n: number): boolean => n * n > n * memoryDim;
    const numbers = `${slots} slots have ${count(slots * slots)} links`;
    if (!exceeds(slots)) return `${numbers}, the memory ${count(slots * memoryDim)} numbers`;
    return exceeds(slots - 1) ? `${numbers}: enough, but fewer slots do` : undefined;
  },
});

/** The most slots whose links fit into 64 MiB at 4 bytes a number. */
const MOST_SLOTS = 4096;

/** 1.3: a config that refuses links of more than 64 MiB. */
export const boundedLinks = exercise({
  level: 3,
  hints: [
    'How many bytes do the links of N slots take? Compare that with 64 × 2 ** 20 first.',
    'Throw an error whose message names memorySize where memorySize ** 2 * 4 is over the bound; ' +
      'leave the rest to myMemoryConfig.',
  ],
  answer: functionAnswer<(memorySize: number) => unknown>(),
  problem: (makeConfig) =>
    firstProblem([
      ...[1, 100, MOST_SLOTS - 1, MOST_SLOTS].map((slots) => mustPass(makeConfig, slots)),
      ...[MOST_SLOTS + 1, 5000, 65_536, 1e9].map((slots) => mustFail(makeConfig, slots)),
      ...[0, 2.5].map((slots) => mustFail(makeConfig, slots)),
    ]),
});

const firstProblem = (problems: readonly Problem[]): Problem =>
  problems.find((problem) => problem !== undefined);

function mustPass(makeConfig: (memorySize: number) => unknown, slots: number): Problem {
  let config: unknown;
  try {
    config = makeConfig(slots);
  } catch (error) {
    return `${count(slots)} slots must be accepted, and were refused: ${errorMessage(error)}`;
  }
  const made = (config as { readonly memorySize?: unknown } | undefined)?.memorySize;
  return made === slots ? undefined : `for ${count(slots)} slots it returns no such config`;
}

function mustFail(makeConfig: (memorySize: number) => unknown, slots: number): Problem {
  try {
    makeConfig(slots);
  } catch (error) {
    const named = errorMessage(error).includes('memorySize');
    return named ? undefined : `the error for ${count(slots)} slots does not name memorySize`;
  }
  return `${count(slots)} slots must be refused`;
}

/** Checks the exercises of chapter 01. */
export const check = checker({
  '1.1': halfTheParameters,
  '1.2': linksOverMemory,
  '1.3': boundedLinks,
});
