import { experimentOptions, HELP, longOptions, tuneOptions } from './experiment/options';
import { readOptions, UsageError } from './experiment/usage';
import { InterruptedError } from '../core/errors';

type Words = readonly string[];

/** A command behind `npm run -s experiment --`. */
interface Command {
  /** Refuses wrong words before anything large is loaded. Throws UsageError. */
  readonly check: (words: Words) => unknown;
  /** Does the work; the exit status. TensorFlow is loaded only here. */
  readonly run: (words: Words) => Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  tune: {
    check: tuneOptions,
    run: async (words) => (await import('../experiments/continual/tune')).tune(words),
  },
  table: {
    check: longOptions,
    run: async (words) => (await import('../experiments/continual/table')).makeTable(words),
  },
  ablation: {
    check: longOptions,
    run: async (words) => (await import('../experiments/continual/table')).makeAblation(words),
  },
  report: {
    check: (words) => readOptions(words, {}),
    run: async (words) => (await import('../experiments/continual/makeReport')).makeReport(words),
  },
};

/** Runs of a scenario, or of all. */
function scenarioCommand(scenario: string): Command {
  return {
    check: (words) => experimentOptions(scenario, words),
    run: async (words) =>
      (await import('../experiments/continual/experiment')).experiment(scenario, words),
  };
}

/**
 * `npm run -s experiment -- SCENARIO|tune|table|ablation|report`: see HELP.
 * Exit 0; 1 if a run failed, 2 if the words make no sense, 130 after Ctrl+C.
 */
async function main([first = '', ...rest]: Words): Promise<number> {
  if ([first, ...rest].some((word) => word === '--help' || word === '-h')) {
    console.log(HELP);
    return 0;
  }
  const known = Object.hasOwn(commands, first) ? commands[first] : undefined;
  const command = known ?? scenarioCommand(first);
  command.check(rest);
  return command.run(rest);
}

/** Says what went wrong; the exit status. */
function failed(error: Error): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n--help tells all options`);
    return 2;
  }
  if (error instanceof InterruptedError) {
    console.error(error.message);
    return 130;
  }
  console.error(`experiment: ${error.message}`);
  return 1;
}

void main(process.argv.slice(2))
  .catch(failed)
  .then((code) => {
    process.exitCode = code;
  });
