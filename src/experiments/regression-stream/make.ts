import { existsSync } from 'node:fs';
import path from 'node:path';
import { learnStart } from '../../agent/learnStart';
import { saveStart, startFile } from '../../agent/starts';
import { profiles } from '../../config';
import { readStreamRuns, STREAM_RESULTS, type StoredRun, writeStreamRuns } from './store';
import { streamMethods, streamRun } from './runs';
import { forgettingCurves, say, toSvg } from '../../plots';
import { seedStats } from '../../metrics';
import { constantFloor, regressionStream } from '../../tasks';
import { ready, tf } from '../../tf';
import { writeFileAtomic } from '../../core/files';

/**
 * The starts that the runs begin from, of those that are not stored yet; the long runs of the
 * regression stream, every method with every seed; and the README's picture of them. What is
 * finished is written at once and is not done again.
 */
export async function streamResults(seeds: number): Promise<void> {
  await ready();
  await makeStarts();
  const runs = readStreamRuns();
  for (let seed = 0; seed < seeds; seed++)
    for (const method of streamMethods) {
      const name = `${method}, seed ${seed}`;
      if (runs.some((run) => run.method === method && run.seed === seed)) {
        console.log(`${name}: there already`);
        continue;
      }
      const begun = Date.now();
      const show = liveLine(name);
      const run = {
        method,
        seed,
        ...(await streamRun(method, {
          seed,
          onUpdate: (done, total) => show(done, `${done} of ${total} steps`),
        })),
      };
      runs.push(run);
      writeStreamRuns(inOrder(runs));
      const last = run.heldOut[run.heldOut.length - 1];
      console.log(
        `${process.stderr.isTTY ? '\r' : ''}${name}: held-out error at the end ` +
          `${last.map((value) => value.toFixed(4)).join(' ')} ` +
          `(${Math.round((Date.now() - begun) / 1000)} s)`,
      );
    }
  drawPicture(runs, 'docs/forgetting.svg');
  console.log(`${runs.length} runs in ${STREAM_RESULTS}; picture in docs/forgetting.svg`);
}

/**
 * The starts that the methods name. One learned by MAML for the LSTM too, so that an agent without
 * memory is not worse off.
 */
async function makeStarts(): Promise<void> {
  for (const { start, memoryMode } of [
    { start: 'maml', memoryMode: 'episodic' },
    { start: 'maml', memoryMode: 'none' },
    { start: 'pretrained', memoryMode: 'episodic' },
  ] as const) {
    const file = startFile(start, memoryMode);
    const name = path.basename(file);
    if (existsSync(file)) {
      console.log(`${name}: there already`);
      continue;
    }
    const begun = Date.now();
    const show = liveLine(name);
    const config = profiles.full({ memoryMode, meta: { start } });
    const weights = await learnStart(start, config, {
      onStep: ({ step, metaSteps, loss }) =>
        show(step, `${step} of ${metaSteps} meta-steps, loss ${loss.toFixed(3)}`),
    });
    saveStart(file, config, weights, { ...config.meta, seed: config.seed });
    tf.dispose(weights);
    console.log(
      `${process.stderr.isTTY ? '\r' : ''}${name}: learned ` +
        `(${Math.round((Date.now() - begun) / 1000)} s)`,
    );
  }
}

/** Says where a run stands every ten steps, on a terminal, and lets Ctrl+C through. */
function liveLine(name: string): (step: number, words: string) => Promise<void> {
  const begun = Date.now();
  return async (step, words) => {
    if (step % 10 !== 0) return;
    if (process.stderr.isTTY)
      process.stderr.write(`\r${name}: ${words}, ${Math.round((Date.now() - begun) / 1000)} s `);
    await new Promise((resume) => setImmediate(resume));
  };
}

/** By seed and method, so that the same runs make the same file. */
const inOrder = (runs: readonly StoredRun[]): StoredRun[] =>
  [...runs].sort(
    (a, b) => a.seed - b.seed || streamMethods.indexOf(a.method) - streamMethods.indexOf(b.method),
  );

function drawPicture(runs: readonly StoredRun[], file: string): void {
  const of = (method: string): StoredRun[] => runs.filter((run) => run.method === method);
  const firstTask = (method: string): string =>
    say(seedStats(of(method).map((run) => run.heldOut[3][0])).mean);
  const tasks = regressionStream();
  const figure = forgettingCurves(
    ['no replay', 'replay', 'joint'].map((name) => ({
      name,
      runs: of(name).map((run) => run.heldOut),
    })),
    {
      title:
        `Replay keeps task 1 at ${firstTask('replay')}; without it ${firstTask('no replay')} ` +
        `(${of('replay').length} seeds)`,
      taskNames: tasks.map(({ name }, k) => `task ${k + 1}: ${name}`),
      yLabel: 'held-out error (MSE, log)',
      logY: true,
      floors: tasks.map(({ test }) => constantFloor(test)),
      floorName: 'best constant (floor)',
    },
  );
  writeFileAtomic(file, toSvg(figure));
}
