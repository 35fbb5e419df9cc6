import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { stepCases } from '../bench/cases';
import { endAll } from '../bench/child';
import { type Contestant, demoContestants, labContestants, peerContestants, titleOf } from '../bench/contestants';
import { playDemo } from '../bench/demo';
import { measureGrowth } from '../bench/growth';
import { type Bench, emptyBench, writeBench } from '../bench/results';
import { benchOptions, type BenchOptions, HELP } from '../bench/options';
import { clearProgress, say } from '../bench/progress';
import { ratiosOf, targetsOf } from '../bench/ratios';
import { demoTable, growthTable, ratioTable, stepTable, targetTable } from '../bench/table';
import { type Entrant, start, takeTurns } from '../bench/turns';
import { projectRoot } from '../report/files';
import { spokenSeconds } from '../report/progressLine';
import { ready } from '../tf';

/** `npm run -s bench`: times the project's training step, with --peers against PyTorch and JAX. Exit 1 if a case could not be timed (losses disagree) or an option is wrong. */
async function main(words: readonly string[]): Promise<number> {
  const options = benchOptions(words);
  if (!options) {
    console.log(HELP);
    return 0;
  }
  if (options.peers) {
    const status = await setUpPeers();
    if (status !== 0) return status;
  }
  await ready();
  const bench = emptyBench();
  let good = true;
  for (const id of options.cases)
    try {
      console.log(`${await runCase(id, options, bench)}\n`);
    } catch (error) {
      good = false;
      say((error as Error).message);
    }
  const targets = targetsOf(bench.steps, bench.demo);
  if (bench.ratios.length > 0) console.log(`${ratioTable(bench.ratios)}\n`);
  if (targets.length > 0) console.log(targetTable(targets));
  if (options.json) writeBench(options.json, bench);
  say(`took ${spokenSeconds(process.uptime())}${options.json ? `; written to ${options.json}` : ''}`);
  return good ? 0 : 1;
}

/** Runs one case, adds what it found, and gives its table. */
async function runCase(id: string, options: BenchOptions, bench: Bench): Promise<string> {
  const step = stepCases.find((one) => one.id === id);
  const all = id === 'demo' ? [...demoContestants.lab, ...(options.peers ? demoContestants.peers : [])]
    : id === 'growth' ? [...labContestants.slice(0, 1), ...(options.peers ? peerContestants.slice(0, 1) : [])]
    : [...labContestants, ...(options.peers ? peerContestants : [])].filter((one) => !step || one.takes(step.spec));
  const entrants = await start(chosen(all, options));
  try {
    for (const { versions } of entrants) Object.assign(bench.machine, versions);
    if (step) {
      const results = await takeTurns({ ...step, rounds: options.rounds ?? step.rounds }, entrants);
      bench.steps.push(...results);
      bench.ratios.push(...ratiosOf(results));
      return stepTable(step.name, results);
    }
    if (id === 'growth') return growthTable(bench.growth = await measureGrowth(entrants, options.rounds));
    return demoTable(bench.demo = await playDemo(entrants));
  } finally {
    clearProgress();
    entrants.forEach(({ child }: Entrant) => child.end());
  }
}

/** The contestants asked for, without torch.compile where there is no C++ compiler. */
function chosen(all: readonly Contestant[], { only }: BenchOptions): Contestant[] {
  const asked = all.filter((one, i) => i === 0 || !only || only.some((part) => titleOf(one).includes(part)));
  const compiler = process.env.CXX ?? ['g++', 'clang++'].find(onPath);
  if (compiler || !asked.some(({ name }) => name === 'torch.compile')) return asked;
  say('torch.compile: left out, it needs a C++ compiler (g++ or clang++)');
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

/** Installs PyTorch and JAX if they are not there. @returns the exit status */
function setUpPeers(): Promise<number> {
  const child = spawn(process.execPath, [path.join(projectRoot(), 'src', 'cli', 'bench', 'peers.mjs')], { stdio: 'inherit' });
  const pass = (): void => void child.kill('SIGTERM');
  process.once('exit', pass);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      process.off('exit', pass);
      resolve(status ?? 130);
    });
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    endAll();
    clearProgress();
    process.exit(130);
  });
main(process.argv.slice(2)).then((code) => { process.exitCode = code; }, (error: Error) => {
  say(error.message);
  process.exitCode = 1;
}).finally(endAll);
