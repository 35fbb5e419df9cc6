import type { ResultsOptions } from '../experiments/make';
import { main } from './arguments';
import { type ResultName, resultsOptions, USAGE } from './results/options';

type Maker = (options: ResultsOptions, goOn: string) => Promise<number>;

/** Loads what makes each of the results. TensorFlow is loaded only here. */
const makers: Readonly<Record<ResultName, () => Promise<Maker>>> = {
  stream: async () => (await import('../experiments/regression-stream/make')).streamResults,
  tasks: async () => (await import('../experiments/memory-tasks/make')).taskResults,
  kinds: async () => (await import('../experiments/memory-kinds/make')).kindResults,
  meta: async () => (await import('../experiments/sinusoids/make')).sinusoidResults,
  'meta-agent': async () => (await import('../experiments/agent-starts/make')).agentResults,
  replay: async () => (await import('../experiments/replay/make')).replayResults,
  mnist: async () => (await import('../experiments/mnist/make')).mnistResults,
  'mnist-memory': async () => (await import('../experiments/mnist/makeMemory')).mnistMemoryResults,
  drift: async () => (await import('../experiments/drift/make')).driftResults,
  'drift-peers': async () => (await import('../experiments/drift/makePeers')).driftPeerResults,
  'one-shot': async () => (await import('../experiments/one-shot/make')).oneShotResults,
  'one-shot-memory': async () =>
    (await import('../experiments/one-shot-memory/make')).oneShotMemoryResults,
  'character-stream': async () =>
    (await import('../experiments/character-stream/make')).characterResults,
};

/**
 * `npm run results -- NAME [--seeds N] [--jobs N]`: the long runs behind the notebooks and the
 * README, into data/ and docs/. `stream`: the regression stream (5 seeds); `tasks`: the memory
 * tasks; `kinds`: every kind of memory on six tasks; `meta`: meta-learning on sinusoids;
 * `meta-agent`: starts of the memory agent (3 seeds each); `replay`: draws from a full store (20
 * seeds); `mnist`: strategies on MNIST (5 seeds); `mnist-memory`: pictures of what the memory
 * agent holds there (1 seed); `drift`: learners over streams; `drift-peers`: those of River (5
 * seeds each); `one-shot`: few-shot learners on Omniglot; `one-shot-memory`: memories that are
 * shown labelled characters; `character-stream`: characters that come once, one after the other (3
 * seeds each). As many runs at once as there are cores. A finished run is stored at once and is not
 * made again: stop at any moment and go on later. To make all anew, delete the file first.
 */
async function resultsCommand(words: readonly string[]): Promise<number> {
  const given = resultsOptions(words);
  if (!given) {
    console.log(USAGE);
    return 0;
  }
  const { which, ...options } = given;
  const make = await makers[which]();
  return make(options, `npm run results -- ${words.join(' ')}`);
}

void main('results', () => resultsCommand(process.argv.slice(2)));
