import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { progress } from '../report.mjs';
import { buildAddon, findCompiler } from './addon.mjs';
import { libraryFolder } from './library.mjs';
import { makeStage, proveStage } from './stage.mjs';
import { wheels } from './wheels.mjs';

/**
 * The C library out of the official TensorFlow wheel, and the addon built here.
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<string>} version of the library
 */
export async function byWheel(context) {
  const wheel = wheels[`${process.platform}-${process.arch}`];
  if (!wheel)
    throw new Failure(`there is no TensorFlow wheel for ${process.platform} on ${process.arch}`);
  const compiler = findCompiler();
  if (!compiler)
    throw new Failure(
      'no C++ compiler was found; on Debian or Ubuntu: apt install g++; then: npm run setup',
    );
  const library = await libraryFolder(context, wheel);
  const stage = await makeStage(context);
  const extension = path.extname(wheel.libraries[0]) === '.dylib' ? 'dylib' : 'so';
  const folder = path.join(stage, 'deps', 'lib');
  fs.mkdirSync(folder, { recursive: true });
  const plain = ['libtensorflow', 'libtensorflow_framework'];
  for (const [i, name] of wheel.libraries.entries()) {
    await linkOrCopy(path.join(library, name), path.join(folder, name));
    fs.symlinkSync(name, path.join(folder, `${plain[i]}.${extension}`));
  }
  await fs.promises.cp(path.join(library, 'include'), path.join(stage, 'deps', 'include'), {
    recursive: true,
  });
  progress('building the addon');
  await buildAddon(context, stage, compiler);
  return proveStage(context);
}

/**
 * A hard link costs no space; across file systems it must be a copy.
 * @param {string} from
 * @param {string} to
 */
async function linkOrCopy(from, to) {
  try {
    fs.linkSync(from, to);
  } catch {
    await fs.promises.copyFile(from, to);
  }
}
