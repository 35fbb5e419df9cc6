import fs from 'node:fs';
import path from 'node:path';
import { exec } from '../exec.mjs';

/**
 * The C++ compiler: CXX, else the first of the usual names on PATH.
 * @returns {string | undefined} its path
 */
export function findCompiler() {
  const names = process.env['CXX'] ? [process.env['CXX']] : ['g++', 'c++', 'clang++'];
  for (const name of names) {
    if (path.isAbsolute(name)) return fs.existsSync(name) ? name : undefined;
    for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
      if (folder && fs.existsSync(path.join(folder, name))) return path.join(folder, name);
    }
  }
  return undefined;
}

/**
 * Builds the addon of tfjs-node: two C++ files against the C library in deps/. One compiler call
 * with the headers of npm's node-api-headers is all it takes; node-gyp would want Python, make and
 * the headers of this very Node (a download) to do the same.
 * @param {import('../context.mjs').Context} context
 * @param {string} stage copy of the package, deps/ in place
 * @param {string} compiler
 */
export async function buildAddon(context, stage, compiler) {
  fs.mkdirSync(path.join(stage, 'lib', 'napi-v8'), { recursive: true });
  const mac = process.platform === 'darwin';
  const flags = ['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'];
  if (mac) flags.push('-undefined', 'dynamic_lookup');
  const napi = path.join(context.at.modules, 'node-api-headers', 'include');
  const headers = [napi, '.', 'deps/include'].flatMap((folder) => ['-I', folder]);
  const sources = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'];
  const beside = `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/../../deps/lib`;
  const link = ['-L', 'deps/lib', '-ltensorflow', '-ltensorflow_framework', beside];
  const output = ['-o', 'lib/napi-v8/tfjs_binding.node'];
  const command = [compiler, ...flags, ...headers, ...sources, ...link, ...output];
  const { logs, signal } = context;
  await exec('TensorFlow addon', command, { cwd: stage, logs, signal });
}
