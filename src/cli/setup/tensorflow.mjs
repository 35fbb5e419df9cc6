import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { fingerprint, readJson, remove, writeWhole } from './files.mjs';
import { Interrupted } from './interrupt.mjs';
import { say } from './report.mjs';
import { findCompiler } from './tensorflow/addon.mjs';
import { byInstaller } from './tensorflow/installer.mjs';
import { putInPlace } from './tensorflow/stage.mjs';
import { byWheel } from './tensorflow/wheel.mjs';
import { tensorflowVersion } from './tensorflow/wheels.mjs';

/**
 * @typedef {{ key: string, way: 'installer' | 'wheel' | 'wasm', version?: string, reason?: string,
 * compiler?: string }} Stamp
 */

const ways = { installer: byInstaller, wheel: byWheel };

/** @param {import('./context.mjs').Context['at']} at */
const stampOf = (at) => path.join(at.tfjsNode, '.lab-setup.json');

/** @param {import('./context.mjs').Context['at']} at */
function key(at) {
  return fingerprint(
    readJson(path.join(at.tfjsNode, 'package.json'))?.version ?? '',
    tensorflowVersion,
    process.platform,
    process.arch,
  );
}

/** What LAB_TENSORFLOW asks for, if anything. @returns {Stamp['way'] | undefined} */
function forced() {
  const value = process.env['LAB_TENSORFLOW'];
  if (value === undefined || value === '') return undefined;
  if (value === 'installer' || value === 'wheel' || value === 'wasm') return value;
  throw new Failure(
    `LAB_TENSORFLOW=${value}: expected installer, wheel or wasm (or nothing, to let set-up choose)`,
  );
}

/**
 * The native TensorFlow library for tfjs-node. Three ways, the first that works: the package's own
 * installer; the official Python wheel, of which only the C library is used; WebAssembly, slower,
 * with nothing to install.
 * @type {import('./context.mjs').Step}
 */
export const tensorflow = {
  name: 'TensorFlow',

  upToDate({ at, again }) {
    const way = forced();
    if (way === 'wasm') return true; // its files came with the npm packages
    /** @type {Stamp | undefined} */
    const stamp = readJson(stampOf(at));
    if (stamp?.key !== key(at)) return false;
    // A compiler that has come (or an explicit `npm run setup`) is a new chance for the native
    // library.
    if (stamp.way === 'wasm')
      return way === undefined && !again && stamp.compiler === (findCompiler() ?? '');
    return (
      (way === undefined || way === stamp.way) &&
      ['lib', 'deps'].every((name) => fs.existsSync(path.join(at.tfjsNode, name)))
    );
  },

  async check() {
    forced();
  },

  async run(context) {
    const { at } = context;
    const way = forced();
    fs.rmSync(stampOf(at), { force: true });
    const tried = [];
    for (const name of /** @type {const} */ (['installer', 'wheel'])) {
      if (way !== undefined && way !== name) continue;
      try {
        const version = await ways[name](context);
        await putInPlace(context);
        write(at, { key: key(at), way: name, version });
        return `TensorFlow ${version}, native`;
      } catch (error) {
        if (error instanceof Interrupted || way !== undefined || !(error instanceof Failure))
          throw error;
        say(`    ${error.message}`);
        tried.push(error.message);
      }
    }
    const reason = tried.at(-1) ?? '';
    // an older one would still be loaded
    for (const name of ['deps', 'lib']) await remove(path.join(at.tfjsNode, name));
    write(at, { key: key(at), way: 'wasm', reason, compiler: findCompiler() ?? '' });
    say(
      '    no native TensorFlow: WebAssembly is used instead. Everything runs, several times ' +
        'slower. `npm run setup` tries again.',
    );
    return 'WebAssembly';
  },
};

/** @param {import('./context.mjs').Context['at']} at @param {Stamp} stamp */
function write(at, stamp) {
  writeWhole(stampOf(at), `${JSON.stringify(stamp)}\n`);
}
