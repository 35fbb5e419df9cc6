import {
  choiceRuns,
  chosenRate,
  comparedRuns,
  digitSplit,
  readReplayRuns,
  replayRun,
  replayRunName,
  type ReplayRunKey,
  writeReplayRuns,
} from './index';
import { ready } from '../../tf';

/**
 * The long runs of notebook 04: the learning rate chosen on validation rows, then every way to draw
 * with every seed on held-out rows. Finished runs are written every few seconds and are not done
 * again.
 */
export async function replayResults(seeds: number): Promise<void> {
  await ready();
  const split = digitSplit();
  const runs = readReplayRuns();
  await makeAll(choiceRuns());
  const { rate, scores } = chosenRate(runs);
  console.log(
    `rate ${rate} of ` +
      `${scores.map(({ learningRate, accuracy }) => `${learningRate} (${(100 * accuracy).toFixed(1)} %)`).join(', ')} ` +
      'on validation rows',
  );
  await makeAll(comparedRuns(seeds, rate));
  console.log(`${runs.length} runs in data/replay-runs.parquet`);

  async function makeAll(wanted: readonly ReplayRunKey[]): Promise<void> {
    const there = new Set(runs.map(replayRunName));
    const missing = wanted.filter((key) => !there.has(replayRunName(key)));
    const start = Date.now();
    let written = Date.now();
    console.log(
      `${wanted.length} runs: ${wanted.length - missing.length} are there, ${missing.length} to do`,
    );
    for (const [i, key] of missing.entries()) {
      const run = await replayRun(key, split);
      runs.push(run);
      if (Date.now() - written > 10_000 || i === missing.length - 1) {
        writeReplayRuns(runs);
        written = Date.now();
        console.log(
          `${i + 1} of ${missing.length} (${Math.round((Date.now() - start) / 1000)} s): ` +
            `${replayRunName(key)}`,
        );
      }
      await new Promise((resume) => setImmediate(resume)); // lets Ctrl+C through
    }
  }
}
