import { z } from 'zod';
import { functionField } from '../core/validation';
import { checkArguments, labels, number, titled } from './arguments';
import { learningCurve } from './curves';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { indices } from './numbers';
import { colours, ink } from './palette';

/** A step along a curve. */
export interface CurveStep {
  readonly from: number;
  readonly to: number;
  /** Slope of the curve where the step begins. */
  readonly slope: number;
}
export interface StepOnCurveOptions extends TitledOptions {
  readonly xLabel: string;
  readonly yLabel: string;
  /** Ends of the x axis: the same in figures that are compared or moved by hand. */
  readonly x: readonly [number, number];
}

const stepFields = z.strictObject({ from: number, to: number, slope: number });
const stepOptions = z.strictObject({ ...titled, ...labels, x: z.tuple([number, number]) });

/** Points of the curve. */
const POINTS = 81;

/**
 * A loss of one number as a curve, the slope where a step begins, and where the step ends.
 * @param curve its height at x
 * @throws RangeError naming the argument that is wrong
 * @example
 * const step = { from: 1, to: 1 - 0.1 * 2, slope: 2 };
 * stepOnCurve((x) => x * x, step, { title: 'Down', xLabel: 'x', yLabel: 'loss', x: [-2, 2] });
 */
export function stepOnCurve(
  curve: (x: number) => number,
  step: CurveStep,
  options: StepOnCurveOptions,
): Figure {
  checkArguments(
    { curve: functionField(), step: stepFields, options: stepOptions },
    { curve, step, options },
  );
  const { from, to, slope } = step;
  const { x: ends, ...chart } = options;
  const [low, high] = ends;
  const across = indices(POINTS).map((i) => low + ((high - low) * i) / (POINTS - 1));
  const reach = (high - low) / 8;
  const beside = [from - reach, from + reach];
  const slopeLine = beside.map((x) => curve(from) + slope * (x - from));
  const way = [from, to];
  return learningCurve(
    [
      { name: 'the loss', x: across, y: across.map(curve), colour: ink.text },
      { name: 'slope at the start', x: beside, y: slopeLine, colour: ink.axis, dash: 'dash' },
      { name: 'the step', x: way, y: way.map(curve), colour: colours[1] },
    ],
    chart,
  );
}
