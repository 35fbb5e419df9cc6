import { writeFileSync } from 'node:fs';
import { runSinusoid, sinusoidExperiment } from '.';
import { ready } from '../../tf';

/**
 * One run of `npm run results -- meta`, in a process of its own: method, seed in; the run as JSON
 * to file descriptor 3.
 */
async function main([method = '', seed = '']: readonly string[]): Promise<void> {
  await ready();
  const run = await runSinusoid(sinusoidExperiment(method), Number(seed), {
    onPoint: ({ step, loss }, total) => {
      if (process.stderr.isTTY)
        process.stderr.write(
          `\r${method}, seed ${seed}: ${step} of ${total}, loss ${loss.toFixed(3)}   `,
        );
    },
  });
  writeFileSync(3, JSON.stringify(run));
}

void main(process.argv.slice(2));
