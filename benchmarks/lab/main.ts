import { spawn } from 'node:child_process';
import { main } from '../../src/cli/arguments';
import { projectPath } from '../../src/core/paths';
import { endAll } from './child';
import { clearProgress } from './log';
import { benchHelp, benchOptions } from './options';

/**
 * `npm run -s bench`: times the project's training step, and its replay store, with --peers against
 * PyTorch, JAX and cpprb. Exit 1 if a case could not be timed (losses disagree), 2 for wrong words.
 */
async function benchCommand(words: readonly string[]): Promise<number> {
  const options = benchOptions(words);
  if (!options) {
    console.log(benchHelp());
    return 0;
  }
  if (options.cases.includes('kernel'))
    return (await import('./kernel/run')).runKernelBench(options);
  if (options.peers) {
    const status = await setUpPeers();
    if (status !== 0) return status;
  }
  // only now: it loads TensorFlow, which a wrong option need not wait for
  return (await import('./run')).runBench(options);
}

/** Installs PyTorch, JAX and cpprb if they are not there. @returns the exit status */
function setUpPeers(): Promise<number> {
  const program = projectPath('src/cli/bench/peers.mjs');
  const child = spawn(process.execPath, [program], { stdio: 'inherit' });
  const pass = (): void => void child.kill('SIGTERM');
  process.once('exit', pass);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      process.off('exit', pass);
      resolve(status ?? 130);
    });
  });
}

/** Does the work and sets the exit status. Nothing goes on computing behind its end. */
export async function bench(words: readonly string[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      endAll();
      clearProgress();
      process.exit(130);
    });
  await main('bench', () => benchCommand(words).finally(clearProgress));
  endAll();
}
