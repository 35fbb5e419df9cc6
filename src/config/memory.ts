import { z } from 'zod';
import { parseOptions } from '../core/validation';

/** A whole number from 1 to `max`. */
export const count = (max: number) => z.number().int().min(1).max(max);

export const memoryShape = z
  .strictObject({
    memorySize: count(65536).default(128),
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
  })
  .superRefine(({ addressing, links, deallocation, sharpening }, context) => {
    const refuse = (field: string, why: string): void =>
      context.addIssue({ code: 'custom', path: [field], message: `false ${why}` });
    if (sharpening && addressing === 'content')
      refuse('sharpening', "with addressing 'content': there are no links to sharpen");
    else if (sharpening && !links)
      refuse('sharpening', 'with links off: there are no links to sharpen');
    if (deallocation && addressing === 'content')
      refuse('deallocation', "with addressing 'content': nothing frees a slot");
  });

/**
 * The external memory. Defaults: the tutorial's sizes, the memory of Graves et al. 2016.
 * - `memorySize` N: slots, 1 to 65,536 (128)
 * - `memoryDim` W: numbers a slot holds, 1 to 4,096 (64)
 * - `numReadHeads` R: reads a step, 1 to 64 (4)
 * - `numWriteHeads` H: writes a step, 1 to 16 (1)
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
 * - `initialMemory`: 'constant' (1e-6 everywhere), 'learned' (a weight), 'random' (drawn with the
 *   weights, kept as it is)
 */
export type MemoryConfig = Readonly<z.infer<typeof memoryShape>>;

/** What a caller may leave out is filled in with the defaults. */
export type MemoryOptions = z.input<typeof memoryShape>;

/**
 * @throws ConfigError naming the first field that is wrong
 * @example memoryConfig({ memorySize: 16 }).memoryDim === 64
 */
export const memoryConfig = (options: MemoryOptions = {}): MemoryConfig =>
  parseOptions('MemoryConfig', memoryShape, options);

function profile(named: MemoryOptions): (options?: MemoryOptions) => MemoryConfig {
  return (options) => memoryConfig({ ...memoryConfig(options), ...named });
}

/**
 * Memories that differ in what their name says, so that an ablation is one word: less than the
 * differentiable neural computer (`content`, `noLinks`, `noAllocation`), or more (`deallocation`,
 * `masking`, `sharpening`, and `all` three; Csordas & Schmidhuber 2019). What a name says wins over
 * the options; sizes are the caller's.
 * @example memoryProfiles.noLinks({ memorySize: 16 }).links === false
 */
export const memoryProfiles = {
  dnc: profile({}),
  content: profile({ addressing: 'content' }),
  noLinks: profile({ links: false }),
  noAllocation: profile({ allocation: false }),
  deallocation: profile({ deallocation: true }),
  masking: profile({ masking: true }),
  sharpening: profile({ sharpening: true }),
  all: profile({ deallocation: true, masking: true, sharpening: true }),
} as const;
