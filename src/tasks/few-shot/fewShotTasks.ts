import { argumentError } from '../../core/arguments';
import { tf } from '../../tf';
import type { TaskBatch } from '../taskBatch';
import type { EpisodeImages, FewShotEpisode } from './episodes';

/**
 * Episodes of one size as the tasks of a meta-learner, an episode a task: images
 * `[tasks, images, pixels]`, classes one-hot `[tasks, images, ways]`. The caller disposes them.
 * @throws RangeError naming an episode of another size than the first
 */
export function fewShotTasks(episodes: readonly FewShotEpisode[]): TaskBatch {
  if (episodes.length === 0) throw argumentError('episodes', 'none', 'at least one');
  const size = sizeOf(episodes[0]);
  episodes.forEach((episode, i) => {
    const own = sizeOf(episode);
    if (own !== size) throw argumentError(`episodes[${i}]`, own, `${size}, as the first has`);
  });
  const { ways } = episodes[0];
  const [supportX, supportY] = tensorsOf(
    episodes.map(({ support }) => support),
    ways,
  );
  const [queryX, queryY] = tensorsOf(
    episodes.map(({ query }) => query),
    ways,
  );
  return { supportX, supportY, queryX, queryY };
}

const sizeOf = ({ ways, support, query }: FewShotEpisode): string =>
  `${ways} classes, ${support.count} support images, ${query.count} queries`;

/** Images and classes of the parts of several episodes. */
function tensorsOf(parts: readonly EpisodeImages[], ways: number): [tf.Tensor3D, tf.Tensor3D] {
  const { count, x } = parts[0];
  return [
    tf.tensor3d(joined(parts.map((part) => part.x)), [parts.length, count, x.length / count]),
    tf.tensor3d(joined(parts.map((part) => part.y)), [parts.length, count, ways]),
  ];
}

function joined(lists: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}
