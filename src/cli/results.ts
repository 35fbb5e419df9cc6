import { resultsOptions, USAGE } from './results/options';
import { streamResults } from './results/stream';
import { taskResults } from './results/tasks';

/**
 * `npm run results -- stream|tasks [--seeds N] [--jobs N]`: the long runs behind the notebooks and the README, into data/ and docs/. `stream`: the regression stream (5 seeds, one after the other); `tasks`: the memory tasks
 * (3 seeds, as many at once as there are cores). A finished run is written at once and is not done again: stop at any moment and go on later. To make them all anew, delete the file first.
 */
async function main(words: readonly string[]): Promise<number> {
  const options = resultsOptions(words);
  if (!options) {
    console.error(`${USAGE}; got: ${words.join(' ') || 'nothing'}`);
    return 2;
  }
  if (options.which === 'stream') await streamResults(options.seeds);
  else return taskResults(options);
  return 0;
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
