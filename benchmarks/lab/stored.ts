import { z } from 'zod';
import { readJsonFile } from '../../src/core/jsonFile';
import { parseNamed } from '../../src/core/validation';
import { benchmarksSchema } from '../../src/experiments/stepBenchmarks';

const spread = { median: z.number(), low: z.number(), high: z.number() };
const { ratios } = benchmarksSchema.shape;

const storedSchema = benchmarksSchema.extend({
  missing: z
    .array(
      z.looseObject({
        case: z.string(),
        contestant: z.string(),
        threads: z.int(),
        why: z.string(),
      }),
    )
    .default([]),
  replay: z
    .looseObject({
      results: z.array(z.looseObject({ capacity: z.int(), contestant: z.string(), ...spread })),
      ratios,
    })
    .optional(),
  continual: z
    .looseObject({
      results: z.array(
        z.looseObject({
          strategy: z.string(),
          contestant: z.string(),
          traced: z.boolean(),
          ...spread,
        }),
      ),
      ratios,
    })
    .optional(),
  slots: z
    .array(
      z.looseObject({
        slots: z.int(),
        memory: z.enum(['sparse', 'dnc']),
        contestant: z.string(),
        threads: z.int(),
        ...spread,
        cpu: z.number(),
        peakMemory: z.number(),
      }),
    )
    .optional(),
  slotsGrowth: z
    .looseObject({
      few: z.int(),
      many: z.int(),
      ratio: z.number(),
      low: z.number(),
      high: z.number(),
    })
    .optional(),
});

/** The results of a bench, as `--json` writes them. */
export type StoredBench = z.infer<typeof storedSchema>;
/** How many times longer another takes than the project, in such results. */
export type StoredRatio = StoredBench['ratios'][number];

/** @throws FileError naming the file: it is not there, or holds no results of a bench */
export const readBench = (file: string): StoredBench => readJsonFile(file, storedSchema);

/** Results as they would be read from a file. @param text JSON, as `benchText` gives it */
export const parseBench = (text: string): StoredBench => parseNamed(storedSchema, JSON.parse(text));
