import { seedStats } from '../../metrics';
import type { Settings, SettingValue } from '../../continual/strategies/types';

/** Values to be tried, by setting. */
export type Grid = Readonly<Record<string, readonly SettingValue[]>>;

/** What some settings scored on validation rows. */
export interface GridScore {
  readonly settings: Settings;
  /**
   * Final score of each seed; null where the run failed, for instance because it was not finite.
   */
  readonly finals: readonly (number | null)[];
}

/**
 * A search that takes one setting of a grid after the other, in its order: every value of it is
 * tried with the best of those before and the defaults of those after. So a grid of 3 x 3 x 2 x 2
 * takes 10 points, not 36.
 * @example
 * for (let points = search.points(); points.length > 0; points = search.points())
 *   search.tell(points.map(score));
 */
export class GridSearch {
  private readonly open: readonly (readonly [string, Grid[string]])[];
  private readonly known = new Map<string, GridScore>();
  private stage = 0;
  /** The best settings so far: defaults at first. */
  best: Settings;

  constructor(
    defaults: Settings,
    private readonly grid: Grid,
    private readonly higherIsBetter: boolean,
  ) {
    this.open = Object.entries(grid).filter(([, values]) => values.length > 1);
    this.best = {
      ...defaults,
      ...Object.fromEntries(
        Object.entries(grid).flatMap(([name, values]) =>
          values.length === 1 ? [[name, values[0]]] : [],
        ),
      ),
    };
  }

  /** What is to be tried next; none when the search is over. */
  points(): Settings[] {
    const [name, values] = this.open[this.stage] ?? [];
    return name === undefined || values === undefined
      ? []
      : values.map((value) => ({ ...this.best, [name]: value }));
  }

  /**
   * Takes the scores of `points()` and goes on with the best mean; among equals the first. A point
   * with a failed run is out.
   * @throws Error if no point is left
   */
  tell(scores: readonly GridScore[]): void {
    for (const score of scores) this.known.set(JSON.stringify(score.settings), score);
    const whole = scores
      .filter(({ finals }) => finals.length > 0 && !finals.includes(null))
      .map(({ settings, finals }) => ({ settings, mean: seedStats(finals as number[]).mean }));
    if (whole.length === 0)
      throw new Error(
        'every setting failed: ' +
          `${scores.map(({ settings }) => JSON.stringify(settings)).join(', ')}`,
      );
    this.best = whole.reduce((best, next) =>
      (this.higherIsBetter ? next.mean > best.mean : next.mean < best.mean) ? next : best,
    ).settings;
    this.stage++;
  }

  /** What was chosen for the settings of the grid. */
  get chosen(): Settings {
    return Object.fromEntries(
      Object.keys(this.grid).flatMap((name) =>
        name in this.best ? [[name, this.best[name]]] : [],
      ),
    );
  }

  /** Every point that was tried. */
  get scores(): GridScore[] {
    return [...this.known.values()];
  }
}
