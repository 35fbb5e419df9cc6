import path from 'node:path';

/** Where in the user's code something was called. */
export interface CallSite {
  /** The function of TensorFlow.js that was called there, such as `tf.unique`. */
  readonly operation?: string;
  /** `src/agent/agent.ts:57`, or `cell [3], line 4` in a notebook. */
  readonly where: string;
  /** The lines of the stack that are the user's, from there on. */
  readonly frames: readonly string[];
}

const ROOT = path.join(__dirname, '..', '..') + path.sep;
// the second is how source maps name files of TensorFlow.js
const PACKAGE = /node_modules[\\/]|tfjs-[a-z-]+[\\/]src[\\/]/;
const RECORDING = /(src|dist)[\\/](compile[\\/](recorder|guards|callSite)|tf[\\/]shapesInErrors)\./;
// dist is where `npm run build` puts it for projects elsewhere
const OWN = /(^|[\\/( ])(src|dist)[\\/](compile|tf)([\\/]|\.ts)/;
const RUNTIME = /node:|\(native\)|\(<anonymous>\)$|^<anonymous>$/;

/** The first place in a stack that is neither here, nor in a package, nor in Node. */
export function callSiteIn(stack: string): CallSite | undefined {
  const lines = stack.split('\n').filter((text) => /^\s+at /.test(text));
  const frames = lines.filter(
    (line) => ![OWN, PACKAGE, RUNTIME].some((kind) => kind.test(line.trim().slice(3))),
  );
  const [first] = frames;
  if (first === undefined) return undefined;
  let operation: string | undefined;
  for (const line of lines.slice(0, lines.indexOf(first))) {
    const frame = line.trim().slice(3);
    if (!OWN.test(frame)) {
      if (PACKAGE.test(frame)) operation = calledIn(frame);
    } else if (operation !== undefined && !RECORDING.test(frame)) {
      break; // from here on it is the tracing that calls
    }
  }
  return { operation, where: whereOf(first.trim().slice(3)), frames };
}

/**
 * The place that is calling now. The stack must be deep: one operation of TensorFlow.js alone takes
 * ten frames.
 */
export function currentCallSite(): CallSite | undefined {
  const { stackTraceLimit } = Error;
  const held: { stack?: string } = {};
  try {
    Error.stackTraceLimit = 100;
    Error.captureStackTrace(held);
    return callSiteIn(held.stack ?? '');
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** ` (tf.unique, cell [3], line 4)`, or nothing where the place is unknown. */
export const inBrackets = (place: CallSite | undefined): string =>
  place ? ` (${[place.operation, place.where].filter(Boolean).join(', ')})` : '';

/** An error whose stack begins where the user can change something. */
export function errorAt(message: string, place: CallSite | undefined): Error {
  const error = new Error(message);
  if (place) error.stack = [`Error: ${message}`, ...place.frames].join('\n');
  return error;
}

/** `Object.topk__op (...)` is a call of tf.topk, `Tensor.dataSync (...)` one of dataSync. */
function calledIn(frame: string): string | undefined {
  const name = /^(?:new |async )?([\w.$]+)/.exec(frame)?.[1]?.split('.').at(-1);
  if (!name || frame.startsWith('/')) return undefined;
  const op = name.replace(/(__op|_)$/, '');
  return /^(Tensor|Variable)\./.test(frame) ? op : `tf.${op}`;
}

function whereOf(frame: string): string {
  const inner = /\((.*)\)$/.exec(frame)?.[1] ?? frame.replace(/^async /, '');
  return inner
    .replace(/^file:\/\//, '')
    .replace(ROOT, '')
    .replace(/^(.*:\d+):\d+$/, '$1');
}

/** Ends a recording at the operation that was looked for. */
export class OperationReached extends Error {
  constructor(readonly place: CallSite | undefined) {
    super('found');
  }
}
