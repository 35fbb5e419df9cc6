import { z } from 'zod';
import { ConfigError } from '../core/errors';
import { describe } from '../core/text';
import { parseOptions } from '../core/validation';

/** A whole number from 1 to `max`. */
export const count = (max: number) => z.number().int().min(1).max(max);

/** The kinds of memory, in the order in which they came. */
export const memoryKinds = ['dnc', 'sparse', 'fastWeights', 'testTime', 'attention'] as const;
/** One of `memoryKinds`. */
export type MemoryKind = (typeof memoryKinds)[number];

/** Slots that a memory has at most; of the sparse kind more, as it never touches all of them. */
const MOST_SLOTS = 65_536;
const MOST_SPARSE_SLOTS = 1_048_576;

const memoryFields = z.strictObject({
  kind: z.enum(memoryKinds).default('dnc'),
  memorySize: count(MOST_SPARSE_SLOTS).default(128),
  memoryDim: count(4096).default(64),
  numReadHeads: count(64).default(4),
  numWriteHeads: count(16).default(1),
  addressing: z.enum(['dnc', 'content']).default('dnc'),
  links: z.boolean().default(true),
  allocation: z.boolean().default(true),
  deallocation: z.boolean().default(false),
  masking: z.boolean().default(false),
  sharpening: z.boolean().default(false),
  initialMemory: z.enum(['constant', 'learned', 'random']).default('constant'),
  nearest: count(64).default(4),
  linksPerSlot: count(64).default(8),
  gated: z.boolean().default(false),
  layers: z.union([z.literal(1), z.literal(2)]).default(1),
});

type MemoryFields = z.infer<typeof memoryFields>;
type KindField = Exclude<
  keyof MemoryFields,
  'kind' | 'memorySize' | 'memoryDim' | 'numReadHeads' | 'numWriteHeads' | 'initialMemory'
>;

/** The fields that a kind has a use for, beside sizes and the start, which all have. */
const fieldsOfKind: Readonly<Record<MemoryKind, readonly KindField[]>> = {
  dnc: ['addressing', 'links', 'allocation', 'deallocation', 'masking', 'sharpening'],
  sparse: ['links', 'allocation', 'nearest', 'linksPerSlot'],
  fastWeights: ['gated'],
  testTime: ['layers'],
  attention: [],
};

const kindFields = [...new Set(Object.values(fieldsOfKind).flat())];
const fieldDefaults = memoryFields.parse({});

export const memoryShape = memoryFields.superRefine((config, context) => {
  const refuse = (field: keyof MemoryFields, expected: string): void =>
    context.addIssue({
      code: 'custom',
      path: [field],
      message: expected,
      params: { received: config[field] },
    });
  const { kind, memorySize, addressing, links, deallocation, sharpening } = config;
  const foreign = kindFields.find(
    (field) => !fieldsOfKind[kind].includes(field) && config[field] !== fieldDefaults[field],
  );
  if (foreign)
    refuse(
      foreign,
      `${describe(fieldDefaults[foreign])} with kind '${kind}', which has no use for another`,
    );
  if (kind !== 'sparse' && memorySize > MOST_SLOTS)
    refuse('memorySize', `at most ${MOST_SLOTS} with kind '${kind}'; more only with 'sparse'`);
  if (sharpening && addressing === 'content')
    refuse('sharpening', "false with addressing 'content': there are no links to sharpen");
  else if (sharpening && !links)
    refuse('sharpening', 'false with links off: there are no links to sharpen');
  if (deallocation && addressing === 'content')
    refuse('deallocation', "false with addressing 'content': nothing frees a slot");
  if (kind === 'sparse' && config.nearest > memorySize)
    refuse('nearest', `at most memorySize (${memorySize})`);
  if (kind === 'attention' && config.initialMemory !== 'constant')
    refuse('initialMemory', "'constant' with kind 'attention', which begins with nothing kept");
  if (config.layers === 2 && config.initialMemory === 'constant')
    refuse(
      'initialMemory',
      "'learned' or 'random' with layers 2: from equal weights no gradient tells them apart",
    );
});

/**
 * The external memory: N x W numbers, of which R heads read and H heads write at each step.
 * Defaults: the tutorial's sizes, the memory of Graves et al. 2016.
 * - `kind`: how it keeps and finds things. 'dnc' (slots; Graves et al. 2016), 'sparse' (slots of
 *   which a step touches a few; Rae et al. 2016), 'fastWeights' (a matrix that the delta rule
 *   writes; Schlag et al. 2021), 'testTime' (a small network that is trained while it reads;
 *   Behrouz et al. 2025), 'attention' (the last N steps; Vaswani et al. 2017) ('dnc')
 * - `memorySize` N: slots, or the steps that are kept, or of a matrix the size of a key: 1 to
 *   65,536, and to 1,048,576 with 'sparse' (128)
 * - `memoryDim` W: numbers a slot holds, or the size of a value, 1 to 4,096 (64)
 * - `numReadHeads` R: reads a step, 1 to 64 (4)
 * - `numWriteHeads` H: writes a step, 1 to 16 (1)
 * - `initialMemory`: 'constant' (1e-6 in every slot; a matrix of 0), 'learned' (a weight), 'random'
 *   (drawn with the weights, kept as it is)
 *
 * Of the kind 'dnc':
 * - `addressing`: 'dnc' (content, usage and allocation, temporal links; Graves et al. 2016) or
 *   'content' (content look-up only: the tutorial's bank)
 * - `links`: whether reads can follow the order of writing (true). Off: the link matrix stays 0,
 *   so backward and forward reads find nothing; read modes keep their place
 * - `allocation`: whether writes can go to a free slot (true). Off: writes go where the write key
 *   points, scaled by the write gate; the allocation gate is not used
 * - `deallocation`: whether freeing a slot also wipes what it holds (false; Csordas & Schmidhuber
 *   2019, section 3.2)
 * - `masking`: whether a head can leave parts of the word out of the comparison with its key
 *   (false; the same, 3.1). The interface vector grows by (R + H) W
 * - `sharpening`: whether backward and forward reads are sharpened again before they are mixed
 *   (false; the same, 3.3). The interface vector grows by 2 R
 *
 * Of the kind 'sparse':
 * - `links`, `allocation`: as above; without links the interface has no read modes
 * - `nearest` K: slots that a head touches at a step, 1 to 64 and at most N (4)
 * - `linksPerSlot`: the strongest links that a slot keeps in each direction, 1 to 64 (8)
 *
 * Of the kind 'fastWeights':
 * - `gated`: whether the whole matrix can fade at each step (false; Yang et al. 2024)
 *
 * Of the kind 'testTime':
 * - `layers`: of the network, 1 (linear, a matrix) or 2 (a hidden layer of N units, whose start
 *   must be 'learned' or 'random') (1)
 */
export type MemoryConfig<K extends MemoryKind = MemoryKind> = Readonly<
  Omit<MemoryFields, 'kind'>
> & { readonly kind: K };

/** What a caller may leave out is filled in with the defaults. */
export type MemoryOptions<K extends MemoryKind = MemoryKind> = Omit<
  z.input<typeof memoryFields>,
  'kind'
> & { kind?: K };

/**
 * @throws ConfigError naming the first field that is wrong
 * @example memoryConfig({ memorySize: 16 }).memoryDim === 64
 */
export function memoryConfig<K extends MemoryKind = 'dnc'>(
  options: MemoryOptions<K> = {},
): MemoryConfig<K> {
  return parseOptions('MemoryConfig', memoryShape, options) as MemoryConfig<K>;
}

/**
 * The config of a memory of one kind.
 * @throws ConfigError naming the first field that is wrong, `kind` if it is another one
 */
export function memoryConfigOfKind<K extends MemoryKind>(
  kind: K,
  options: MemoryOptions = {},
): MemoryConfig<K> {
  const fields = parseOptions('MemoryConfig', memoryFields, options);
  const isLeftOut = options.kind === undefined;
  if (!isLeftOut && fields.kind !== kind)
    throw new ConfigError('MemoryConfig.kind', fields.kind, `'${kind}'`);
  return memoryConfig<K>({ ...fields, kind });
}

function profile<K extends MemoryKind = 'dnc'>(
  named: MemoryOptions<K>,
): (options?: MemoryOptions) => MemoryConfig<K> {
  return (options = {}) => {
    const fields = parseOptions('MemoryConfig', memoryFields, options);
    return memoryConfig<K>({ ...fields, ...named } as MemoryOptions<K>);
  };
}

/**
 * Memories of the DNC that differ in what their name says, so that an ablation is one word: less
 * than the differentiable neural computer (`content`, `noLinks`, `noAllocation`), or more
 * (`deallocation`, `masking`, `sharpening`, and `all` three; Csordas & Schmidhuber 2019). What a
 * name says wins over the options; sizes are the caller's.
 * @example dncProfiles.noLinks({ memorySize: 16 }).links === false
 */
export const dncProfiles = {
  dnc: profile({ kind: 'dnc' }),
  content: profile({ kind: 'dnc', addressing: 'content' }),
  noLinks: profile({ kind: 'dnc', links: false }),
  noAllocation: profile({ kind: 'dnc', allocation: false }),
  deallocation: profile({ kind: 'dnc', deallocation: true }),
  masking: profile({ kind: 'dnc', masking: true }),
  sharpening: profile({ kind: 'dnc', sharpening: true }),
  all: profile({ kind: 'dnc', deallocation: true, masking: true, sharpening: true }),
} as const;

/**
 * The memories of `dncProfiles`, and those of the other kinds, with what they need: `deepTestTime`
 * learns where its two layers start.
 * @example memoryProfiles.sparse({ memorySize: 4096 }).kind === 'sparse'
 */
export const memoryProfiles = {
  ...dncProfiles,
  sparse: profile({ kind: 'sparse' }),
  fastWeights: profile({ kind: 'fastWeights' }),
  gatedFastWeights: profile({ kind: 'fastWeights', gated: true }),
  testTime: profile({ kind: 'testTime' }),
  deepTestTime: profile({ kind: 'testTime', layers: 2, initialMemory: 'learned' }),
  attention: profile({ kind: 'attention' }),
} as const;
