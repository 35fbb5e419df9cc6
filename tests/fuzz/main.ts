// `npm run fuzz`: inputs of every kind in turn, other ones each time, until the time is over.
import { setImmediate } from 'node:timers/promises';
import {
  commandLine,
  flag,
  helpOf,
  main,
  option,
  parseWords,
  someOf,
  wholeNumber,
} from '../../src/cli/arguments';
import { plural } from '../../src/core/text';
import { textTable } from '../../src/core/textTable';
import { fuzz, type FuzzKind, type FuzzResult } from './harness';
import { kinds } from './kinds';

/** Inputs of a kind before it is the next kind's turn. */
const ROUND = 200;

interface Values {
  readonly minutes: number;
  readonly seed: number;
  readonly kinds: readonly string[];
  readonly help?: true;
}

const names = Object.keys(kinds);
const command = commandLine('npm run fuzz --', 'Uses random inputs and looks for defects.', [
  option('--minutes <N>', 'how long, from 1 to 1440', wholeNumber(1, 1440), 2),
  option('--seed <N>', 'where the draws begin', wholeNumber(0, 2 ** 31 - 1), Date.now() % 1e6),
  option('--kinds <NAMES>', `some of ${names.join(', ')}`, someOf(names), names),
  flag('--help', 'show this text'),
]);

async function run(): Promise<number> {
  const values = parseWords<Values>(command, process.argv.slice(2));
  if (values.help) {
    console.log(helpOf(command));
    return 0;
  }
  // so that folders are removed, as at any other end
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => process.exit(130));
  const chosen = new Map<string, FuzzKind>();
  for (const name of values.kinds) chosen.set(name, await kinds[name]());
  const results = await fuzzUntil(chosen, values.seed, Date.now() + values.minutes * 60_000);
  for (const kind of chosen.values()) await kind.end?.();
  const rows = [...results].map(([name, { used, refused, failure }]) => {
    const counts = [used + refused, used, refused, failure ? 1 : 0];
    return [name, ...counts.map(String)];
  });
  console.log(textTable(['kind', 'inputs', 'used', 'refused', 'failed'], rows));
  for (const [name, { seed, failure }] of results) {
    if (failure) console.log(`\n${name}, seed ${seed}: ${failure.input}\n${failure.message}`);
  }
  return [...results.values()].some(({ failure }) => failure) ? 1 : 0;
}

/** Rounds over the kinds, each with a seed of its own. A kind that has failed rests. */
async function fuzzUntil(
  chosen: ReadonlyMap<string, FuzzKind>,
  firstSeed: number,
  until: number,
): Promise<Map<string, FuzzResult>> {
  const sums = new Map<string, FuzzResult>();
  for (let seed = firstSeed; Date.now() < until; seed++) {
    const active = [...chosen].filter(([name]) => !sums.get(name)?.failure);
    if (active.length === 0) break;
    for (const [name, kind] of active) {
      await setImmediate(); // lets an interrupt in
      const result = await fuzz(kind, { seed, inputs: ROUND, until });
      const { used = 0, refused = 0 } = sums.get(name) ?? {};
      const sum = { used: used + result.used, refused: refused + result.refused };
      sums.set(name, { ...result, ...sum });
      if (result.failure) console.log(`${name}: failed with seed ${seed}`);
    }
    console.log(`seed ${seed}: ${plural(active.length, 'kind')}, ${ROUND} inputs of each`);
  }
  return sums;
}

void main('fuzz', run);
