import fs from 'node:fs';
import { z } from 'zod';
import { writeFileAtomic } from '../../core/files';
import { FileError } from '../../core/errors';
import { readJsonFile } from '../../core/jsonFile';
import { sum } from '../../core/numbers';
import { packagePath } from '../../core/paths';
import { streamNames } from '../../tasks/datasets';
import { driftInputs, type DriftKey, driftWindows, keysOf } from './plan';
import type { DriftRun } from './run';

/** Where the project keeps what River does on its streams. */
export const DRIFT_PEERS = packagePath('data/drift-peers.json');

/** Learners of River (Montiel et al. 2021), all with their default settings. */
export const riverLearners = ['Hoeffding tree', 'adaptive random forest'] as const;
/** One of `riverLearners`. */
export type RiverLearner = (typeof riverLearners)[number];

/** River's learners on every stream: the forest is random, the tree is not. */
export function riverKeys(seeds: number): DriftKey[] {
  return riverLearners.flatMap((learner) =>
    keysOf(learner, learner === 'adaptive random forest' ? seeds : 1, driftInputs),
  );
}

const count = z.int().min(0);
const run = z.strictObject({
  stream: z.enum(streamNames),
  learner: z.enum(riverLearners),
  inputs: z.enum(['features', 'with last label']),
  seed: count,
  windows: z
    .array(
      z.strictObject({
        confusion: z.array(z.array(count).length(2)).length(2),
        lastRight: count,
      }),
    )
    .min(1),
  seconds: z.number().min(0),
});

/** What a learner takes, measured in one session for all of them. */
const cost = z.strictObject({
  stream: z.enum(streamNames),
  learner: z.string(),
  /** Rows that were answered and learned. */
  rows: count,
  /** CPU time of all threads, median of the rounds. */
  millisecondsPerRow: z.number().min(0),
  /** By how much the largest memory of the process grew meanwhile, MiB, median of the rounds. */
  memory: z.number().min(0),
});

const peersFile = z.strictObject({
  format: z.literal('drift-peers/1'),
  versions: z.record(z.string(), z.string()),
  runs: z.array(run),
  costs: z.array(cost),
});

/** CPU time and memory of one learner over the first rows of a stream. */
export type DriftCost = z.infer<typeof cost>;

/** What River does on the streams, and what all learners take there. */
export interface DriftPeers {
  /** Of Python and River. */
  readonly versions: Readonly<Record<string, string>>;
  readonly runs: readonly DriftRun[];
  readonly costs: readonly DriftCost[];
}

/** Rows that all windows but the last hold, and one row at least in that. */
function checkWindows(file: string, { stream, learner, windows }: DriftRun): void {
  for (const [i, { confusion, lastRight }] of windows.entries()) {
    const rows = sum(confusion.flat());
    const wanted = driftWindows[stream];
    const fits = i < windows.length - 1 ? rows === wanted : rows >= 1 && rows <= wanted;
    if (!fits || lastRight > rows)
      throw new FileError(
        file,
        `${learner} on ${stream}, window ${i}: got ${rows} rows, ${lastRight} as the row before, ` +
          `expected ${wanted} rows`,
      );
  }
}

/**
 * Stored results of River; none if there is no file.
 * @throws FileError naming the file and what is wrong in it
 */
export function readDriftPeers(file = DRIFT_PEERS): DriftPeers {
  if (!fs.existsSync(file)) return { versions: {}, runs: [], costs: [] };
  const { versions, runs, costs } = readJsonFile(file, peersFile);
  for (const one of runs) checkWindows(file, one);
  return { versions, runs, costs };
}

/** Writes results of River, whole or not at all. */
export function writeDriftPeers({ versions, runs, costs }: DriftPeers, file = DRIFT_PEERS): void {
  const lines = [
    '{',
    '"format": "drift-peers/1",',
    `"versions": ${JSON.stringify(versions)},`,
    `"runs": [\n${runs.map((one) => JSON.stringify(one)).join(',\n')}\n],`,
    `"costs": [\n${costs.map((one) => JSON.stringify(one)).join(',\n')}\n]`,
    '}',
  ];
  writeFileAtomic(file, `${lines.join('\n')}\n`);
}
