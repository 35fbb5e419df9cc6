// A program of its own: `costProgram.ts STREAM LEARNER` measures a learner and says it as JSON.
import type { StreamName } from '../../tasks/datasets';
import { ready } from '../../tf';
import { measureCost } from './cost';
import type { DriftLearner } from './plan';

async function main([stream, learner]: readonly string[]): Promise<void> {
  await ready();
  const made = await measureCost(stream as StreamName, learner as DriftLearner);
  console.log(JSON.stringify(made));
}

void main(process.argv.slice(2));
