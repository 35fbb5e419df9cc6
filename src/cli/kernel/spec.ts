import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { FileError } from '../../core/errors';
import { writeFileAtomic } from '../../core/files';
import { readJsonFile } from '../../core/jsonFile';

/** The name that the notebooks of this project ask for. */
export const KERNEL_NAME = 'tslab';

export const DISPLAY_NAME = 'TypeScript (neural memory lab)';

/** A mark by which our kernels are known among others. */
const MARK = 'neural-memory-lab';

/** What kernel.json of our kernels holds, as far as we need it. */
const kernelSpec = z.object({
  argv: z.tuple([z.string(), z.string()]).rest(z.string()),
  env: z.object({ LAB_ROOT: z.string().optional() }).optional(),
  metadata: z.object({ [MARK]: z.literal(true) }),
});

/** A kernel that `npm run kernel -- install` has registered. */
export interface Installed {
  readonly folder: string;
  /** The Node that runs it. */
  readonly node: string;
  /** The project it belongs to. */
  readonly project: string;
}

/** The folder of our kernel below a data folder of Jupyter. */
export function kernelFolder(dataFolder: string): string {
  return path.join(dataFolder, 'kernels', KERNEL_NAME);
}

/** What stands in a kernel folder: ours, that of others, or nothing. */
export function kernelIn(folder: string): Installed | 'other' | undefined {
  const file = path.join(folder, 'kernel.json');
  if (!fs.existsSync(file)) return undefined;
  try {
    const { argv, env } = readJsonFile(file, kernelSpec);
    const [node, program] = argv;
    return { folder, node, project: env?.LAB_ROOT ?? path.dirname(path.dirname(program)) };
  } catch (error) {
    if (error instanceof FileError) return 'other';
    throw error;
  }
}

/** Writes kernel.json: this project, run by this Node, wherever Jupyter is started. */
export function writeSpec(folder: string, root: string, node: string): void {
  const spec = {
    argv: [node, path.join(root, 'jupyter', 'kernel.cjs'), '{connection_file}'],
    display_name: DISPLAY_NAME,
    language: 'typescript',
    interrupt_mode: 'message',
    env: { LAB_ROOT: root },
    metadata: { debugger: false, [MARK]: true },
  };
  writeFileAtomic(path.join(folder, 'kernel.json'), `${JSON.stringify(spec, undefined, 2)}\n`);
}

/** Takes our kernel away, and its folder if nothing else is in it. */
export function removeSpec(folder: string): void {
  fs.rmSync(path.join(folder, 'kernel.json'));
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

/** Why a kernel could not start; undefined if everything it needs is there. */
export function troubleWith({ node, project }: Installed): string | undefined {
  if (!fs.existsSync(node)) return `${node} is gone`;
  if (!fs.existsSync(path.join(project, 'jupyter', 'kernel.cjs'))) return `${project} is gone`;
  return undefined;
}
