import { spawn } from 'node:child_process';
import path from 'node:path';
import { endAll } from '../../benchmarks/lab/child';
import { benchOptions, HELP } from '../../benchmarks/lab/options';
import { clearProgress, say } from '../../benchmarks/lab/progress';
import { projectRoot } from '../core/paths';

/**
 * `npm run -s bench`: times the project's training step, and its replay store, with --peers against
 * PyTorch, JAX and cpprb. Exit 1 if a case could not be timed (losses disagree) or an option is
 * wrong.
 */
async function main(words: readonly string[]): Promise<number> {
  const options = benchOptions(words);
  if (!options) {
    console.log(HELP);
    return 0;
  }
  if (options.cases.includes('kernel'))
    return (await import('../../benchmarks/lab/kernel/run')).runKernelBench(options);
  if (options.peers) {
    const status = await setUpPeers();
    if (status !== 0) return status;
  }
  // only now: it loads TensorFlow, which a wrong option need not wait for
  return (await import('../../benchmarks/lab/run')).runBench(options);
}

/** Installs PyTorch, JAX and cpprb if they are not there. @returns the exit status */
function setUpPeers(): Promise<number> {
  const child = spawn(
    process.execPath,
    [path.join(projectRoot(), 'src', 'cli', 'bench', 'peers.mjs')],
    { stdio: 'inherit' },
  );
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

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    endAll();
    clearProgress();
    process.exit(130);
  });
main(process.argv.slice(2))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error: Error) => {
      say(error.message);
      process.exitCode = 1;
    },
  )
  .finally(endAll);
