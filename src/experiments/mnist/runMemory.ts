import { MemoryAgent } from '../../continual/memory-agent';
import { runStrategy } from '../../continual/strategies';
import { continualScenario, type ContinualScenario } from '../../tasks/continual';
import type { RunKey } from '../continual/types';
import type { OnProgress } from '../types';
import {
  DIRECTION_LEVELS,
  type HeldDirections,
  type HeldSlots,
  type MemoryKey,
  type MnistMemory,
  SLOT_LEVELS,
} from './memory';
import { mnistKeys } from './plan';

/** Slots of a label that are kept as pictures. */
const SLOTS_A_LABEL = 10;
/** Directions of a label that are kept as pictures. */
const DIRECTIONS_A_LABEL = 5;

/** Lets the memory agent learn `split-mnist`, as the plan has it, and keeps what it holds. */
export function performMnistMemory({ seed }: MemoryKey, onProgress: OnProgress) {
  return watchMnistMemory(continualScenario('split-mnist', { seed }), agentKey(), seed, onProgress);
}

/** The memory agent as it is in the plan. */
function agentKey(): RunKey {
  return mnistKeys(1).find(
    ({ scenario, strategy, variant }) =>
      scenario === 'split-mnist' && strategy === 'memory-agent' && variant === null,
  )!;
}

/** Lets the memory agent learn a scenario of classes, and keeps what it holds after each task. */
export async function watchMnistMemory(
  scenario: ContinualScenario,
  { budget, settings }: Pick<RunKey, 'budget' | 'settings'>,
  seed: number,
  onProgress: OnProgress,
): Promise<MnistMemory> {
  const after: HeldSlots[] = [];
  let directions: HeldDirections[] = [];
  const { seconds } = await runStrategy({
    scenario,
    strategy: 'memory-agent',
    seed,
    budget,
    settings,
    onProgress,
    inspect(agent, task) {
      if (!(agent instanceof MemoryAgent)) throw new Error('another agent was made');
      after.push(heldSlots(agent, task));
      directions = heldDirections(agent);
    },
  });
  return { seed, after, directions, seconds };
}

/** Of each label the slots that stand for most rows. */
function heldSlots(agent: MemoryAgent, task: number): HeldSlots {
  const { images, labels, counts } = agent.snapshot();
  const { keySize } = agent.memory.config;
  const all = Array.from(labels.keys());
  const shown = labelsIn(labels).flatMap((label) => {
    const own = all.filter((i) => labels[i] === label).sort((i, j) => counts[j] - counts[i]);
    return own.slice(0, SLOTS_A_LABEL).map((slot) => ({ slot, slots: own.length }));
  });
  const pixels = shown.flatMap(({ slot }) => [
    ...images.subarray(slot * keySize, (slot + 1) * keySize),
  ]);
  return {
    task,
    images: inSteps(pixels.map(asInk), SLOT_LEVELS),
    labels: shown.map(({ slot }) => labels[slot]),
    counts: shown.map(({ slot }) => counts[slot]),
    slots: shown.map(({ slots }) => slots),
  };
}

/** Refining may push a pixel of a key a little out of what ink can be. */
const asInk = (pixel: number): number => Math.min(1, Math.max(0, pixel));

/** The strongest directions of each label, and the standard deviation of its rows along each. */
function heldDirections({ memory }: MemoryAgent): HeldDirections[] {
  const { labels, counts } = memory;
  const { keySize } = memory.config;
  return labelsIn(labels).map((label) => {
    const rows = counts.reduce((sum, count, i) => sum + (labels[i] === label ? count : 0), 0);
    const own = memory.directionsOf(label).slice(0, DIRECTIONS_A_LABEL * keySize);
    const count = own.length / keySize;
    const directions = Array.from({ length: count }, (_, i) =>
      own.subarray(i * keySize, (i + 1) * keySize),
    );
    return {
      label,
      images: inSteps(directions.flatMap(inOnes), DIRECTION_LEVELS),
      deviations: directions.map((direction) => Math.hypot(...direction) / Math.sqrt(rows)),
    };
  });
}

function labelsIn(labels: Int32Array): number[] {
  return [...new Set(labels)].sort((a, b) => a - b);
}

/** A direction whose largest change is 1; of a direction of zeros itself. */
function inOnes(direction: Float32Array): number[] {
  const largest = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Array.from(direction, (value) => (largest > 0 ? value / largest : 0));
}

/** Numbers from -1 to 1 as the file holds them, in whole steps. */
function inSteps(values: readonly number[], levels: number): number[] {
  const steps = values.map((value) => Math.round(levels * value) + 0); // + 0: no negative zero
  return steps.map((step) => step / levels);
}
