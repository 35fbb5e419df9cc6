import { spawn } from 'node:child_process';
import { main } from '../../src/cli/arguments';
import { projectPath } from '../../src/core/paths';
import { endAll } from './child';
import { clearProgress } from './log';
import { benchHelp, type BenchOptions, benchOptions } from './options';
import { readBench } from './stored';

/**
 * `npm run -s bench`: times the project's training step, and its replay store, with --peers against
 * PyTorch, JAX, jax-js and cpprb. Exit 1 if a case could not be timed (losses disagree), 2 for
 * wrong words.
 */
async function benchCommand(words: readonly string[]): Promise<number> {
  const options = benchOptions(words);
  if (!options) {
    console.log(benchHelp());
    return 0;
  }
  if (options.cases.includes('kernel'))
    return (await import('./kernel/run')).runKernelBench(options);
  if (options.cases.includes('profile')) return profile(options);
  if (options.from !== undefined) return showStored(options.from, options.write);
  if (options.peers) {
    const status = await setUpPeers();
    if (status !== 0) return status;
  }
  // only now: it loads TensorFlow, which a wrong option need not wait for
  return (await import('./run')).runBench(options);
}

/** Profiles steps in this process. TensorFlow is not loaded yet: it reads its threads then. */
async function profile(options: BenchOptions): Promise<number> {
  process.env.TF_NUM_INTRAOP_THREADS = '1';
  process.env.TF_NUM_INTEROP_THREADS = '1';
  return (await import('./runProfile')).runProfile(options);
}

/** Shows the results of a file, or writes them into docs/speed.md. @returns the exit status */
async function showStored(file: string, write: boolean): Promise<number> {
  const { SPEED_PAGE, speedText, writeSpeedPage } = await import('./speedPage');
  const stored = readBench(file);
  if (write) await writeSpeedPage(stored);
  console.log(write ? `${SPEED_PAGE}: written from ${file}` : speedText(stored));
  return 0;
}

/** Installs PyTorch, JAX, jax-js and cpprb if they are not there. @returns the exit status */
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
