import { renameSync, writeFileSync } from 'node:fs';
import { readStreamRuns, STREAM_RESULTS, type StoredRun, writeStreamRuns } from '../../agent/streamResults';
import { streamMethods, streamRun } from '../../agent/streamRuns';
import { forgettingCurves, say, toSvg } from '../../plots';
import { seedStats } from '../../metrics';
import { constantFloor, regressionStream } from '../../tasks';
import { ready } from '../../tf';

/** The long runs of the regression stream, every method with every seed, and the README's picture of them. A finished run is written at once and is not done again. */
export async function streamResults(seeds: number): Promise<void> {
  await ready();
  const runs = readStreamRuns();
  for (let seed = 0; seed < seeds; seed++)
    for (const method of streamMethods) {
      const name = `${method}, seed ${seed}`;
      if (runs.some((run) => run.method === method && run.seed === seed)) {
        console.log(`${name}: there already`);
        continue;
      }
      const start = Date.now();
      const onUpdate = async (done: number, total: number): Promise<void> => {
        if (process.stderr.isTTY && done % 10 === 0) process.stderr.write(`\r${name}: ${done} of ${total} steps, ${Math.round((Date.now() - start) / 1000)} s `);
        if (done % 10 === 0) await new Promise((resume) => setImmediate(resume)); // lets Ctrl+C through
      };
      const run = { method, seed, ...(await streamRun(method, { seed, onUpdate })) };
      runs.push(run);
      writeStreamRuns(runs);
      const last = run.heldOut[run.heldOut.length - 1];
      console.log(`${process.stderr.isTTY ? '\r' : ''}${name}: held-out error at the end ${last.map((value) => value.toFixed(4)).join(' ')} (${Math.round((Date.now() - start) / 1000)} s)`);
    }
  drawPicture(runs, 'docs/forgetting.svg');
  console.log(`${runs.length} runs in ${STREAM_RESULTS}; picture in docs/forgetting.svg`);
}

function drawPicture(runs: readonly StoredRun[], file: string): void {
  const of = (method: string): StoredRun[] => runs.filter((run) => run.method === method);
  const firstTask = (method: string): string => say(seedStats(of(method).map((run) => run.heldOut[3][0])).mean);
  const tasks = regressionStream();
  const figure = forgettingCurves(['no replay', 'replay', 'joint'].map((name) => ({ name, runs: of(name).map((run) => run.heldOut) })), {
    title: `Replay keeps task 1 at ${firstTask('replay')}; without it ${firstTask('no replay')} (${of('replay').length} seeds)`,
    taskNames: tasks.map(({ name }, k) => `task ${k + 1}: ${name}`), yLabel: 'held-out error (MSE, log)', logY: true,
    floors: tasks.map(({ test }) => constantFloor(test)), floorName: 'best constant (floor)',
  });
  writeFileSync(`${file}.tmp`, toSvg(figure));
  renameSync(`${file}.tmp`, file);
}
