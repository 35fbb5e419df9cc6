import { existsSync } from 'node:fs';
import path from 'node:path';
import { learnStart } from '../../agent/learnStart';
import { saveStart, startFile } from '../../agent/starts';
import { profiles } from '../../config';
import { duration } from '../../core/durations';
import { ready, tf } from '../../tf';
import { terminalBlock } from '../block';

/**
 * The starts that the methods name. One learned by MAML for the LSTM too, so that an agent without
 * memory is not worse off.
 */
const STARTS = [
  { start: 'maml', memoryMode: 'episodic' },
  { start: 'maml', memoryMode: 'none' },
  { start: 'pretrained', memoryMode: 'episodic' },
] as const;

/** Learns the starts that are not stored yet. */
export async function makeStarts(): Promise<void> {
  await ready();
  for (const one of STARTS) {
    const file = startFile(one.start, one.memoryMode);
    if (existsSync(file)) console.log(`${path.basename(file)}: there already`);
    else await makeStart(file, one);
  }
}

async function makeStart(
  file: string,
  { start, memoryMode }: (typeof STARTS)[number],
): Promise<void> {
  const name = path.basename(file);
  const begin = Date.now();
  const block = terminalBlock();
  const config = profiles.full({ memoryMode, meta: { start } });
  const weights = await learnStart(start, config, {
    onStep: async ({ step, metaSteps, loss }) => {
      block.draw(() => [`${name}: ${step} of ${metaSteps} meta-steps, loss ${loss.toFixed(3)}`]);
      // lets Ctrl+C through
      await new Promise((resume) => setImmediate(resume));
    },
  });
  block.clear();
  saveStart(file, config, weights, { ...config.meta, seed: config.seed });
  tf.dispose(weights);
  console.log(`${name}: learned (${duration((Date.now() - begin) / 1000)})`);
}
