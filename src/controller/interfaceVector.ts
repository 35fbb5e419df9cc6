import type { MemoryConfig, MemoryKind } from '../config';
import { shapeSize, sum } from '../core/numbers';
import { type InterfacePart, memoryBank, type MemoryControlsOf } from '../memory';
import { checkTensor, tf } from '../tf';

/** The parts of the interface vector of a memory, in order. */
export const interfaceParts = (config: MemoryConfig): readonly InterfacePart[] =>
  memoryBank(config).interfaceParts();

/** Numbers in the interface vector. @example interfaceSize(memoryConfig()) === 471 */
export const interfaceSize = (config: MemoryConfig): number =>
  sum(interfaceParts(config).map(size));

/** A part of the interface vector in words, as `interfaceStrip` in src/plots draws it. */
export interface CountedPart {
  /** "read keys" */
  readonly name: string;
  readonly count: number;
  readonly heads: 'read' | 'write';
}

/**
 * The parts of the interface vector in order, each with how many numbers it takes.
 * @example countedParts(memoryConfig())[0] // { name: 'read keys', count: 256, heads: 'read' }
 */
export function countedParts(config: MemoryConfig): CountedPart[] {
  return interfaceParts(config).map((part) => ({
    name: part.name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`),
    count: size(part),
    heads: /^(write|erase|allocation)/.test(part.name) ? 'write' : 'read',
  }));
}

/**
 * Cuts an interface vector into its parts and puts each in range.
 * @param vector `[batch, interfaceSize(config)]`
 * @throws RangeError naming the vector, its type or shape
 */
export function parseInterface<K extends MemoryKind>(
  config: MemoryConfig<K>,
  vector: tf.Tensor2D,
): MemoryControlsOf<K> {
  const parts = interfaceParts(config);
  checkTensor('vector', vector, ['batch', sum(parts.map(size))]);
  const limited: Record<string, tf.Tensor> = {};
  const sections = sectionsOf(parts);
  const pieces = tf.split(
    vector,
    sections.map((section) => sum(section.map(size))),
    1,
  );
  sections.forEach((section, i) => {
    const [{ range }] = section;
    // what is limited number by number is limited in one piece
    const isShared = section.length > 1;
    const whole = isShared ? limit(pieces[i], range) : pieces[i];
    const parted = isShared ? tf.split(whole, section.map(size), 1) : [whole];
    section.forEach(({ name, shape }, k) => {
      const part = tf.reshape(parted[k], [vector.shape[0], ...shape]);
      limited[name] = isShared ? part : limit(part, range);
    });
  });
  return limited as unknown as MemoryControlsOf<K>;
}

/** The parts, with those that follow each other and are limited by a sigmoid together. */
function sectionsOf(parts: readonly InterfacePart[]): InterfacePart[][] {
  const sections: InterfacePart[][] = [];
  for (const part of parts) {
    const last = sections.at(-1);
    if (part.range === 'sigmoid' && last?.[0].range === 'sigmoid') last.push(part);
    else sections.push([part]);
  }
  return sections;
}

const size = (part: InterfacePart): number => shapeSize(part.shape);

function limit(x: tf.Tensor, range: InterfacePart['range']): tf.Tensor {
  if (range === 'sigmoid') return tf.sigmoid(x);
  if (range === 'oneplus') return tf.add(1, tf.softplus(x));
  if (range === 'softplus') return tf.softplus(x);
  return range === 'softmax' ? tf.softmax(x) : x;
}
