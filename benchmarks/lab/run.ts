import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { spokenSeconds } from '../../src/report/progressLine';
import { backend, ready } from '../../src/tf';
import { stepCases } from './cases';
import { measureContinual } from './continual';
import { type Contestant, titleOf } from './contestants';
import { contestantsOf } from './contestantsOf';
import { playDemo } from './demo';
import { measureGrowth } from './growth';
import type { BenchOptions } from './options';
import { clearProgress, announce } from './log';
import { ratiosOf, benchTargets } from './ratios';
import { measureOneShot } from './oneShot';
import { measureReplay } from './replay';
import { measureSlots, measureSlotsGrowth } from './slots';
import { type Bench, benchText, emptyBench, writeBench } from './results';
import { writeSpeedPage } from './speedPage';
import { parseBench } from './stored';
import {
  continualTable,
  demoTable,
  growthTable,
  missingLine,
  oneShotTable,
  ratioTable,
  replayTable,
  slotsTable,
  stepTable,
  targetTable,
} from './table';
import { type Entrant, type Missing, start, takeTurns } from './turns';

/**
 * Runs the cases, prints their tables, writes the file.
 * @returns the exit status: 1 if a case could not be timed
 */
export async function runBench(options: BenchOptions): Promise<number> {
  await ready();
  if (backend().name !== 'tensorflow')
    announce(`nothing to compile to, so 'lab' runs op by op, too: ${backend().reason}`);
  const bench = emptyBench();
  let good = true;
  for (const id of options.cases)
    try {
      console.log(`${await runCase(id, options, bench)}\n`);
    } catch (error) {
      good = false;
      announce((error as Error).message);
    }
  const targets = benchTargets(bench.steps, bench.demo);
  const ratios = [
    ...bench.ratios,
    ...(bench.replay?.ratios ?? []),
    ...(bench.continual?.ratios ?? []),
  ];
  if (ratios.length > 0) console.log(`${ratioTable(ratios)}\n`);
  if (targets.length > 0) console.log(targetTable(targets));
  if (options.json) writeBench(options.json, bench);
  if (options.write && good) await writeSpeedPage(parseBench(benchText(bench)));
  const written = options.json ? `; written to ${options.json}` : '';
  announce(`took ${spokenSeconds(process.uptime())}${written}`);
  return good ? 0 : 1;
}

/**
 * Runs one case, adds what it found, and gives its table.
 * @throws Error if the project itself could not be timed, or losses disagree
 */
async function runCase(id: string, options: BenchOptions, bench: Bench): Promise<string> {
  const step = stepCases.find((one) => one.id === id);
  const { lab, peers } = contestantsOf(id);
  const all = [...lab, ...(options.peers ? peers : [])];
  if (id === 'slots') {
    const note = (versions: Entrant['versions']): void => {
      Object.assign(bench.machine, versions);
    };
    const contestants = chosen(all, options);
    bench.slotsGrowth = await measureSlotsGrowth(contestants[0]);
    bench.slots = await measureSlots(contestants, note, options.rounds);
    return slotsTable(bench.slots);
  }
  const entrants = await start(chosen(all, options));
  try {
    for (const { versions } of entrants) Object.assign(bench.machine, versions);
    if (step) {
      const turns = { ...step, rounds: options.rounds ?? step.rounds };
      const missing: Missing[] = [];
      const results = await takeTurns(turns, entrants, 0, missing);
      bench.missing.push(...missing);
      if (results[0]?.contestant !== 'lab')
        throw new Error(`${step.name}: the project itself could not be timed`);
      bench.steps.push(...results);
      bench.ratios.push(...ratiosOf(results));
      return [stepTable(step.name, results), ...missing.map(missingLine)].join('\n');
    }
    if (id === 'replay')
      return replayTable((bench.replay = await measureReplay(entrants, options.rounds)).results);
    if (id === 'continual')
      return continualTable(
        (bench.continual = await measureContinual(entrants, options.rounds)).results,
      );
    if (id === 'one-shot')
      return oneShotTable((bench.oneShot = await measureOneShot(entrants, options.episodes)));
    if (id === 'growth')
      return growthTable((bench.growth = await measureGrowth(entrants, options.rounds)));
    return demoTable((bench.demo = await playDemo(entrants)));
  } finally {
    clearProgress();
    entrants.forEach(({ child }) => child.end());
  }
}

/** The contestants asked for, without torch.compile where there is no C++ compiler. */
function chosen(all: readonly Contestant[], { only }: BenchOptions): Contestant[] {
  const asked = all.filter(
    (one, i) => i === 0 || !only || only.some((part) => titleOf(one).includes(part)),
  );
  const compiler = process.env.CXX ?? ['g++', 'clang++'].find(onPath);
  if (compiler || !asked.some(({ name }) => name === 'torch.compile')) return asked;
  announce('torch.compile: left out, it needs a C++ compiler (g++ or clang++)');
  return asked.filter(({ name }) => name !== 'torch.compile');
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
