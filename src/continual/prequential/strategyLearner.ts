import { largestAt, oneHotRows } from '../../tasks/rows';
import { makeStrategy } from '../strategies/registry';
import type { StrategyName } from '../strategies/names';
import type { Settings, Strategy } from '../strategies/types';
import type { StreamLearner, StreamLearnerContext } from './types';

/** Which strategy goes over a stream. */
export interface StrategyOnStream {
  /** A strategy's name, one given to `registerStrategy` included. */
  readonly strategy: StrategyName | (string & {});
  /** Rows that may be stored. */
  readonly budget: number;
  /** Take the place of the strategy's defaults, by name. */
  readonly settings?: Settings;
}

/**
 * Makes a strategy of continual learning go over a stream: a batch is one row, no row is met twice,
 * and there is one task that never ends.
 * @throws RangeError naming strategy, budget or a setting
 */
export function strategyOnStream({
  strategy: name,
  budget,
  settings = {},
}: StrategyOnStream): (context: StreamLearnerContext) => StreamLearner {
  return ({ inputSize, classes, seed }) => {
    const scenario = {
      name: 'stream',
      kind: 'classes',
      inputSize,
      outputSize: classes,
      batchSize: 1,
    } as const;
    const strategy = makeStrategy(name, { scenario, seed, budget, settings });
    return rowByRow(strategy, classes);
  };
}

function rowByRow(strategy: Strategy, classes: number): StreamLearner {
  let rows = 0;
  return {
    // an untrained network's answer is no answer yet
    predict: (x) => (rows === 0 ? 0 : largestAt(strategy.predict(x), 0, classes)),
    learn(x, label) {
      rows++;
      strategy.observe({ count: 1, x, y: oneHotRows([label], classes), first: true });
    },
    dispose: () => strategy.dispose(),
  };
}
