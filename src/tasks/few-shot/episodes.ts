import { argumentError, checkWholeNumber } from '../../core/arguments';
import type { Random } from '../../core/random';
import { oneHotRows } from '../rows';
import type { ClassImages } from './characters';

/** Some images with the class of each in an episode. */
export interface EpisodeImages {
  readonly count: number;
  /** `[count, pixels]` */
  readonly x: Float32Array;
  /** `[count, ways]`, one-hot. */
  readonly y: Float32Array;
}

/** A few-shot task: classes are learned from a few images of each, and told apart on others. */
export interface FewShotEpisode {
  readonly ways: number;
  /** `shots` images of each class, class after class. */
  readonly support: EpisodeImages;
  /** `queries` other images of each class, class after class. */
  readonly query: EpisodeImages;
  /** The class in the pool that each class of the episode is, `[ways]`. */
  readonly classes: readonly number[];
}

/** How large an episode is. */
export interface EpisodeOptions {
  /** Classes. */
  readonly ways: number;
  /** Images of each class to learn from. */
  readonly shots: number;
  /** Images of each class to be judged on. */
  readonly queries: number;
  /**
   * All classes are of one group, an alphabet, drawn among those with enough of them: harder than
   * classes of all groups; not by default.
   */
  readonly withinGroup?: boolean;
}

/**
 * Draws an episode (Vinyals et al. 2016): classes without replacement, of each class different
 * images for support and query.
 * @throws RangeError naming the option that asks for more than there is
 * @example drawEpisode(omniglotClasses('test'), { ways: 5, shots: 1, queries: 5 }, random)
 */
export function drawEpisode(
  pool: ClassImages,
  { ways, shots, queries, withinGroup = false }: EpisodeOptions,
  random: Random,
): FewShotEpisode {
  checkWholeNumber('shots', shots, 1, pool.perClass - 1);
  checkWholeNumber('queries', queries, 1, pool.perClass - shots);
  const candidates = candidatesFor(pool, ways, withinGroup, random);
  const classes = random.choose(ways, candidates.length).map((place) => candidates[place]);
  const drawn = classes.map((own) =>
    random.choose(shots + queries, pool.perClass).map((image) => own * pool.perClass + image),
  );
  const support = drawn.map((images) => images.slice(0, shots));
  const query = drawn.map((images) => images.slice(shots));
  return {
    ways,
    support: imagesOf(pool, support),
    query: imagesOf(pool, query),
    classes,
  };
}

/** The classes that an episode may have. */
function candidatesFor(
  { classes, groups }: ClassImages,
  ways: number,
  withinGroup: boolean,
  random: Random,
): number[] {
  const all = Array.from({ length: classes }, (_, own) => own);
  if (!withinGroup) {
    checkWholeNumber('ways', ways, 2, classes);
    return all;
  }
  const names = [...new Set(groups)];
  const membersOf = (name: string): number[] => all.filter((own) => groups[own] === name);
  const largest = Math.max(...names.map((name) => membersOf(name).length));
  checkWholeNumber('ways', ways, 2, largest);
  const enough = names.map(membersOf).filter((members) => members.length >= ways);
  return enough[random.int(enough.length)];
}

/** @param images of each class, numbers in the pool */
function imagesOf(pool: ClassImages, images: readonly (readonly number[])[]): EpisodeImages {
  const { pixels } = pool;
  const all = images.flat();
  const x = new Float32Array(all.length * pixels);
  all.forEach((image, place) =>
    x.set(pool.images.subarray(image * pixels, (image + 1) * pixels), place * pixels),
  );
  const labels = images.flatMap((own, label) => own.map(() => label));
  return { count: all.length, x, y: oneHotRows(labels, images.length) };
}

/**
 * The class of each query whose nearest support image, by squared distance of pixels, is nearest:
 * the floor of all learners.
 * @returns `[queries]`
 */
export function nearestPixels({ support, query, ways }: FewShotEpisode): number[] {
  const pixels = support.x.length / support.count;
  if (query.x.length !== query.count * pixels)
    throw argumentError('query.x', `${query.x.length} numbers`, `${query.count} of ${pixels}`);
  return Array.from({ length: query.count }, (_, row) => {
    let nearest = 0;
    let least = Infinity;
    for (let i = 0; i < support.count; i++) {
      let distance = 0;
      for (let p = 0; p < pixels; p++)
        distance += (query.x[row * pixels + p] - support.x[i * pixels + p]) ** 2;
      if (distance < least) {
        nearest = i;
        least = distance;
      }
    }
    return support.y.subarray(nearest * ways, (nearest + 1) * ways).indexOf(1);
  });
}
