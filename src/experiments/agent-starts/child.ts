import { writeFileSync } from 'node:fs';
import { type AgentMethod, agentStartFile, runAgent, saveAgentStart } from '.';
import { ready } from '../../tf';

/**
 * One run of `npm run results -- meta-agent`, in a process of its own: method, seed in; the run as
 * JSON to file descriptor 3. The learned starts of seed 0 are stored for the notebook.
 */
async function main([method = '', seed = '']: readonly string[]): Promise<void> {
  await ready();
  const run = await runAgent(method as AgentMethod, Number(seed), {
    onPoint: ({ step, loss }, total) => {
      if (process.stderr.isTTY)
        process.stderr.write(
          `\r${method}, seed ${seed}: ${step} of ${total}, loss ${loss.toFixed(4)}   `,
        );
    },
    onStart: (start, rate) => {
      if (seed === '0' && (method === 'MAML' || method === 'pre-training'))
        saveAgentStart(agentStartFile(method), start, rate);
    },
  });
  writeFileSync(3, JSON.stringify(run));
}

void main(process.argv.slice(2));
