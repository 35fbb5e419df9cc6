// docs/speed.md: its tables are made from two files of results, between marks; the text around them
// is written by hand.
import { readBytes, writeFileAtomic } from '../../src/core/files';
import { projectPath } from '../../src/core/paths';
import { benchTargets } from './ratios';
import { type StoredBench, type StoredRatio } from './stored';
import { ms } from './table';

export const SPEED_PAGE = 'docs/speed.md';

/** Makes the text of each part of the page. */
const parts: Readonly<Record<string, (stored: StoredBench) => string>> = {
  machine: machineText,
  steps: stepsTable,
  goals: goalsTable,
  replay: replayTable,
  runs: runsTable,
};

/** The part of a file that holds nothing but times against slots. */
const slotsParts: typeof parts = { slots: slotsTable };

const partsOf = (stored: StoredBench): typeof parts => (stored.slots ? slotsParts : parts);

/**
 * A page with its tables made anew: that of slots from a file that holds it, else all others.
 * @param page its text: each part stands between `<!-- BEGIN BENCH steps -->` and
 * `<!-- END BENCH -->`
 * @throws Error if a part's marks are missing, or the results do not hold what it shows
 */
export async function speedPage(page: string, stored: StoredBench): Promise<string> {
  let text = page;
  for (const [name, write] of Object.entries(partsOf(stored))) {
    const marks = new RegExp(`(<!-- BEGIN BENCH ${name} -->\n).*?(\n<!-- END BENCH -->)`, 's');
    if (!marks.test(text))
      throw new Error(`${SPEED_PAGE}: no <!-- BEGIN BENCH ${name} --> ... <!-- END BENCH -->`);
    text = text.replace(
      marks,
      (_, begin: string, end: string) => `${begin}\n${write(stored)}\n${end}`,
    );
  }
  const { format, resolveConfig } = await import('prettier');
  const options = (await resolveConfig(projectPath(SPEED_PAGE))) ?? {};
  return format(text, { ...options, parser: 'markdown' });
}

/** Writes the page's tables anew. */
export async function writeSpeedPage(stored: StoredBench): Promise<void> {
  const file = projectPath(SPEED_PAGE);
  const page = readBytes(file).toString('utf8');
  writeFileAtomic(file, await speedPage(page, stored));
}

/** All parts, to be read on a terminal. */
export const speedText = (stored: StoredBench): string =>
  Object.values(partsOf(stored))
    .map((write) => write(stored))
    .join('\n\n');

/** Where and with what the results were made; what a file does not tell is left out. */
function machineText({ machine, made }: StoredBench): string {
  const version = (name: string, key: string): string[] =>
    machine[key] === undefined ? [] : [`${name} ${machine[key]}`];
  const native = machine.backend === 'tensorflow';
  const ours = [
    ...version(native ? 'TensorFlow' : 'TensorFlow.js on WebAssembly', 'tensorflow'),
    ...version('tfjs-node', 'tfjs-node'),
    ...version('Node', 'node'),
  ];
  const theirs = [
    ...version('PyTorch', 'torch'),
    ...version('JAX', 'jax'),
    ...version('jax-js', 'jax-js'),
    ...version('cpprb', 'cpprb'),
    ...version('numpy', 'numpy'),
    ...version('Python', 'python'),
  ];
  const { cpu, cores, memory, system } = machine;
  const beside = theirs.length === 0 ? '' : ` Beside it: ${theirs.join(', ')}.`;
  return (
    `Measured on ${made} on ${cpu}, ${cores} cores, ${memory} of memory (${system}). ` +
    `This project runs on ${ours.join(', ')}.${beside}`
  );
}

/** Names of cases and contestants as they are said. */
function inWords(text: string): string {
  const title = STEP_COLUMNS.find(({ name }) => text.startsWith(`${name}:`));
  const named = title ? text.replace(title.name, title.title) : text;
  return named.replace('torch eager', 'PyTorch').replace('jax jit', 'JAX');
}

/** Cases of the table of steps, and what stands over their columns. */
const STEP_COLUMNS = [
  { name: 'dnc B=9 T=1', title: 'DNC, 9 rows, 1 step' },
  { name: 'dnc B=16 T=8', title: 'DNC, 16 rows, 8 steps' },
  { name: 'maml', title: 'MAML meta-step' },
] as const;
/** The case whose first fast step is shown. */
const FIRST_FAST = 'dnc B=16 T=8';

function stepsTable({ steps, missing, machine }: StoredBench): string {
  for (const { name } of STEP_COLUMNS)
    needed(
      steps.find((step) => step.case === name),
      name,
    );
  const titles = [...new Set(steps.map((step) => contestantTitle(step, machine)))];
  const rows = titles.map((title) => {
    const own = steps.filter((step) => contestantTitle(step, machine) === title);
    const times = STEP_COLUMNS.map(({ name }) => {
      const found = own.find((step) => step.case === name);
      return found ? withQuartiles(found.median, found, ms) : '-';
    });
    const first = own.find((step) => step.case === FIRST_FAST)?.firstFastStep;
    const seconds = typeof first === 'number' ? `${shortSeconds(first)} s` : '-';
    return [title, ...times.slice(0, 2), seconds, ...times.slice(2)];
  });
  const heads = STEP_COLUMNS.map(({ title }) => title);
  const times = table(
    ['ms a step (quartiles)', ...heads.slice(0, 2), 'first fast step of that', ...heads.slice(2)],
    rows,
  );
  const reasons = missing.map(
    (one) => `- ${inWords(`${one.case}: ${contestantTitle(one, machine)}`)}: ${one.why}`,
  );
  return reasons.length === 0 ? times : `${times}\n\nNot timed:\n\n${reasons.join('\n')}`;
}

function goalsTable({ steps, ratios, demo }: StoredBench): string {
  const asked = ratios.filter(({ target }) => target !== undefined);
  const rows = asked.map((one) => [
    inWords(`${one.case}: times as fast as ${one.against}`),
    withQuartiles(one.ratio, one, twoDigits),
    `${one.target}`,
    verdictOf(one),
  ]);
  for (const { what, found, met } of benchTargets(steps, demo))
    rows.push([inWords(what), found, '', metOrMissed(met)]);
  return table(['asked', 'found (quartiles)', 'at least', ''], rows);
}

function replayTable({ replay, machine }: StoredBench): string {
  const { results, ratios } = needed(replay, 'replay');
  const names = ['lab', 'cpprb', 'deque and choice'];
  const sizes = [...new Set(results.map(({ capacity }) => capacity))];
  const rows = sizes.map((size) => {
    const speeds = names.map((name) => {
      const found = results.find((one) => one.capacity === size && one.contestant === name);
      return found ? grouped(found.median) : '-';
    });
    return [grouped(size), ...speeds, ...ratioCells(ratios, `replay ${size}`, 'cpprb')];
  });
  const cpprb = machine.cpprb === undefined ? 'cpprb' : `cpprb ${machine.cpprb}`;
  return table(
    [
      ...['items', 'this project', `${cpprb} (C++)`, 'deque, as in the tutorial'],
      ...['times cpprb (quartiles)', 'at least', ''],
    ],
    rows,
  );
}

function runsTable({ continual }: StoredBench): string {
  const { results, ratios } = needed(continual, 'continual');
  const peers = ['torch eager', 'torch eager, fused Adam'];
  const strategies = [...new Set(results.map(({ strategy }) => strategy))];
  const rows = strategies.flatMap((strategy) =>
    [true, false].map((traced) => {
      const own = results.filter((one) => one.strategy === strategy);
      const ours = own.find((one) => one.contestant === 'lab' && one.traced === traced);
      const theirs = peers.map((name) => own.find(({ contestant }) => contestant === name));
      const seconds = [ours, ...theirs].map((one) => (one ? twoDigits(one.median) : '-'));
      const name = `${strategy}${traced ? ', tracing included' : ''}`;
      const beside = peers.map((peer) => {
        const found = ratios.find((r) => r.case === `continual ${name}` && r.against === peer);
        if (!found) return '-';
        const said = [withQuartiles(found.ratio, found, twoDigits), verdictOf(found)];
        return said.filter((part) => part !== '').join(', ');
      });
      return [name, ...seconds, ...beside];
    }),
  );
  const goals = peers.map((name) => ratios.find(({ against }) => against === name)?.target ?? '-');
  return table(
    [
      ...['CPU seconds a run', 'this project', 'PyTorch', 'with fused Adam'],
      ...[`times PyTorch (at least ${goals[0]})`, `times fused Adam (at least ${goals[1]})`],
    ],
    rows,
  );
}

/** Times that the step may grow from few slots to many, and GiB at most for the most. */
const SLOTS_GOALS = { times: 4, most: 1_048_576, gibibytes: 24 } as const;

/** What was asked of the sparse memory, and what was found. */
function slotsGoals({ slots, slotsGrowth }: StoredBench): string {
  const { times, most, gibibytes: room } = SLOTS_GOALS;
  const growth = needed(slotsGrowth, 'slotsGrowth');
  const ours = (size: number) =>
    needed(
      slots?.find(
        (one) => one.slots === size && one.memory === 'sparse' && one.contestant === 'lab',
      ),
      `${size} slots`,
    );
  const taken = ours(most).peakMemory;
  const ofProcessor = ours(growth.many).cpu / ours(growth.few).cpu;
  const many = growth.many.toLocaleString('en');
  return table(
    ['asked', 'found (quartiles)', ''],
    [
      [
        `${many} slots within ${times} times the time of ${growth.few}, in turn`,
        withQuartiles(growth.ratio, growth, twoDigits),
        metOrMissed(growth.ratio <= times),
      ],
      ['the same by processor time', twoDigits(ofProcessor), metOrMissed(ofProcessor <= times)],
      [
        `${most.toLocaleString('en')} slots within ${room} GiB`,
        `${gibibytes(taken)} GiB`,
        metOrMissed(taken / 1024 <= room),
      ],
    ],
  );
}

/** MiB as GiB. */
const gibibytes = (mebibytes: number): string => (mebibytes / 1024).toFixed(1);

/** Who is in the table of slots, with what its column says. */
const SLOTS_COLUMNS = [
  { memory: 'sparse', contestant: 'lab', title: 'sparse, this project' },
  { memory: 'sparse', contestant: 'torch eager', title: 'sparse, PyTorch' },
  { memory: 'dnc', contestant: 'lab', title: 'DNC, this project' },
] as const;

function slotsTable(stored: StoredBench): string {
  const results = needed(stored.slots, 'slots');
  const found = (size: number, column: (typeof SLOTS_COLUMNS)[number]) =>
    results.find(
      (one) =>
        one.slots === size && one.memory === column.memory && one.contestant === column.contestant,
    );
  const sizes = [...new Set(results.map((one) => one.slots))];
  const rows = sizes.map((size) => {
    const own = SLOTS_COLUMNS.map((column) => found(size, column));
    const times = own.map((one) => (one ? withQuartiles(one.median, one, ms) : '-'));
    const memory = own.map((one) => (one ? gibibytes(one.peakMemory) : '-'));
    return [size.toLocaleString('en'), ...times, ...memory];
  });
  const [ours, ...others] = SLOTS_COLUMNS.map(({ title }) => title);
  const memories = ['sparse', 'PyTorch', 'DNC'].map((name) => `GiB: ${name}`);
  const times = table(['slots', `ms a step: ${ours} (quartiles)`, ...others, ...memories], rows);
  return [machineText(stored), times, slotsGoals(stored)].join('\n\n');
}

/** Ratio with quartiles, goal and verdict; empty cells where it was not measured. */
function ratioCells(ratios: readonly StoredRatio[], name: string, against: string): string[] {
  const found = ratios.find((one) => one.case === name && one.against === against);
  if (!found) return ['-', '', ''];
  const goal = found.target === undefined ? '' : `${found.target}`;
  return [withQuartiles(found.ratio, found, twoDigits), goal, verdictOf(found)];
}

const verdictOf = ({ ratio, target }: StoredRatio): string =>
  metOrMissed(target === undefined ? undefined : ratio >= target);

function metOrMissed(met: boolean | undefined): string {
  if (met === undefined) return '';
  return met ? 'met' : '**missed**';
}

type Machine = StoredBench['machine'];

/** Who it is, with the version of what runs it. */
function contestantTitle(
  { contestant, threads }: { readonly contestant: string; readonly threads: number },
  machine: Machine,
): string {
  const version = (key: string): string => `${machine[key] ?? ''}`.replace(/\+.*/, '');
  const names: Readonly<Record<string, string>> = {
    lab: 'this project',
    'lab, op by op': 'this project, op by op',
    'torch eager': `PyTorch ${version('torch')}`,
    'jax jit': `JAX ${version('jax')} jit`,
    'jax-js': `jax-js ${version('jax-js')} (Wasm)`,
  };
  const unit = contestant === 'jax jit' ? 'core' : 'thread';
  return `${names[contestant] ?? contestant}, ${threads} ${unit}${threads === 1 ? '' : 's'}`;
}

/** `3.48 (2.95 to 4.08)` */
function withQuartiles(
  middle: number,
  { low, high }: { readonly low: number; readonly high: number },
  write: (value: number) => string,
): string {
  return `${write(middle)} (${write(low)} to ${write(high)})`;
}

const twoDigits = (value: number): string => value.toFixed(2);
const shortSeconds = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
/** Three digits, thousands parted by commas. */
const grouped = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 2 });

/** @throws Error naming what the results lack */
function needed<T>(found: T | undefined, name: string): T {
  if (found !== undefined) return found;
  throw new Error(`${SPEED_PAGE}: the results hold no ${name}; it shows all cases of one run`);
}

/** A table in Markdown; the first column stands to the left. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const under = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(under), ...rows.map(line)].join('\n');
}
