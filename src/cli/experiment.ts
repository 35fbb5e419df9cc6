import { Stopped } from './experiment/stopped';
import { UsageError } from './experiment/usage';

/** Each command; loaded only now: TensorFlow need not be waited for by what does not use it. */
const commands: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  tune: async (words) => (await import('./experiment/tune')).tune(words),
  table: async (words) => (await import('./experiment/table')).makeTable(words),
  ablation: async (words) => (await import('./experiment/table')).makeAblation(words),
  report: async (words) => (await import('./experiment/report')).makeReport(words),
};

/** `npm run -s experiment -- SCENARIO|tune|table|ablation|report`: see HELP. Exit 0; 1 if a run failed, 2 if the words make no sense, 130 after Ctrl+C. */
async function main([first = '', ...rest]: readonly string[]): Promise<number> {
  if ([first, ...rest].some((word) => word === '--help' || word === '-h')) {
    console.log((await import('./experiment/options')).HELP);
    return 0;
  }
  const command = Object.hasOwn(commands, first) ? commands[first] : undefined;
  if (command) return command(rest);
  return (await import('./experiment/experiment')).experiment(first, rest);
}

main(process.argv.slice(2)).catch((error: Error) => {
  if (error instanceof UsageError) console.error(`${error.message}\n--help tells all options`);
  else console.error(error instanceof Stopped ? error.message : `experiment: ${error.message}`);
  return error instanceof UsageError ? 2 : error instanceof Stopped ? 130 : 1;
}).then((code) => { process.exitCode = code; });
