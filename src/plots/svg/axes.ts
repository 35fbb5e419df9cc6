import { gap, fontSize } from '../axes';
import { ink } from '../palette';
import { textWidth, unmark } from '../text';
import type { AxisView, Panel } from './panels';
import { measurable, words } from './words';

interface Font {
  readonly size?: number;
  readonly color?: string;
}

/**
 * One axis for ECharts, from 0 to 1 whatever it shows: values are placed before (log axes, reversed
 * axes, very small numbers), ticks are ours.
 */
export function axisOption(v: AxisView, side: 'x' | 'y', grid: number): object {
  const visible = v.spec.visible !== false;
  const font = (v.spec.tickfont ?? {}) as Font;
  const at = v.ticks.map(v.tickAt);
  const labels = new Map(v.ticks.map((t) => [key(v.tickAt(t)), t]));
  const label = (value: number): string => {
    const t = labels.get(key(value));
    if (t === undefined) return '';
    const text = measurable(unmark(t.label));
    return t.scale === 1 ? text : `{${t.scale < 1 ? 'small' : 'large'}|${text}}`;
  };
  const tick = font.size ?? fontSize.tick;
  return {
    type: 'value',
    gridIndex: grid,
    min: 0,
    max: 1,
    position: side === 'x' ? 'bottom' : 'left',
    show: visible,
    axisLine: {
      show: v.spec.showline === true,
      onZero: false,
      lineStyle: {
        color: (v.spec.linecolor as string | undefined) ?? ink.axis,
        width: 1,
        cap: 'butt',
      },
    },
    axisTick: {
      show: v.spec.ticks === 'outside',
      length: gap.tick,
      customValues: at,
      lineStyle: { color: (v.spec.tickcolor as string | undefined) ?? ink.axis, width: 1 },
    },
    axisLabel: {
      customValues: at,
      formatter: label,
      margin: gap.tick + gap.label,
      color: font.color ?? ink.text,
      fontSize: tick,
      hideOverlap: false,
      showMinLabel: true,
      showMaxLabel: true,
      lineHeight: tick * 1.3,
      rich: { small: { fontSize: tick * 0.75 }, large: { fontSize: tick * 1.25 } },
    },
    splitLine: {
      show: v.spec.showgrid !== false,
      customValues: at,
      showMinLine: true,
      showMaxLine: true,
      lineStyle: { color: (v.spec.gridcolor as string | undefined) ?? ink.grid, width: 1 },
    },
    minorTick: { show: false },
    splitNumber: 1,
  };
}

const key = (v: number): string => v.toFixed(9);

/** Titles of both axes of a panel. */
export function axisTitles(p: Panel): object[] {
  const out: object[] = [];
  const { x, y } = p;
  const tickSize = (v: AxisView): number => ((v.spec.tickfont ?? {}) as Font).size ?? fontSize.tick;
  if (x.spec.title && x.spec.visible !== false) {
    const t = x.spec.title;
    const lines = Math.max(1, ...x.ticks.map((k) => k.label.split('<br>').length));
    const top =
      p.top +
      p.height +
      gap.tick +
      gap.label +
      tickSize(x) * 1.2 * lines +
      (t.standoff ?? gap.title) -
      3;
    out.push(
      words(t.text, {
        x: p.left + p.width / 2,
        y: top,
        size: t.font?.size ?? fontSize.axis,
        colour: t.font?.color ?? ink.text,
        align: 'center',
        baseline: 'top',
      }),
    );
  }
  if (y.spec.title && y.spec.visible !== false) {
    const t = y.spec.title;
    const widest = Math.max(0, ...y.ticks.map((k) => textWidth(k.label, tickSize(y) * k.scale)));
    const right = p.left - gap.tick - gap.label - widest - (t.standoff ?? gap.title);
    out.push(
      words(t.text, {
        x: right,
        y: p.top + p.height / 2,
        size: t.font?.size ?? fontSize.axis,
        colour: t.font?.color ?? ink.text,
        align: 'center',
        baseline: 'bottom',
        rotate: -90,
      }),
    );
  }
  return out;
}
