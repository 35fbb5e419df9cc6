import { type ResultsOptions, resultsOptions, USAGE } from './results/options';

/** What makes each of the results; the exit status. TensorFlow is loaded only here. */
const makers: Readonly<
  Record<ResultsOptions['which'], (options: ResultsOptions) => Promise<number>>
> = {
  stream: async ({ seeds }) => {
    const { streamResults } = await import('../experiments/regression-stream/make');
    await streamResults(seeds);
    return 0;
  },
  tasks: async (options) => (await import('../experiments/memory-tasks/make')).taskResults(options),
  meta: async (options) => (await import('../experiments/sinusoids/make')).metaResults(options),
  'meta-agent': async (options) =>
    (await import('../experiments/agent-starts/make')).metaAgentResults(options),
  replay: async ({ seeds }) => {
    const { replayResults } = await import('../experiments/replay/make');
    await replayResults(seeds);
    return 0;
  },
};

/**
 * `npm run results -- stream|tasks|meta|meta-agent|replay [--seeds N] [--jobs N]`: the long runs
 * behind the notebooks and the README, into data/ and docs/. `stream`: the regression stream
 * (5 seeds, one after the other); `tasks`: the memory tasks; `meta`: meta-learning on sinusoids
 * (3 seeds each, as many runs at once as there are cores); `meta-agent`: starts of the memory
 * agent (the same); `replay`: draws from a full store (20 seeds, one run after the other).
 * A finished run is written at once and is not done again: stop at any moment and go on later.
 * To make them all anew, delete the file first.
 */
async function main(words: readonly string[]): Promise<number> {
  const options = resultsOptions(words);
  if (!options) {
    console.error(`${USAGE}; got: ${words.join(' ') || 'nothing'}`);
    return 2;
  }
  return makers[options.which](options);
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
