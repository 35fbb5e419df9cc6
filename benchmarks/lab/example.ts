import { type StoredTensors, toArrays } from '../../src/checkpoint';
import { encodeSafeTensors } from '../../src/checkpoint/safetensors';
import type { MemoryKind } from '../../src/config';
import { MemoryController } from '../../src/controller';
import { createRandom, type Random } from '../../src/core/random';
import { convolutionalEmbedding } from '../../src/meta';
import { regressionStream } from '../../src/tasks';
import { distortedEpisode, drawEpisode, omniglotClasses } from '../../src/tasks/few-shot';
import type { tf } from '../../src/tf';
import type { DemoSpec, DncSpec, MamlSpec, PrototypesSpec, SlotsSpec, StepSpec } from './cases';

type Numbers = Record<string, { shape: number[]; data: Float32Array }>;

/** The machine that a spec describes. */
export const controllerOf = ({
  slots,
  word,
  reads,
  hidden,
  inputs,
  outputs,
  clip,
}: DncSpec | DemoSpec): MemoryController =>
  new MemoryController({
    inputSize: inputs,
    outputSize: outputs,
    hiddenSize: hidden,
    clipValue: clip,
    memory: { memorySize: slots, memoryDim: word, numReadHeads: reads },
  });

/**
 * Everything that the contestants start from, drawn with a seed: `weights/...`, for the DNC
 * `state/...`, and the batch. The same bytes go to each of them. The DNC's state is one of
 * mid-life: usages all over 0..1 without near-ties (so that rounding cannot change the order of the
 * slots), weights and links that are valid.
 */
export function drawExample(spec: StepSpec, seed = 0): StoredTensors {
  const random = createRandom(seed).fork(`bench/${spec.kind}`);
  if (spec.kind === 'slots') return slotsExample(spec, random);
  if (spec.kind === 'prototypes') return prototypesExample(spec, random);
  return spec.kind === 'dnc' ? dncExample(spec, random) : mamlExample(spec, random);
}

/** The example as the bytes of a safetensors file. */
export const exampleFile = (tensors: StoredTensors): Buffer =>
  encodeSafeTensors({ tensors, metadata: {} });

/**
 * Fresh weights, and the rows of the regression stream in their order, `x` and `y` `[tasks x rows,
 * 64]`.
 */
export function drawDemo(spec: DemoSpec, seed = 0): StoredTensors {
  const weights = namedWeights(controllerOf(spec), createRandom(seed).fork('bench/demo'));
  const tasks = regressionStream({
    trainRows: spec.rows,
    testRows: 1,
    size: spec.inputs,
    seed,
  }).slice(0, spec.tasks);
  const rows = (part: 'x' | 'y'): Numbers[string] => ({
    shape: [tasks.length * spec.rows, spec.inputs],
    data: Float32Array.from(tasks.flatMap(({ train }) => Array.from(train[part]))),
  });
  return { ...weights, x: rows('x'), y: rows('y') };
}

/** Fresh weights as plain numbers, under `weights/`. */
function namedWeights<K extends MemoryKind>(
  controller: MemoryController<K>,
  random: Random,
): Numbers {
  return underWeights(controller.initialWeights(random));
}

/** Tensors as plain numbers, under `weights/`. They are disposed. */
function underWeights(weights: Readonly<Record<string, tf.Tensor>>): Numbers {
  const arrays = toArrays(weights);
  Object.values(weights).forEach((tensor) => tensor.dispose());
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, data }]) => [
      `weights/${name}`,
      { shape: [...shape], data },
    ]),
  );
}

function dncExample(spec: DncSpec, random: Random): Numbers {
  const { batch, length, inputs, outputs } = spec;
  const controller = controllerOf(spec);
  const weights = namedWeights(controller, random);
  const fresh = toArrays(controller.initialState(batch));
  const normal = (scale: number) => (): number => scale * random.normal();
  const x = fill([batch, length, inputs], normal(1));
  const state = Object.fromEntries(
    Object.entries(fresh).map(([name, { shape, data }]) => {
      const draw = midLife[name.split('/').pop() as string];
      // a field not known here starts as the project starts it
      return [`state/${name}`, { shape: [...shape], data: draw ? draw([...shape], random) : data }];
    }),
  );
  return {
    ...weights,
    ...state,
    inputs: x,
    targets: {
      shape: [batch, length, outputs],
      data: fill([batch, length, outputs], () => Math.sin(random.normal())).data,
    },
  };
}

/** The machine of a memory with many slots. */
export const slotsControllerOf = (spec: SlotsSpec): MemoryController<SlotsSpec['memory']> => {
  const { slots, word, reads, hidden, inputs, outputs, clip, memory, nearest, linksPerSlot } = spec;
  const sizes = { memorySize: slots, memoryDim: word, numReadHeads: reads };
  return new MemoryController<SlotsSpec['memory']>({
    inputSize: inputs,
    outputSize: outputs,
    hiddenSize: hidden,
    clipValue: clip,
    memory: memory === 'dnc' ? sizes : { kind: 'sparse', ...sizes, nearest, linksPerSlot },
  });
};

/** Weights, the words that the memory begins with, and the batch; all else of a state is fresh. */
function slotsExample(spec: SlotsSpec, random: Random): Numbers {
  const { batch, length, inputs, outputs, slots, word } = spec;
  return {
    ...namedWeights(slotsControllerOf(spec), random),
    memory: fill([batch, slots, word], () => random.uniform() - 0.5),
    inputs: fill([batch, length, inputs], () => random.normal()),
    targets: fill([batch, length, outputs], () => Math.sin(random.normal())),
  };
}

/** How a part of a state in mid-life is drawn. */
const midLife: Readonly<Record<string, (shape: number[], random: Random) => Float32Array>> = {
  hidden: (shape, random) => fill(shape, () => Math.tanh(random.normal()) / 2).data,
  cell: (shape, random) => fill(shape, () => random.normal()).data,
  reads: (shape, random) => fill(shape, () => 0.3 * random.normal()).data,
  memory: (shape, random) => fill(shape, () => 0.5 * random.normal()).data,
  readWeights: (shape, random) => shares(shape, 1, random),
  writeWeights: (shape, random) => shares(shape, 0.8, random),
  precedence: (shape, random) => shares(shape, 0.9, random),
  usage: (shape, random) => {
    const slots = shape[shape.length - 1];
    const rows = size(shape) / slots;
    return Float32Array.from(
      Array.from({ length: rows }, () =>
        random.choose(slots, slots).map((place) => (place + 0.25 + 0.5 * random.uniform()) / slots),
      ).flat(),
    );
  },
  link: (shape, random) => {
    // rows and columns sum to less than 1, the diagonal is 0
    const slots = shape[shape.length - 1];
    return Float32Array.from({ length: size(shape) }, (_, i) =>
      i % slots === Math.floor(i / slots) % slots ? 0 : random.uniform() / slots,
    );
  },
};

/** Rows along the last axis that sum to `total`, some places favoured. */
function shares(shape: number[], total: number, random: Random): Float32Array {
  const places = shape[shape.length - 1];
  const rows = Array.from({ length: size(shape) / places }, () => {
    const raw = Array.from({ length: places }, () => Math.exp(2 * random.normal()));
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((value) => (total * value) / sum);
  });
  return Float32Array.from(rows.flat());
}

/**
 * Glorot's normal weights, biases a little off 0; sine waves of their own amplitude and phase as in
 * Finn et al. 2017.
 */
function mamlExample({ tasks, hidden, shots }: MamlSpec, random: Random): Numbers {
  const layers = [
    [1, hidden],
    [hidden, hidden],
    [hidden, 1],
  ] as const;
  const weights = Object.fromEntries(
    layers.flatMap(([rows, columns], i) => [
      [
        `weights/w${i + 1}`,
        fill([rows, columns], () => Math.sqrt(2 / (rows + columns)) * random.normal()),
      ],
      [`weights/b${i + 1}`, fill([columns], () => 0.1 * random.normal())],
    ]),
  );
  const waves = Array.from({ length: tasks }, () => ({
    amplitude: 0.1 + 4.9 * random.uniform(),
    phase: Math.PI * random.uniform(),
  }));
  const draw = (): [x: Numbers[string], y: Numbers[string]] => {
    const x = fill([tasks, shots, 1], () => 10 * random.uniform() - 5);
    return [
      x,
      {
        shape: x.shape,
        data: x.data.map((value, i) => {
          const { amplitude, phase } = waves[Math.floor(i / shots)];
          return amplitude * Math.sin(value - phase);
        }),
      },
    ];
  };
  const [supportX, supportY] = draw();
  const [queryX, queryY] = draw();
  return { ...weights, supportX, supportY, queryX, queryY };
}

/** Fresh parameters, and an episode of distorted characters of the training alphabets. */
function prototypesExample(spec: PrototypesSpec, random: Random): Numbers {
  const { side, blocks, channels, ways } = spec;
  const embedding = convolutionalEmbedding({ side, blocks, channels });
  const characters = omniglotClasses('training', { side, rotations: true });
  const { support, query } = distortedEpisode(drawEpisode(characters, spec, random), random);
  const pixels = side * side;
  return {
    ...underWeights(embedding.initialParameters(random)),
    support: { shape: [support.count, pixels], data: support.x },
    query: { shape: [query.count, pixels], data: query.x },
    answers: { shape: [query.count, ways], data: query.y },
  };
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const fill = (shape: number[], draw: () => number): { shape: number[]; data: Float32Array } => ({
  shape,
  data: Float32Array.from({ length: size(shape) }, draw),
});
