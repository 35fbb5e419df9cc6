import { z } from 'zod';
import { anyNumber, checkArguments, item, text, titled } from './arguments';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { rowBars } from './rowBars';

/** Operations of one kind together. */
export interface OperationKind {
  readonly kind: string;
  /** How often such an operation is called. */
  readonly calls: number;
  /** Milliseconds inside these calls. */
  readonly ms: number;
}

const kindsField = z.array(item({ kind: text, calls: anyNumber, ms: anyNumber }));
const operationOptions = z.strictObject(titled);

/**
 * What a function asks of TensorFlow, by kind of operation: how often, and how long that takes.
 * @param kinds as `profileOperations` gives them
 * @throws RangeError for no kinds, or a number below 0 or not finite
 */
export function operationBars(kinds: readonly OperationKind[], options: TitledOptions): Figure {
  checkArguments({ kinds: kindsField, options: operationOptions }, { kinds, options });
  const sorted = [...kinds].sort((a, b) => b.calls - a.calls);
  return rowBars(
    [
      {
        name: 'calls in a step (count)',
        bars: sorted.map(({ kind, calls }) => ({ name: kind, value: calls })),
      },
      {
        name: 'time inside TensorFlow (ms a step)',
        bars: sorted.map(({ kind, ms }) => ({ name: kind, value: ms, colour: '#009e73' })),
      },
    ],
    options,
  );
}
