// A strategy of one's own beside the laboratory's: it keeps whole batches and repeats them.
import {
  Learner,
  registerStrategy,
  type RowBatch,
  runStrategy,
  type Strategy,
  type StrategyContext,
} from 'neural-memory-lab/continual';
import { createRandom } from 'neural-memory-lab/core/random';
import { averageScore } from 'neural-memory-lab/metrics';
import { continualScenario } from 'neural-memory-lab/tasks/continual';
import { ready } from 'neural-memory-lab/tf';

/** Learns from each batch together with an old one, drawn from a reservoir of batches. */
function repeatBatches(context: StrategyContext): Strategy {
  const { batchSize } = context.scenario;
  const learner = new Learner(context, { parts: [batchSize, batchSize] });
  const random = createRandom(context.seed).fork('batches');
  const capacity = Math.floor(context.budget / batchSize);
  const kept: RowBatch[] = [];
  let met = 0;
  return {
    observe(batch) {
      const loss = learner.update([batch, kept[random.int(kept.length || 1)]]);
      const place = met < capacity ? met : random.int(met + 1);
      if (place < capacity) kept[place] = batch;
      met++;
      return loss;
    },
    endTask: () => learner.resetOptimizer(),
    predict: (x, allowed) => learner.predict(x, allowed),
    dispose: () => learner.dispose(),
  };
}

await ready();
registerStrategy('repeat-batches', { make: repeatBatches, stores: 'budget' });
const scenario = continualScenario('split-class-online'); // digits, two classes at a time
const scores: Record<string, number> = {};
for (const strategy of ['naive', 'repeat-batches']) {
  const { R } = await runStrategy({ scenario, strategy, seed: 0, budget: 200 });
  scores[strategy] = averageScore(R); // share of held-out digits right, over all ten classes
}
console.log('naive forgets:', scores['naive'] < 0.3);
console.log('repeated batches help:', scores['repeat-batches'] > scores['naive'] + 0.2);

// prints:
// naive forgets: true
// repeated batches help: true
