import { createRandom } from '../../core/random';
import {
  drawEpisode,
  errorShare,
  type FewShotEpisode,
  omniglotClasses,
  oneShotEpisodes,
} from '../../tasks/few-shot';
import { TEST_QUERIES, TESTS } from './plan';

/** The name of the 400 trials among the tests. */
export const ONE_SHOT_RUNS = '400 trials';

/** The error of a learner on one kind of test. */
export interface TestError {
  /** `5-way 1-shot` and the like, or `400 trials`. */
  readonly test: string;
  /** Share of wrong answers, 0 to 1. */
  readonly error: number;
}

/** The name of a kind of test episodes. */
export const testName = (ways: number, shots: number): string => `${ways}-way ${shots}-shot`;

/** Test episodes of one size, the same for every learner; drawings as they are, or fitted. */
export function testEpisodes(
  { ways, shots, episodes }: (typeof TESTS)[number],
  fitted: boolean,
  part: 'validation' | 'test' = 'test',
): FewShotEpisode[] {
  const pool = omniglotClasses(part, { fitted });
  const random = createRandom(0).fork(`one-shot/${part}/${testName(ways, shots)}`);
  const size = { ways, shots, queries: TEST_QUERIES };
  return Array.from({ length: episodes }, () => drawEpisode(pool, size, random));
}

/**
 * The errors of a learner on the test alphabets and on the 400 trials.
 * @param ways those that the learner can tell apart; all sizes unless given. The 400 trials are
 * 20-way.
 */
export function fewShotErrors(
  answers: (episode: FewShotEpisode) => ArrayLike<number>,
  { ways, fitted = true }: { readonly ways?: number; readonly fitted?: boolean } = {},
): TestError[] {
  const errors = TESTS.filter((test) => ways === undefined || test.ways === ways).map((test) => ({
    test: testName(test.ways, test.shots),
    error: errorShare(testEpisodes(test, fitted), answers),
  }));
  return ways === 5 ? errors : [...errors, judgeRuns(answers, fitted)];
}

/** The error of a learner on the 400 trials. */
export const judgeRuns = (
  answers: (episode: FewShotEpisode) => ArrayLike<number>,
  fitted = true,
): TestError => ({
  test: ONE_SHOT_RUNS,
  error: errorShare(oneShotEpisodes({ fitted }), answers),
});
