import { backend, tf } from '../../src/tf';

/**
 * Versions of Node and of TensorFlow, once that is ready: `tensorflow` is the library that
 * computes, `tfjs-node` the package that calls it.
 */
export function libraryVersions(): Record<string, string> {
  const { name, version } = backend();
  const versions = { node: process.versions.node, tensorflow: version, backend: name };
  const caller: string | undefined = tf.version['tfjs-node'];
  return { ...versions, ...(caller !== undefined && { 'tfjs-node': caller }) };
}
