import path from 'node:path';
import { main } from './arguments';
import { kernelHelp, type KernelOptions, kernelOptions, VSCODE_EXTENSION } from './kernel/options';
import { type JupyterFolders, jupyterFolders } from './kernel/places';
import {
  DISPLAY_NAME,
  type Installed,
  kernelFolder,
  kernelIn,
  removeSpec,
  troubleWith,
  writeSpec,
} from './kernel/spec';
import { projectRoot } from '../core/paths';

const FOUND = 'Your Jupyter finds it from now on.';
const NOT_FOUND =
  'No jupyter was found on the PATH, so this is the standard place, ' +
  'where VS Code and a Jupyter installed later look.';

/** Something that people can put right: its message is printed without a stack. */
class KernelError extends Error {}

/** Does what the words ask for. @returns the exit status */
async function kernel(words: readonly string[]): Promise<number> {
  const options = kernelOptions(words);
  if (!options) {
    console.log(kernelHelp());
    return 0;
  }
  if (options.command === 'list') return list(await jupyterFolders());
  const { folder, note } = await target(options);
  return options.command === 'install' ? install(folder, note, options) : remove(folder);
}

/** The folder that install and remove are about, and what to say about it. */
async function target({ prefix }: KernelOptions): Promise<{ folder: string; note: string }> {
  if (prefix !== undefined) {
    const data = path.join(prefix, 'share', 'jupyter');
    const owner = `It is found by the Jupyter of ${prefix}`;
    const note = `${owner}, and by any other with JUPYTER_PATH=${data}.`;
    return { folder: kernelFolder(data), note };
  }
  const { user, asked } = await jupyterFolders();
  return { folder: kernelFolder(user), note: asked ? FOUND : NOT_FOUND };
}

function install(folder: string, note: string, { prefix, replace }: KernelOptions): number {
  const before = kernelIn(folder);
  if (before === 'other' && !replace) {
    const reason = "is another kernel of this name, not this laboratory's";
    throw new KernelError(`${folder} ${reason}; --replace overwrites it`);
  }
  const root = projectRoot();
  try {
    writeSpec(folder, root, process.execPath);
  } catch (error) {
    const reason = (error as Error).message;
    throw new KernelError(
      `${folder} cannot be written (${reason}); choose another place with --prefix DIR`,
    );
  }
  const where = prefix === undefined ? '' : ` --prefix ${prefix}`;
  console.log(`"${DISPLAY_NAME}" is installed in ${folder}`);
  if (before && before !== 'other' && before.project !== root) {
    console.log(`It takes the place of the one for ${before.project}.`);
  }
  const node = `${process.execPath} (Node.js ${process.versions.node})`;
  console.log(`It runs the code of ${root} on ${node}.`);
  console.log('When one of these moves, run this command again.');
  console.log(note);
  console.log(`VS Code: extension ${VSCODE_EXTENSION}.`);
  console.log('  Reload the window, then choose Select Kernel > Jupyter Kernel.');
  console.log(`To remove it: npm run kernel -- remove${where}`);
  return 0;
}

function remove(folder: string): number {
  const there = kernelIn(folder);
  if (there === undefined) throw new KernelError(`there is no kernel in ${folder}`);
  if (there === 'other') {
    throw new KernelError(`${folder} is not this laboratory's kernel; it is left alone`);
  }
  removeSpec(folder);
  console.log(`removed: ${folder}`);
  return 0;
}

function list({ all }: JupyterFolders): number {
  const kernels = all.map((data) => kernelIn(kernelFolder(data)));
  const ours = kernels.filter((kernel): kernel is Installed => typeof kernel === 'object');
  for (const kernel of ours) {
    const trouble = troubleWith(kernel);
    const end = trouble ? `; cannot start: ${trouble}` : '';
    console.log(`${kernel.folder}: ${kernel.project} on ${kernel.node}${end}`);
  }
  if (ours.length === 0) console.log('not installed; npm run kernel -- install does it');
  return 0;
}

/** `npm run kernel`. Exit 0; 1 if it cannot be done, 2 for wrong words. */
async function work(): Promise<number> {
  try {
    return await kernel(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    console.error(error.message);
    return 1;
  }
}

void main('kernel', work);
