// Run by doctor.mjs in a process of its own: what loads, and how. Prints one JSON object.
import { BROWSER_MEND, findBrowser } from '../../report/browser';
import { backend, ready, tf } from '../../tf';

interface Answer {
  readonly tfjs: string;
  readonly backend: string;
  readonly reason: string;
  readonly polars: string;
  readonly polarsError: string;
  readonly browser: string;
  readonly browserMend: string;
}

async function polars(): Promise<{ version: string; error: string }> {
  try {
    const { default: pl } = await import('nodejs-polars');
    const sum = pl
      .DataFrame({ x: [1, 2, 3] })
      .getColumn('x')
      .sum();
    if (sum !== 6) throw new Error(`it adds 1, 2 and 3 to ${sum}`);
    const { version } = await import('nodejs-polars/package.json');
    return { version, error: '' };
  } catch (error) {
    return { version: '', error: (error as Error).message.split('\n')[0] ?? '' };
  }
}

async function main(): Promise<void> {
  await ready();
  const sum = tf.tidy(() => tf.sum(tf.tensor1d([1, 2, 3])).dataSync()[0]);
  if (sum !== 6) throw new Error(`TensorFlow adds 1, 2 and 3 to ${sum}`);
  const { name, version, reason } = backend();
  const { version: polarsVersion, error } = await polars();
  const answer: Answer = {
    tfjs: tf.version.tfjs,
    backend: `${name === 'tensorflow' ? 'native TensorFlow' : 'WebAssembly'} ${version}`,
    reason,
    polars: polarsVersion,
    polarsError: error,
    browser: findBrowser() ?? '',
    browserMend: BROWSER_MEND,
  };
  console.log(JSON.stringify(answer));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
