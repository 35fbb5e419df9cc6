import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { z } from 'zod';
import { duration } from '../../core/durations';
import { nodeArguments, programFile } from '../../core/nodeArguments';
import { median } from '../../core/numbers';
import { projectPath } from '../../core/paths';
import { parseValue } from '../../core/validation';
import { prequentialWindows } from '../../metrics';
import { loadStream, type StreamData, type StreamName, streamNames } from '../../tasks/datasets';
import { makeReport } from '../continual/makeReport';
import type { ResultsOptions } from '../make';
import { identityText } from '../store';
import { COST_ROWS, type CostMade, costedLearners, costMade } from './cost';
import {
  type DriftCost,
  type DriftPeers,
  DRIFT_PEERS,
  readDriftPeers,
  type RiverLearner,
  riverKeys,
  riverLearners,
  writeDriftPeers,
} from './peers';
import { type DriftKey, driftWindows } from './plan';
import type { DriftRun } from './run';
import { streamLines } from './streamRows';

const PROGRAM = projectPath('benchmarks/peers/river_stream.py');
const PYTHON = projectPath('benchmarks/peers/.venv/bin/python');
const ROUNDS = 3;

/** What the program says at its end. */
const riverMade = z.strictObject({
  versions: z.record(z.string(), z.string()),
  answers: z.string().regex(/^\d+$/),
  seconds: z.number(),
  cpuSeconds: z.number(),
  memory: z.number(),
});

/**
 * `npm run results -- drift-peers`: River's learners over both streams into data/drift-peers.json,
 * one after the other, each stored when it is finished; then what they and the project's own take
 * a row, in turns. River is installed beside the bench's other peers if it is not there.
 * @returns the exit status
 */
export async function driftPeerResults({ seeds }: ResultsOptions): Promise<number> {
  if (!fs.existsSync(PYTHON) || !hasRiver()) {
    const status = await installPeers();
    if (status !== 0) return status;
  }
  for (const key of riverKeys(seeds)) await makeRiverRun(key);
  await measureCosts();
  const { runs } = readDriftPeers();
  console.log(`${runs.length} runs of River in ${DRIFT_PEERS}`);
  makeReport();
  return 0;
}

function hasRiver(): boolean {
  return spawnSync(PYTHON, ['-c', 'import river']).status === 0;
}

function installPeers(): Promise<number> {
  const program = projectPath('src/cli/bench/peers.mjs');
  const child = spawn(process.execPath, [program], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 130));
  });
}

/** Makes a run of River and stores it, unless it is there. */
async function makeRiverRun(key: DriftKey): Promise<void> {
  const name = runName(key);
  if (readDriftPeers().runs.some((run) => runName(run) === name)) return;
  const stream = loadStream(key.stream);
  const made = await runRiver(key, stream, stream.count);
  const run: DriftRun = {
    ...key,
    windows: prequentialWindows(
      {
        classes: stream.classes.length,
        labels: stream.labels,
        answers: Array.from(made.answers, Number),
      },
      driftWindows[key.stream],
    ),
    seconds: made.seconds,
  };
  const before = readDriftPeers();
  checkVersions(before, made.versions);
  writeDriftPeers({ ...before, versions: made.versions, runs: [...before.runs, run] });
  console.log(`${Object.values(key).join(', ')}: ${duration(made.seconds)}`);
}

function runName(key: DriftKey): string {
  return identityText(key, ['stream', 'learner', 'inputs', 'seed']);
}

/** @throws Error if some runs were made with other versions */
function checkVersions({ versions, runs }: DriftPeers, now: DriftPeers['versions']): void {
  const [stored, found] = [versions, now].map((all) => all.river);
  if (runs.length > 0 && stored !== found)
    throw new Error(`River: got ${found}, the stored runs are of ${stored}: delete ${DRIFT_PEERS}`);
}

/** River over the first rows of a stream, with one thread. */
async function runRiver({ learner, seed, inputs }: DriftKey, stream: StreamData, rows: number) {
  const input = `${JSON.stringify({ model: learner, seed })}\n${streamLines(stream, inputs, rows)}`;
  const output = await outputOf(PYTHON, ['-u', PROGRAM], input);
  return parseValue('river', riverMade, JSON.parse(output));
}

/** What a program writes to its standard output. @throws Error with what it said if it fails */
function outputOf(program: string, words: readonly string[], input: string): Promise<string> {
  const env = {
    ...process.env,
    OMP_NUM_THREADS: '1',
    OPENBLAS_NUM_THREADS: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_NUM_INTRAOP_THREADS: '1',
    TF_NUM_INTEROP_THREADS: '1',
  };
  const child = spawn(program, [...words], { stdio: ['pipe', 'pipe', 'pipe'], env });
  let output = '';
  let noise = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (noise += text));
  child.stdin.on('error', () => undefined); // it ended: 'close' tells
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`${program}: exit ${status}: ${noise.slice(-2000)}`));
    });
  });
}

/** Measures every learner over the first rows of every stream, in turns, and stores the medians. */
async function measureCosts(): Promise<void> {
  const costs: DriftCost[] = [];
  for (const stream of streamNames) {
    const learners = [...riverLearners, ...costedLearners];
    const made = new Map<string, CostMade[]>(learners.map((learner) => [learner, []]));
    for (let round = 1; round <= ROUNDS; round++)
      for (const learner of learners) {
        made.get(learner)!.push(await costOf(stream, learner));
        process.stderr.write(`cost on ${stream}, round ${round} of ${ROUNDS}: ${learner}\n`);
      }
    for (const [learner, rounds] of made) costs.push(medianCost(stream, learner, rounds));
  }
  writeDriftPeers({ ...readDriftPeers(), costs });
}

/** One learner over the first rows of a stream, in a process of its own. */
async function costOf(stream: StreamName, learner: string): Promise<CostMade> {
  if (isRiver(learner)) {
    const key = { stream, learner, inputs: 'features', seed: 0 } as const;
    const { cpuSeconds, memory } = await runRiver(key, loadStream(stream), COST_ROWS);
    return { cpuSeconds, memory };
  }
  const program = programFile(__dirname, 'costProgram');
  const output = await outputOf(process.execPath, nodeArguments(program, stream, learner), '');
  return parseValue('cost', costMade, JSON.parse(output));
}

function isRiver(learner: string): learner is RiverLearner {
  return riverLearners.some((name) => name === learner);
}

function medianCost(stream: StreamName, learner: string, rounds: readonly CostMade[]): DriftCost {
  return {
    stream,
    learner,
    rows: COST_ROWS,
    millisecondsPerRow: (1000 * median(rounds.map(({ cpuSeconds }) => cpuSeconds))) / COST_ROWS,
    memory: median(rounds.map(({ memory }) => memory)),
  };
}
