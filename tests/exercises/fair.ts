import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type Exercise } from '../../src/notebook';

/** Answers to an exercise, each made from what the notebook's knobs are set to. */
export interface Answers<Given> {
  /** Settings under which everything below must hold, the notebook's own first. */
  readonly given: readonly Given[];
  /** What stands in the student's copy. */
  readonly stub: (given: Given) => unknown;
  readonly solution: (given: Given) => unknown;
  /** At least two right answers of another form. */
  readonly right: readonly ((given: Given) => unknown)[];
  /** At least three wrong answers. */
  readonly wrong: readonly ((given: Given) => unknown)[];
}

/**
 * Proves a check fair, under all settings: the stub and wrong answers do not pass and are told
 * what is wrong; the solution and other right answers pass; nothing is an error.
 */
export function provesFair<Given = void>(
  id: string,
  exercise: Exercise<Given>,
  { given, stub, solution, right, wrong }: Answers<Given>,
): void {
  test(`${id}: every right answer passes, a wrong one does not, the stub never does`, async () => {
    assert.ok(right.length >= 2 && wrong.length >= 3, 'needs two right and three wrong answers');
    for (const [s, settings] of given.entries()) {
      const at = `settings ${s + 1} of ${given.length}`;
      const passes = async (make: (settings: Given) => unknown, name: string): Promise<boolean> => {
        const { passed, problem } = await judge(id, exercise, make(settings), settings);
        if (!passed) assert.ok(problem, `${at}: ${name} is told nothing`);
        return passed;
      };
      assert.equal(await passes(stub, 'the stub'), false, `${at}: the stub passes`);
      assert.ok(await passes(solution, 'the solution'), `${at}: the solution does not pass`);
      for (const [i, make] of right.entries())
        assert.ok(await passes(make, `right ${i + 1}`), `${at}: right answer ${i + 1} fails`);
      for (const [i, make] of wrong.entries())
        assert.equal(await passes(make, `wrong ${i + 1}`), false, `${at}: wrong ${i + 1} passes`);
    }
  });
}
