import { readStreamRuns, STREAM_RESULTS, writeStreamRuns } from '../agent/streamResults';
import { streamMethods, streamRun } from '../agent/streamRuns';
import { ready } from '../tf';

/**
 * `npm run results [-- --seeds N]`: the long runs of the regression stream, every method with every seed (5), into data/. A finished run is written at once and is not done again: stop it at any moment and go on later.
 * To make them all anew, delete the file first.
 */
async function main(args: readonly string[]): Promise<number> {
  const seeds = args[0] === '--seeds' ? Number(args[1]) : 5;
  if (args.length > 0 && (args[0] !== '--seeds' || !Number.isInteger(seeds) || seeds < 1)) {
    console.error(`usage: npm run results [-- --seeds N]   (got ${args.join(' ')}; N is a whole number of at least 1)`);
    return 2;
  }
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
  console.log(`${runs.length} runs in ${STREAM_RESULTS}`);
  return 0;
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
