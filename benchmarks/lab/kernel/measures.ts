import * as fs from 'node:fs';
import * as path from 'node:path';
import { projectPath, projectRoot } from '../../../src/core/paths';
import { temporaryFolder } from '../../../src/core/temporaryFolder';
import { type KernelContestant, ours } from './contestants';
import { timeCommand, type TimedCell, timeKernel } from './timing';

/** What is measured of our kernel and commands, in seconds (memory in MiB), once a round. */
export interface LabTimes {
  /**
   * `require('@tensorflow/tfjs-node')` in plain Node, start and end included: what the others are
   * compared with.
   */
  readonly tfjs: number;
  readonly ready: number;
  /** `import ... from './src/plots'` as the first cell, at once after the start. */
  readonly firstImport: number;
  /** Every cell of notebook 06 that imports, one after the other, at once after the start. */
  readonly allImports: number;
  readonly trivial: number;
  /** An importing cell after a file behind it was edited, beyond a trivial one. */
  readonly afterEdit: number;
  readonly command: number;
  readonly help: number;
  /** The kernel five seconds after it was ready. */
  readonly memory: number;
}

export interface OtherTimes {
  readonly ready: number;
  readonly trivial: number;
  readonly memory: number;
}

const IDLE = 5;
const TRIVIAL_CELLS = 9;

/** The cells of notebook 06 reduced to their imports. */
function importsOfNotebook06(): string[] {
  const notebook = JSON.parse(fs.readFileSync(projectPath('notebooks/06-agent.ipynb'), 'utf8')) as {
    cells: { cell_type: string; source: string[] | string }[];
  };
  const cells = notebook.cells.filter((cell) => cell.cell_type === 'code');
  const imports = cells.map(({ source }) => {
    const text = Array.isArray(source) ? source.join('') : source;
    return (text.match(/^import\b[^;]*;/gm) ?? []).join('\n');
  });
  return imports.filter((text) => text !== '');
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const trivialCells = (code: string): TimedCell[] =>
  Array.from({ length: TRIVIAL_CELLS }, () => ({ code }));

/** One round of everything that is asked of the project. */
export async function measureLab(): Promise<LabTimes> {
  const node = process.execPath;
  const entry = path.join(projectRoot(), 'src', 'cli', 'main.mjs');
  const tfjs = await timeCommand(node, ['-e', "require('@tensorflow/tfjs-node')"]);
  const first = await timeKernel({
    ...ours.start,
    cells: [{ code: "import { courseMap } from './src/plots';" }],
  });
  const imports = importsOfNotebook06().map((code) => ({ code }));
  const whole = await timeKernel({
    ...ours.start,
    cells: [...imports, ...trivialCells(ours.trivial)],
  });
  const trivial = median(whole.cells.slice(imports.length));
  const idle = await timeKernel({ ...ours.start, idle: IDLE, cells: [] });
  return {
    tfjs,
    ready: median([first.ready, whole.ready, idle.ready]),
    firstImport: first.cells[0],
    allImports: whole.cells.slice(0, imports.length).reduce((sum, one) => sum + one, 0),
    trivial,
    afterEdit: (await timeAfterEdit()) - trivial,
    command: await timeCommand(node, [entry, 'conformance', 'tests/data/cl-metrics.json']),
    help: await timeCommand(node, [entry, 'experiment', '--help']),
    memory: idle.memory,
  };
}

/** A file of src is edited under a running kernel, and imported again. */
async function timeAfterEdit(): Promise<number> {
  const folder = temporaryFolder('scratch', projectPath('src'));
  const file = path.join(folder, 'edited.ts');
  const text = (value: number): string =>
    `import { memoryConfig } from '../config';\nexport const slots = memoryConfig().memorySize ` +
    `+ ${value};\n`;
  const code = `import { slots } from './src/${path.basename(folder)}/edited';\nslots`;
  try {
    const { cells } = await timeKernel({
      ...ours.start,
      idle: IDLE,
      cells: [
        { code, write: { [file]: text(1) } },
        { code, write: { [file]: text(2) } },
      ],
    });
    return cells[1];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

export async function measureOther({ start, trivial }: KernelContestant): Promise<OtherTimes> {
  const { ready, memory, cells } = await timeKernel({
    ...start,
    idle: IDLE,
    cells: trivialCells(trivial),
  });
  return { ready, memory, trivial: median(cells) };
}
