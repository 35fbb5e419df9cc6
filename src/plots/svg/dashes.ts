import type { Dash } from '../figure';

/** Lengths of dashes and gaps in pixels, as Plotly draws them. */
export function dashes(dash: Dash | undefined, width: number): number[] | 'solid' {
  const unit = Math.max(width, 3);
  switch (dash) {
    case undefined:
    case 'solid':
      return 'solid';
    case 'dot':
      return [unit, unit];
    case 'dash':
      return [3 * unit, 3 * unit];
    case 'dashdot':
      return [3 * unit, unit, unit, unit];
  }
}
