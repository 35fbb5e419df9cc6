import type { AgentConfig } from '../config';
import { ExperienceReplay, ReservoirReplay, type StoreState } from '../replay';
import { type Episodes, episodeAt } from '../tasks';

/** A store of past episodes. */
type Store = ReservoirReplay<'inputs' | 'targets'> | ExperienceReplay<'inputs' | 'targets'>;

/** Past episodes drawn from a store: where they lie there, and what the error of each counts. */
export interface DrawnEpisodes {
  readonly episodes: Episodes;
  readonly indices: Int32Array;
  readonly importance: Float64Array;
}

/** The replay of an agent: a store of past episodes as its config says, or nothing. */
export class EpisodeReplay {
  private store: Store | undefined;

  /** @param seed fixes every draw */
  constructor(
    private readonly config: AgentConfig,
    seed: number,
  ) {
    const { store, batchSize, capacity, alpha, beta } = config.replay;
    if (store === 'off' || batchSize === 0) return;
    const shared = { capacity, fields: this.fields, seed };
    this.store =
      store === 'prioritized'
        ? new ExperienceReplay({ ...shared, alpha, beta, weightsOver: 'batch' })
        : new ReservoirReplay(shared);
  }

  /** Episodes in each training batch that are replayed, once there are any. */
  get count(): number {
    return this.store ? this.config.replay.batchSize : 0;
  }

  get size(): number {
    return this.store?.size ?? 0;
  }

  /** What the draws go by: the loss each stored episode had last. None without priorities. */
  get priorities(): Float64Array | undefined {
    const { store } = this;
    return store instanceof ExperienceReplay
      ? Float64Array.from({ length: store.size }, (_, i) => store.priorityOf(i))
      : undefined;
  }

  /** Draws past episodes; nothing if there are none. */
  draw(): DrawnEpisodes | undefined {
    const {
      store,
      count,
      config: { episodeLength: length, inputSize, outputSize },
    } = this;
    if (!store || store.size === 0) return undefined;
    const batch = Math.min(count, store.size);
    const { indices, weights, items } = store.sample(batch);
    return {
      episodes: { batch, length, inputSize, outputSize, ...items },
      indices,
      importance: weights,
    };
  }

  /**
   * Takes note of a training step: replayed episodes get their error as priority, new ones are
   * stored, with theirs.
   * @param errors of the new episodes, then of the drawn ones
   */
  learn(fresh: Episodes, drawn: DrawnEpisodes | undefined, errors: Float32Array): void {
    const { store } = this;
    if (!store) return;
    if (drawn) store.updatePriorities(drawn.indices, errors.subarray(fresh.batch));
    for (let i = 0; i < fresh.batch; i++) {
      if (store instanceof ExperienceReplay) store.add(episodeAt(fresh, i), errors[i]);
      else store.add(episodeAt(fresh, i));
    }
  }

  /** All that the store goes on from; nothing without one. */
  state(): StoreState | undefined {
    return this.store?.state();
  }

  /** Goes on from a state, bit for bit. @throws RangeError if it is another store's */
  restore(state: StoreState): void {
    const { capacity } = this.config.replay;
    const expected = { capacity, fields: this.fields };
    this.store =
      this.store instanceof ExperienceReplay
        ? ExperienceReplay.from(state, expected)
        : ReservoirReplay.from(state, expected);
  }

  private get fields(): Record<'inputs' | 'targets', number> {
    const { episodeLength, inputSize, outputSize } = this.config;
    return {
      inputs: episodeLength * (inputSize + outputSize),
      targets: episodeLength * outputSize,
    };
  }
}
