import type { Command, Option } from 'commander';
import { projectPath } from '../../core/paths';
import { asUsage, flag, operand, option } from '../arguments';
import { chosenFiles } from '../chosenFiles';
import { callersFolder, callersPath, inputFolder, outputFolder } from '../fileArguments';

/** What `npm run report`, its slides and its book have in common. */
export interface SharedWords {
  /** The notebooks, in the order they were asked for. */
  readonly files: readonly string[];
  /** The folder that names of notebooks are looked for in. */
  readonly folder: string;
  /** The folder that is written to; it may not be there yet. */
  readonly out: string;
  readonly pdf: boolean;
  readonly execute: boolean;
  readonly hideCode: boolean;
  readonly solutions: boolean;
  readonly full: boolean;
  readonly safe: boolean;
}

/** Options that more than one of report, slides and book have. */
const SHARED = {
  pdf: () => flag('--no-pdf', 'only the pages, no PDF'),
  hideCode: () => flag('--hide-code', 'text and results without the code'),
  solutions: () =>
    flag('--no-solutions', 'leave out the solutions of exercises, and notes for teachers'),
  execute: () => flag('--no-execute', 'take the saved outputs as they are'),
  safe: () =>
    flag('--safe', 'no script of a notebook runs in its pages: for those of other people'),
  full: () => flag('--full', 'long runs (LAB_MODE=full) instead of quick ones'),
  out: () => option('--out <DIR>', 'write to DIR instead of reports/', callersFolder),
  from: () =>
    option('--from <DIR>', 'take the notebooks from DIR instead of notebooks/', (text) =>
      inputFolder(callersPath(text)),
    ),
} satisfies Record<string, () => Option>;

/** Some of the shared options, in this order. */
export function sharedOptions(...names: readonly (keyof typeof SHARED)[]): Option[] {
  return names.map((name) => SHARED[name]());
}

/** Values of shared options as `parseWords` gives them; `--help` is an option of all. */
export interface SharedValues {
  readonly pdf?: boolean;
  readonly execute?: boolean;
  readonly hideCode?: boolean;
  readonly solutions?: boolean;
  readonly full?: boolean;
  readonly safe?: boolean;
  readonly out?: string;
  readonly from?: string;
  readonly help?: boolean;
}

/**
 * The shared words of a command, its notebooks included; options that it does not have count as
 * left out.
 * @throws UsageError
 */
export function sharedWords({ args }: Command, given: SharedValues): SharedWords {
  const folder = given.from ?? projectPath('notebooks');
  return {
    files: asUsage(() => chosenFiles(folder, args)),
    folder,
    out: given.out ?? operand('reports', outputFolder)(projectPath('reports')),
    pdf: given.pdf ?? false,
    execute: given.execute ?? true,
    hideCode: given.hideCode ?? false,
    solutions: given.solutions ?? true,
    full: given.full ?? false,
    safe: given.safe ?? false,
  };
}
