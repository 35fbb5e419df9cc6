import { projectPath } from '../core/paths';

/** `npm run -s bench`. The bench lies outside src: who installs the library does not need it. */
async function main(words: readonly string[]): Promise<void> {
  const program: string = projectPath('benchmarks/lab/main.ts');
  const { bench } = (await import(program)) as {
    bench: (words: readonly string[]) => Promise<void>;
  };
  await bench(words);
}

void main(process.argv.slice(2));
