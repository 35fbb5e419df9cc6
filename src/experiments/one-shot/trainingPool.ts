import { type ClassImages, omniglotClasses, omniglotParts } from '../../tasks/few-shot';
import type { Alphabets } from './plan';

/** The characters learned from, fitted, each in four turns as classes of their own. */
export function trainingPool(alphabets: Alphabets): ClassImages {
  const parts = Object.keys(omniglotParts) as (keyof typeof omniglotParts)[];
  const wanted = alphabets === 'training' ? (['training'] as const) : parts;
  return together(wanted.map((part) => omniglotClasses(part, { rotations: true, fitted: true })));
}

/** The classes of several pools, one after the other. */
function together(pools: readonly ClassImages[]): ClassImages {
  const images = new Float32Array(pools.reduce((sum, pool) => sum + pool.images.length, 0));
  let at = 0;
  for (const pool of pools) {
    images.set(pool.images, at);
    at += pool.images.length;
  }
  return {
    ...pools[0],
    classes: pools.reduce((sum, pool) => sum + pool.classes, 0),
    images,
    groups: pools.flatMap((pool) => pool.groups),
  };
}
