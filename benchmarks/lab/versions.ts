import { backend } from '../../src/tf';

/** Versions of Node and of TensorFlow, once that is ready. */
export function libraryVersions(): Record<'node' | 'tensorflow' | 'backend', string> {
  const { name, version } = backend();
  return { node: process.versions.node, tensorflow: version, backend: name };
}
