import { z } from 'zod';
import { argumentError, checkFunction } from '../core/arguments';
import { median, shapeSize, sum } from '../core/numbers';
import { isPromise } from '../core/promises';
import { parseNamed } from '../core/validation';
import { tf } from '../tf';
import { kindOfOperation } from './kinds';
import { bindingWith, type NativeBackend, nativeBackend, type NativeTensor } from './native';

/** One call into TensorFlow. */
export interface OperationCall {
  /**
   * TensorFlow's name of the operation; `Const` is a tensor made from JavaScript numbers,
   * `CompiledGraph` a whole graph.
   */
  readonly op: string;
  readonly kind: string;
  /** Of its first result. */
  readonly shape: readonly number[];
  /**
   * Numbers that it wrote: the sizes of its results, together. What only renames, such as a
   * reshape, writes none.
   */
  readonly written: number;
  /** Milliseconds inside TensorFlow, median over the runs. */
  readonly ms: number;
}

/** The calls of one kind together. */
export interface KindProfile {
  readonly kind: string;
  readonly calls: number;
  readonly written: number;
  readonly ms: number;
}

/** What a function asks of TensorFlow. */
export interface OperationProfile {
  /** In the order in which they were made. */
  readonly calls: readonly OperationCall[];
  /** The most time first. */
  readonly kinds: readonly KindProfile[];
  readonly written: number;
  /** Milliseconds inside TensorFlow: the sum over the calls. */
  readonly nativeMs: number;
  /**
   * Milliseconds of the whole function, median over the runs; what is not native is JavaScript: the
   * tape, memory, the calls themselves.
   */
  readonly totalMs: number;
}

const profileSchema = z.strictObject({ runs: z.int().min(1).default(5) });

/**
 * Runs a function op by op, and lists every call it makes into TensorFlow, with its time and what
 * it wrote.
 * @param fn must make the same calls each time; tensors it leaves behind are freed, unless kept
 * (`tf.keep`)
 * @param options `runs` to take the medians over, after one that is not counted (5)
 * @throws RangeError for fewer than one run; Error if the calls differ from run to run, and on
 * WebAssembly
 * @example profileOperations(() => tf.sum(tf.square(x))).calls.length   // 2
 */
export function profileOperations(
  fn: () => unknown,
  options: { readonly runs?: number } = {},
): OperationProfile {
  checkFunction('fn', fn);
  const { runs } = parseNamed(profileSchema, options);
  const native = nativeBackend();
  if (!native)
    throw new Error(
      'profileOperations: it needs the native TensorFlow library (npm run doctor says what is ' +
        'missing)',
    );
  const taken = Array.from({ length: runs + 1 }, () => oneRun(native, fn)).slice(1);
  const first = taken[0];
  const other = taken.find(
    ({ calls }) =>
      calls.length !== first.calls.length || calls.some(({ op }, i) => op !== first.calls[i]?.op),
  );
  if (other)
    throw new Error(
      `fn: made ${first.calls.length} calls in one run and ${other.calls.length} in another, ` +
        'or others, expected the same calls each time',
    );
  const calls = first.calls.map((call, i) => ({
    ...call,
    ms: median(taken.map((run) => run.calls[i]?.ms ?? 0)),
  }));
  const names = [...new Set(calls.map(({ kind }) => kind))];
  const kinds = names.map((kind) => {
    const own = calls.filter((call) => call.kind === kind);
    return {
      kind,
      calls: own.length,
      written: sum(own.map(({ written }) => written)),
      ms: sum(own.map(({ ms }) => ms)),
    };
  });
  return {
    calls,
    kinds: kinds.sort((a, b) => b.ms - a.ms),
    written: sum(kinds.map(({ written }) => written)),
    nativeMs: sum(kinds.map(({ ms }) => ms)),
    totalMs: median(taken.map(({ ms }) => ms)),
  };
}

interface Run {
  readonly calls: OperationCall[];
  readonly ms: number;
}

function oneRun(native: NativeBackend, fn: () => unknown): Run {
  const real = native.binding;
  const calls: OperationCall[] = [];
  const note = (
    op: string,
    shapes: readonly (readonly number[])[],
    started: number,
    isSameType = false,
  ): void => {
    const ms = performance.now() - started;
    // a cast to the type that is there already hands its input on
    const kind = isSameType ? 'shape only' : kindOfOperation(op);
    calls.push({
      op,
      kind,
      shape: shapes[0] ?? [],
      written: kind === 'shape only' ? 0 : sum(shapes.map(shapeSize)),
      ms,
    });
  };
  const shapesOf = (results: readonly NativeTensor[]): number[][] =>
    results.map(({ shape }) => shape);
  native.binding = bindingWith(real, {
    executeOp: (op, attributes, inputs, outputs) => {
      const started = performance.now();
      const results = real.executeOp(op, attributes, inputs, outputs);
      const isSameType = op === 'Cast' && attributes[0]?.value === attributes[1]?.value;
      note(op, shapesOf(results), started, isSameType);
      return results;
    },
    createTensor: (shape, dtype, values) => {
      const started = performance.now();
      const id = real.createTensor(shape, dtype, values);
      note('Const', [shape], started);
      return id;
    },
    runSavedModel: (session, inputs, names, outputs) => {
      const started = performance.now();
      const results = real.runSavedModel(session, inputs, names, outputs);
      note('CompiledGraph', shapesOf(results), started);
      return results;
    },
  });
  try {
    const started = performance.now();
    tf.tidy(() => {
      if (isPromise(fn())) throw argumentError('fn', 'a Promise', 'a function that does not wait');
    });
    return { calls, ms: performance.now() - started };
  } finally {
    native.binding = real;
  }
}
