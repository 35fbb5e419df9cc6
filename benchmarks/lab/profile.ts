import { traceWith } from '../../src/compile/choosePasses';
import type { NodeDef } from '../../src/compile/graph';
import { type AlikeOperations, profileNodes } from '../../src/compile/graphProfile';
import { nativeBackend } from '../../src/compile/native';
import { passNames } from '../../src/compile/simplify';
import type { StepCase } from './cases';
import { drawExample } from './example';
import { labStep, type Step } from './labSteps';
import { showProgress } from './log';
import { ratio, type RatioSpread, type Spread, spread } from './statistics';

/**
 * A step's graph with some passes: how many operations it has, and ms of processor time a step with
 * quartiles over the rounds.
 */
export interface GraphTimes extends Spread {
  readonly operations: number;
}

/** What one pass does to a step. */
export interface PassProfile {
  readonly pass: string;
  /** With the passes up to this one, in the order in which they run. */
  readonly added: GraphTimes;
  /** With all passes but this one. */
  readonly without: GraphTimes;
  /** How many times longer a step takes without it; left out where it changes nothing. */
  readonly gain?: RatioSpread;
}

/** Where the time of a step goes. */
export interface StepProfile {
  readonly case: string;
  /** As it was traced, no pass over it. */
  readonly traced: GraphTimes;
  readonly passes: readonly PassProfile[];
  /** With all passes. */
  readonly all: GraphTimes;
  /** The operations of that one, each group timed by itself, the most time first. */
  readonly operations: readonly AlikeOperations[];
}

export const PROFILE_ROUNDS = 9;
/** Not counted, for they compute nothing: what holds values, sets them or passes them on. */
const NOT_COUNTED = new Set([
  ...['Placeholder', 'Const', 'VarHandleOp', 'ReadVariableOp', 'AssignVariableOp'],
  ...['DeepCopy', 'Switch', 'Merge', 'Identity'],
]);

/** A step whose graph was traced with some passes. */
interface Variant {
  readonly step: Step;
  readonly nodes: readonly NodeDef[];
  /** Processor time of a step in each round, ms. */
  readonly rounds: number[];
}

/**
 * Profiles a training step on this process's threads: traces it with all passes, with more and more
 * of them, and with each left out, and takes turns between these graphs.
 * @throws Error on WebAssembly, which has no graphs
 */
export function profileStep(
  { name, spec, stepsPerTurn }: StepCase,
  rounds = PROFILE_ROUNDS,
): StepProfile {
  const native = nativeBackend();
  if (!native) throw new Error('profile: it needs the native TensorFlow library (npm run doctor)');
  const example = drawExample(spec);
  const variants = new Map<string, Variant>();
  /** The graph without some passes. Where a pass changes nothing, it is the one with it. */
  const variantWithout = (without: readonly string[]): Variant => {
    const what = without.length === 0 ? 'all passes' : `without ${without.join(', ')}`;
    showProgress(`${name}: traces, ${what}`);
    const step = labStep(spec, example, false);
    let nodes: readonly NodeDef[] = [];
    const onGraph = (found: readonly NodeDef[]): void => void (nodes = found);
    traceWith({ without, onGraph }, () => step.run());
    const form = nodes.map(({ op, inputs }) => `${op} ${inputs.join()}`).join('\n');
    const known = variants.get(form);
    if (known) {
      step.dispose();
      return known;
    }
    const variant = { step, nodes, rounds: [] };
    variants.set(form, variant);
    return variant;
  };
  const all = variantWithout([]);
  const traced = variantWithout(passNames);
  const passes = passNames.map((pass, i) => ({
    pass,
    added: variantWithout(passNames.slice(i + 1)),
    without: variantWithout([pass]),
  }));
  const steps = Math.max(2, Math.round(stepsPerTurn / 3));
  const contestants = [...variants.values()];
  for (const { step } of contestants) takeSteps(step, steps);
  for (let round = 1; round <= rounds; round++) {
    showProgress(`${name}: round ${round} of ${rounds}, ${contestants.length} graphs in turn`);
    for (const variant of contestants) variant.rounds.push(takeSteps(variant.step, steps));
  }
  for (const { step } of contestants) step.dispose();
  showProgress(`${name}: times each operation`);
  return {
    case: name,
    traced: timesOf(traced),
    passes: passes.map(({ pass, added, without }) => ({
      pass,
      added: timesOf(added),
      without: timesOf(without),
      ...(without !== all && { gain: ratio(without.rounds.map(alone), all.rounds.map(alone)) }),
    })),
    all: timesOf(all),
    operations: profileNodes(native, all.nodes),
  };
}

/** Processor time of a step, ms: it is less disturbed by others than the clock is. */
function takeSteps(step: Step, count: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) step.run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3 / count;
}

const alone = (time: number): readonly number[] => [time];

const timesOf = ({ nodes, rounds }: Variant): GraphTimes => ({
  operations: nodes.filter(({ op }) => !NOT_COUNTED.has(op)).length,
  ...spread(rounds),
});

/** Operations of one kind: how many, and ms of all of them. */
export interface KindTimes {
  readonly kind: string;
  readonly count: number;
  readonly ms: number;
}

/** The time of a step by kind of operation, the most first. */
export function timesByKind(operations: readonly AlikeOperations[]): KindTimes[] {
  const kinds = new Map<string, KindTimes>();
  for (const { kind, count, ms } of operations) {
    const before = kinds.get(kind) ?? { kind, count: 0, ms: 0 };
    kinds.set(kind, { kind, count: before.count + count, ms: before.ms + count * ms });
  }
  return [...kinds.values()].sort((a, b) => b.ms - a.ms);
}

/**
 * Billions of multiplications and additions a second of a product of matrices; undefined for what
 * is none.
 */
export function gigaflops({ op, inputs, shape, ms }: AlikeOperations): number | undefined {
  const left = inputs[0] ?? [];
  if (!op.includes('MatMul') || left.length < 2 || shape.length < 2 || ms <= 0) return undefined;
  const [rows] = shape.slice(-2);
  const inner = (left[left.length - 2] * left[left.length - 1]) / rows;
  const results = shape.reduce((a, b) => a * b, 1);
  return (2 * results * inner) / ms / 1e6;
}
