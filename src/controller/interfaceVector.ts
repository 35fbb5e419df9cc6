import type { MemoryConfig } from '../config';
import { shapeSize, sum } from '../core/numbers';
import type { MemoryInterface } from '../memory';
import { checkTensor, tf } from '../tf';

/**
 * One part of the interface vector: its name, its shape behind the batch, and what keeps it in
 * range.
 */
export interface InterfacePart {
  readonly name: keyof MemoryInterface;
  readonly shape: readonly number[];
  readonly range: 'any' | 'sigmoid' | 'softmax' | 'oneplus';
}

/**
 * The parts of the interface vector in order (Graves et al. 2016, Methods, "Interface parameters").
 * With the tutorial's sizes they take 471 numbers. `masking` and `sharpening` add theirs at the end
 * (Csordas & Schmidhuber 2019); other options leave the vector as it is, also where they do not use
 * a part of it.
 */
export function interfaceParts(config: MemoryConfig): InterfacePart[] {
  const { memoryDim: W, numReadHeads: R, numWriteHeads: H } = config;
  const masks: InterfacePart[] = [
    { name: 'readMasks', shape: [R, W], range: 'sigmoid' },
    { name: 'writeMasks', shape: [H, W], range: 'sigmoid' },
  ];
  const sharpness: InterfacePart[] = [
    { name: 'backwardSharpness', shape: [R], range: 'oneplus' },
    { name: 'forwardSharpness', shape: [R], range: 'oneplus' },
  ];
  return [
    { name: 'readKeys', shape: [R, W], range: 'any' },
    { name: 'readStrengths', shape: [R], range: 'any' },
    { name: 'writeKeys', shape: [H, W], range: 'any' },
    { name: 'writeStrengths', shape: [H], range: 'any' },
    { name: 'writeVectors', shape: [H, W], range: 'any' },
    { name: 'eraseVectors', shape: [H, W], range: 'sigmoid' },
    { name: 'freeGates', shape: [R], range: 'sigmoid' },
    { name: 'allocationGates', shape: [H], range: 'sigmoid' },
    { name: 'writeGates', shape: [H], range: 'sigmoid' },
    { name: 'readModes', shape: [R, 2 * H + 1], range: 'softmax' },
    ...(config.masking ? masks : []),
    ...(config.sharpening ? sharpness : []),
  ];
}

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
export function parseInterface(config: MemoryConfig, vector: tf.Tensor2D): MemoryInterface {
  const parts = interfaceParts(config);
  checkTensor('vector', vector, ['batch', sum(parts.map(size))]);
  const limited: Partial<Record<keyof MemoryInterface, tf.Tensor>> = {};
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
  return limited as MemoryInterface;
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
  return range === 'softmax' ? tf.softmax(x) : x;
}
