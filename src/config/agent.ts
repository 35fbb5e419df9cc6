import { z } from 'zod';
import { ConfigError } from '../core/errors';
import { mergeOptions, parseOptions } from '../core/validation';
import {
  count,
  type MemoryConfig,
  type MemoryKind,
  type MemoryOptions,
  memoryShape,
} from './memory';

const fraction = z.number().min(0).max(1);
const rate = z.number().gt(0).max(1);

const replayShape = z.strictObject({
  store: z.enum(['reservoir', 'prioritized', 'off']).default('reservoir'),
  capacity: count(10_000_000).default(1000),
  batchSize: z.number().int().min(0).max(65536).default(8),
  alpha: fraction.default(0.6),
  beta: fraction.default(0.4),
});

const metaShape = z.strictObject({
  start: z.enum(['random', 'maml', 'pretrained']).default('random'),
  innerLearningRate: rate.default(0.01),
  outerLearningRate: rate.default(0.001),
  innerSteps: count(1000).default(5),
  tasksPerStep: count(10_000).default(4),
});

const controllerFields = {
  inputSize: count(65536).default(64),
  outputSize: count(65536).default(64),
  hiddenSize: count(65536).default(128),
  controller: z.enum(['lstm', 'feedforward']).default('lstm'),
  clipValue: z.number().gt(0).default(20),
  memory: memoryShape.prefault({}),
};
const controllerShape = z.strictObject(controllerFields);

const agentShape = z.strictObject({
  ...controllerFields,
  memoryMode: z.enum(['episodic', 'lifelong', 'none']).default('episodic'),
  learningRate: rate.default(0.001),
  gradientClipNorm: z.number().gt(0).default(1),
  batchSize: count(65536).default(16),
  episodeLength: z.number().int().min(2).max(10_000).default(8),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0),
  replay: replayShape.prefault({}),
  meta: metaShape.prefault({}),
});

/**
 * The machine that drives the memory.
 * - `inputSize`, `outputSize`: numbers seen and answered at a step (64, 64)
 * - `hiddenSize`: units of the controller (128)
 * - `controller`: 'lstm', or 'feedforward' (one layer: what it knows of the past it must read in
 *   the memory)
 * - `clipValue`: bound on the controller's output and cell and on the answer (20;
 *   google-deepmind/dnc)
 * - `memory`: the part above
 */
export type ControllerConfig<K extends MemoryKind = MemoryKind> = Readonly<
  Omit<z.infer<typeof controllerShape>, 'memory'>
> & {
  readonly memory: MemoryConfig<K>;
};

/**
 * The store of past examples (Schaul et al. 2016).
 * - `store`: 'reservoir' (every episode ever met is as likely to be kept and drawn as any other),
 *   'prioritized' (drawn by the loss they had last; the oldest goes first, so give it the capacity
 *   for what is to be kept), 'off' ('reservoir')
 * - `capacity`: items held, 1 to 10,000,000 (1,000)
 * - `batchSize`: items replayed a step, 0 (off) to 65,536 (8)
 * - `alpha`: how far priorities bend the draw, 0 (uniform) to 1 (0.6)
 * - `beta`: how far importance weights undo that bend, 0 to 1 (0.4)
 */
export type ReplayConfig = Readonly<z.infer<typeof replayShape>>;

/**
 * Learning to adapt (Finn et al. 2017).
 * - `start`: where the weights begin: 'random', or one of the stored starts, 'maml' and
 *   'pretrained', which have sizes of their own ('random')
 * - `innerLearningRate`: step size of an adaptation step, above 0, at most 1 (0.01)
 * - `outerLearningRate`: step size of the starting point, above 0, at most 1 (0.001)
 * - `innerSteps`: adaptation steps a task, 1 to 1,000 (5)
 * - `tasksPerStep`: tasks averaged in one meta-step, 1 to 10,000 (4)
 */
export type MetaConfig = Readonly<z.infer<typeof metaShape>>;

/**
 * The whole agent: the fields of `ControllerConfig`, with `inputSize` and `outputSize` the numbers
 * in x and in y, and
 * - `memoryMode`: 'episodic' (a fresh memory in each episode), 'lifelong' (one memory, carried
 *   along the stream), 'none' (an LSTM without memory, with as many parameters as the agent with
 *   one) ('episodic')
 * - `learningRate`: Adam's step size (0.001); `gradientClipNorm`: bound on the gradient's global
 *   norm (1)
 * - `batchSize`: episodes a training step, replayed ones included (16); `episodeLength` T: rows
 *   an episode, 2 to 10,000 (8)
 * - `seed`: fixes initial weights, order and replay (0)
 * - `replay`, `meta`: the parts above
 */
export type AgentConfig = Readonly<
  Omit<z.infer<typeof agentShape>, 'memory' | 'replay' | 'meta'>
> & {
  readonly memory: MemoryConfig;
  readonly replay: ReplayConfig;
  readonly meta: MetaConfig;
};

/** What a caller may leave out is filled in with the defaults. */
export type ControllerOptions<K extends MemoryKind = MemoryKind> = Omit<
  z.input<typeof controllerShape>,
  'memory'
> & { memory?: MemoryOptions<K> };
/** What a caller may leave out of `AgentConfig` is filled in with the defaults. */
export type AgentOptions = z.input<typeof agentShape>;

/** @throws ConfigError naming the first field that is wrong */
export function controllerConfig<K extends MemoryKind = 'dnc'>(
  options: ControllerOptions<K> = {},
): ControllerConfig<K> {
  return parseOptions('ControllerConfig', controllerShape, options) as ControllerConfig<K>;
}
/** @throws ConfigError naming the first field that is wrong */
export const replayConfig = (options: AgentOptions['replay'] = {}): ReplayConfig =>
  parseOptions('ReplayConfig', replayShape, options);
/** @throws ConfigError naming the first field that is wrong */
export const metaConfig = (options: AgentOptions['meta'] = {}): MetaConfig =>
  parseOptions('MetaConfig', metaShape, options);
/** @throws ConfigError naming the first field that is wrong */
export function agentConfig(options: AgentOptions = {}): AgentConfig {
  const config = parseOptions('AgentConfig', agentShape, options);
  const { replay, memoryMode, memory } = config;
  if (memoryMode === 'lifelong' && memory.initialMemory === 'learned')
    throw new ConfigError(
      'AgentConfig.memory.initialMemory',
      memory.initialMemory,
      "'constant' or 'random' with memoryMode 'lifelong': the memory begins once, and no " +
        'gradient reaches that beginning',
    );
  if (replay.store !== 'off' && replay.batchSize >= config.batchSize)
    throw new ConfigError(
      'AgentConfig.replay.batchSize',
      replay.batchSize,
      `at most batchSize - 1 (${config.batchSize - 1}): some of each batch must be new`,
    );
  return config;
}

const quick: AgentOptions = {
  hiddenSize: 64,
  learningRate: 0.003,
  batchSize: 32,
  episodeLength: 5,
  memory: { memorySize: 32, memoryDim: 16, numReadHeads: 2 },
  replay: { batchSize: 16 },
};

function profile(defaults: AgentOptions): (options?: AgentOptions) => AgentConfig {
  return (options = {}) => agentConfig(mergeOptions(defaults, options));
}

/**
 * Ready-made sizes: the tutorial's; one that trains in a minute op by op on two cores; the same
 * with every part on; one small enough to follow with the eye.
 */
export const profiles = {
  tutorial: profile({}),
  quick: profile(quick),
  full: profile({
    ...quick,
    replay: { batchSize: 16, store: 'prioritized', capacity: 8000 },
    meta: {
      start: 'maml',
      innerLearningRate: 0.5,
      outerLearningRate: 0.003,
      innerSteps: 1,
      tasksPerStep: 16,
    },
  }),
  tiny: profile({
    hiddenSize: 16,
    memory: { memorySize: 8, memoryDim: 6, numReadHeads: 1 },
  }),
} as const;
