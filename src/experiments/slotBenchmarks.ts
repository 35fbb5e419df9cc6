import { z } from 'zod';
import { readJsonFile } from '../core/jsonFile';
import { projectPath } from '../core/paths';

const slotsSchema = z.looseObject({
  made: z.string(),
  slots: z.array(
    z.looseObject({
      slots: z.int(),
      memory: z.enum(['sparse', 'dnc']),
      contestant: z.string(),
      median: z.number(),
      low: z.number(),
      high: z.number(),
      /** MiB, the process with its libraries. */
      peakMemory: z.number(),
    }),
  ),
});

/** What `npm run -s bench -- slots` measured: training steps against the slots of a memory. */
export type SlotBenchmarks = z.infer<typeof slotsSchema>;

/** Times of a training step against slots, in ms; `low` and `high` are quartiles. */
export interface SlotCurve {
  readonly name: string;
  /** Slots, growing. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The most that the process held, in MiB. */
  readonly peakMemory: readonly number[];
}

/** The stored benchmark of slots. @throws FileError if it cannot be read */
export function readSlotBenchmarks(
  file: string = projectPath('data/slots-benchmarks.json'),
): SlotBenchmarks {
  return readJsonFile(file, slotsSchema);
}

/** A curve for the DNC, for the sparse DNC, and for that of each peer. */
export function slotCurves({ slots }: SlotBenchmarks): SlotCurve[] {
  const nameOf = ({ memory, contestant }: (typeof slots)[number]): string => {
    const kind = memory === 'dnc' ? 'DNC' : 'sparse DNC';
    return contestant === 'lab' ? kind : `${kind}, ${contestant}`;
  };
  return [...new Set(slots.map(nameOf))].map((name) => {
    const own = slots.filter((point) => nameOf(point) === name).sort((a, b) => a.slots - b.slots);
    return {
      name,
      x: own.map((point) => point.slots),
      y: own.map(({ median }) => median),
      low: own.map(({ low }) => low),
      high: own.map(({ high }) => high),
      peakMemory: own.map(({ peakMemory }) => peakMemory),
    };
  });
}
