import { textTable } from '../../../src/core/textTable';
import { writeFileAtomic } from '../../../src/core/files';
import { clearProgress, showProgress } from '../log';
import { spread, type Spread } from '../statistics';

import { deno, ipykernel, type KernelContestant, ours, plainTslab } from './contestants';
import { type LabTimes, measureLab, measureOther, type OtherTimes } from './measures';

export interface KernelBenchOptions {
  /** Also Deno and tslab as it comes; Deno is installed when first asked for. */
  readonly peers: boolean;
  readonly rounds?: number;
  readonly json?: string;
}

/** What is asked of each measure, as a ratio to loading tfjs-node in plain Node. */
const TARGETS: Partial<Record<keyof LabTimes, readonly [what: string, most: number]>> = {
  ready: ['kernel ready', 1.5],
  firstImport: ['first import cell', 0.7],
  allImports: ['all imports of notebook 06', 2.5],
  trivial: ['a trivial cell after them', 0.06],
  afterEdit: ['a changed src file, on top of the next cell', 0.3],
  command: ['a command (conformance, of metrics)', 1],
  help: ['experiment --help', 0.5],
};
const ROUNDS = 5;

/**
 * `npm run -s bench -- kernel`: the kernel's times beside other kernels', taken in turns.
 * @returns the exit status
 */
export async function runKernelBench({
  peers,
  rounds = ROUNDS,
  json,
}: KernelBenchOptions): Promise<number> {
  const others = [ipykernel, ...(peers ? [deno(), plainTslab()] : [])];
  const lab: LabTimes[] = [];
  const found = new Map<KernelContestant, OtherTimes[]>(others.map((one) => [one, []]));
  for (let round = 1; round <= rounds; round++) {
    showProgress(`kernel: round ${round} of ${rounds}, lab`);
    lab.push(await measureLab());
    for (const [one, times] of found) {
      showProgress(`kernel: round ${round} of ${rounds}, ${one.name}`);
      times.push(await measureOther(one));
    }
  }
  clearProgress();
  console.log(`${labTable(lab)}\n\n${othersTable(lab, found)}`);
  if (json) {
    const times = {
      date: new Date().toISOString(),
      node: process.version,
      lab,
      ...Object.fromEntries([...found].map(([{ name }, rounds]) => [name, rounds])),
    };
    writeFileAtomic(json, `${JSON.stringify(times, null, 1)}\n`);
  }
  return 0;
}

const of = (rounds: readonly LabTimes[], name: keyof LabTimes): Spread =>
  spread(rounds.map((one) => one[name]));
const seconds = (value: number): string =>
  value < 1 ? `${(1000 * value).toFixed(0)} ms` : `${value.toFixed(2)} s`;

function labTable(rounds: readonly LabTimes[]): string {
  const rows = Object.entries(TARGETS).map(([name, [what, most]]) => {
    const ratio = spread(rounds.map((one) => one[name as keyof LabTimes] / one.tfjs));
    const quartiles = `${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}`;
    const time = seconds(of(rounds, name as keyof LabTimes).median);
    return [
      what,
      time,
      ratio.median.toFixed(2),
      quartiles,
      `at most ${most}`,
      ratio.median <= most ? 'met' : 'MISSED',
    ];
  });
  const base = [
    'loading tfjs-node in plain Node',
    seconds(of(rounds, 'tfjs').median),
    '1',
    '',
    '',
    '',
  ];
  return textTable(
    ['our kernel', 'time', 'ratio', 'quartiles of rounds', 'target', ''],
    [base, ...rows],
  );
}

function othersTable(
  lab: readonly LabTimes[],
  found: ReadonlyMap<KernelContestant, readonly OtherTimes[]>,
): string {
  const row = (name: string, times: readonly OtherTimes[]): string[] => {
    const middle = (what: keyof OtherTimes): number => spread(times.map((one) => one[what])).median;
    return [
      name,
      seconds(middle('ready')),
      seconds(middle('trivial')),
      `${middle('memory').toFixed(0)} MiB`,
    ];
  };
  const rows = [...found].map(([{ name }, times]) => row(name, times));
  return textTable(
    ['kernel', 'ready', 'trivial cell', 'memory, idle'],
    [row(ours.name, lab), ...rows],
  );
}
