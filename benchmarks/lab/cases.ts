/** Sizes of a DNC with one write head, and of its training step. */
interface DncSizes {
  readonly slots: number;
  readonly word: number;
  readonly reads: number;
  readonly hidden: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Bound on hidden units, cell and answers (`MemoryController`'s clipValue). */
  readonly clip: number;
  readonly learningRate: number;
  readonly epsilon: number;
  readonly clipNorm: number;
}

/** A training step of the DNC on sequences, as plain JSON that is sent to every process. */
export interface DncSpec extends DncSizes {
  readonly kind: 'dnc';
  readonly batch: number;
  readonly length: number;
}

/**
 * A MAML meta-step: `tasks` at once, each a regression from 1 number to 1 through two ReLU layers,
 * one inner step, second order.
 */
export interface MamlSpec {
  readonly kind: 'maml';
  readonly tasks: number;
  readonly hidden: number;
  /** Rows to adapt on, and as many to be judged on. */
  readonly shots: number;
  readonly innerLearningRate: number;
  readonly learningRate: number;
  readonly epsilon: number;
}

/**
 * The demo of the original tutorial: the rows of four tasks met one by one, each beside replayed
 * ones.
 */
export interface DemoSpec extends DncSizes {
  readonly kind: 'demo';
  readonly tasks: number;
  readonly rows: number;
  readonly epochs: number;
  readonly replayed: number;
}

/** A training step of a machine whose memory has many slots: sparse, or the DNC. */
export interface SlotsSpec extends DncSizes {
  readonly kind: 'slots';
  readonly memory: 'sparse' | 'dnc';
  readonly batch: number;
  readonly length: number;
  /** Slots that a head of the sparse memory touches, and links that a slot of it keeps. */
  readonly nearest: number;
  readonly linksPerSlot: number;
}

/**
 * A training step of a prototypical network on one episode: `ways` classes, `shots` and `queries`
 * images of each, an embedding of blocks of a 3 x 3 convolution.
 */
export interface PrototypesSpec {
  readonly kind: 'prototypes';
  /** Pixels of an image's side. */
  readonly side: number;
  readonly blocks: number;
  readonly channels: number;
  readonly ways: number;
  readonly shots: number;
  readonly queries: number;
  readonly learningRate: number;
  readonly epsilon: number;
}

export type StepSpec = DncSpec | MamlSpec | SlotsSpec | PrototypesSpec;

/** A training step that is timed: how often the contestants take turns, and steps a turn. */
export interface StepCase {
  readonly id: string;
  readonly name: string;
  readonly spec: StepSpec;
  readonly rounds: number;
  readonly stepsPerTurn: number;
}

/**
 * TensorFlow adds Adam's epsilon to the root of the uncorrected second moment, PyTorch and JAX to
 * that of the corrected one. With the usual 1e-8 the first steps of small gradients differ visibly
 * (losses apart by 2e-4 at the third step); with this one they do not, and it costs the same.
 */
const ADAM = { learningRate: 1e-3, epsilon: 1e-10 } as const;

/** The tutorial's sizes. */
const SIZES: DncSizes = {
  slots: 128,
  word: 64,
  reads: 4,
  hidden: 128,
  inputs: 64,
  outputs: 64,
  clip: 20,
  ...ADAM,
  clipNorm: 1,
};

/** A DNC training step; what is not named is as in the tutorial. */
const dncSpec = (changes: Partial<DncSpec>): DncSpec => ({
  kind: 'dnc',
  batch: 16,
  length: 8,
  ...SIZES,
  ...changes,
});

/**
 * Prototypical networks as they learn Omniglot here. Adam as `PrototypicalNetwork` has it.
 */
export const prototypesSpec: PrototypesSpec = {
  kind: 'prototypes',
  side: 28,
  blocks: 4,
  channels: 64,
  ways: 30,
  shots: 1,
  queries: 5,
  learningRate: 1e-3,
  epsilon: 1e-8,
};

/**
 * The training steps that are timed. `prototypes` is timed when it is named only; `tiny` only shows
 * that the bench itself works.
 */
export const stepCases: readonly StepCase[] = [
  {
    id: 'dnc-9x1',
    name: 'dnc B=9 T=1',
    spec: dncSpec({ batch: 9, length: 1 }),
    rounds: 9,
    stepsPerTurn: 30,
  },
  { id: 'dnc-16x8', name: 'dnc B=16 T=8', spec: dncSpec({}), rounds: 9, stepsPerTurn: 6 },
  {
    id: 'maml',
    name: 'maml',
    spec: { kind: 'maml', tasks: 25, hidden: 40, shots: 10, innerLearningRate: 0.01, ...ADAM },
    rounds: 9,
    stepsPerTurn: 60,
  },
  { id: 'prototypes', name: 'prototypes', spec: prototypesSpec, rounds: 7, stepsPerTurn: 4 },
  {
    id: 'tiny',
    name: 'tiny',
    spec: dncSpec({
      batch: 2,
      length: 2,
      slots: 8,
      word: 4,
      reads: 1,
      hidden: 8,
      inputs: 3,
      outputs: 2,
    }),
    rounds: 2,
    stepsPerTurn: 3,
  },
];

export const demoSpec: DemoSpec = {
  kind: 'demo',
  ...SIZES,
  tasks: 4,
  rows: 50,
  epochs: 20,
  replayed: 8,
};

/** What the growth is measured along. The others stay as they are in `GROWTH_BASE`. */
export const GROWTH_BASE = { batch: 4, length: 4, slots: 128 } as const;
export const growthAxes: readonly {
  readonly by: 'slots' | 'batch' | 'steps';
  readonly values: readonly number[];
  readonly spec: (value: number) => DncSpec;
}[] = [
  {
    by: 'slots',
    values: [32, 64, 128, 256, 512, 1024],
    spec: (slots) => dncSpec({ ...GROWTH_BASE, slots }),
  },
  {
    by: 'batch',
    values: [1, 2, 4, 8, 16, 32, 64],
    spec: (batch) => dncSpec({ ...GROWTH_BASE, batch }),
  },
  {
    by: 'steps',
    values: [1, 2, 4, 8, 16, 32],
    spec: (length) => dncSpec({ ...GROWTH_BASE, length }),
  },
];

/** What is measured against the number of slots. The DNC's links grow with its square. */
export const slotsAxis: readonly {
  readonly slots: number;
  readonly memories: readonly SlotsSpec['memory'][];
  readonly stepsPerTurn: number;
}[] = [
  { slots: 128, memories: ['sparse', 'dnc'], stepsPerTurn: 10 },
  { slots: 1024, memories: ['sparse', 'dnc'], stepsPerTurn: 8 },
  { slots: 2048, memories: ['sparse', 'dnc'], stepsPerTurn: 6 },
  { slots: 8192, memories: ['sparse'], stepsPerTurn: 6 },
  { slots: 65_536, memories: ['sparse'], stepsPerTurn: 5 },
  { slots: 262_144, memories: ['sparse'], stepsPerTurn: 3 },
  { slots: 1_048_576, memories: ['sparse'], stepsPerTurn: 2 },
];

/** One sequence of 8 steps, words of 32 numbers, 4 read heads, an LSTM of 64. */
export const slotsSpec = (memory: SlotsSpec['memory'], slots: number): SlotsSpec => ({
  kind: 'slots',
  ...SIZES,
  memory,
  slots,
  word: 32,
  hidden: 64,
  inputs: 16,
  outputs: 16,
  batch: 1,
  length: 8,
  nearest: 4,
  linksPerSlot: 8,
});
