import { gap, fontSize } from '../axes';
import { ink } from '../palette';
import type { Font } from '../figure';
import { textWidth } from '../text';
import type { Tick } from '../ticks';
import type { AxisView, PanelView } from './panels';
import { words, type WordOptions } from './words';

/**
 * One axis for ECharts, from 0 to 1 whatever it shows: values are placed before (log axes, reversed
 * axes, very small numbers), ticks are ours.
 */
export function axisOption(v: AxisView, side: 'x' | 'y', grid: number): object {
  const visible = v.spec.visible !== false;
  const at = v.ticks.map(v.tickAt);
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
    axisLabel: { show: false },
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

/** The font of the labels. */
const fontOf = ({ spec }: AxisView): Font => spec.tickfont ?? {};
const tickSize = (view: AxisView): number => fontOf(view).size ?? fontSize.tick;

/**
 * The labels of both axes of a panel; ECharts itself would leave out those that it thinks too
 * close.
 */
export function axisLabels({ x, y, left, top, width, height }: PanelView): object[] {
  const away = gap.tick + gap.label;
  const label = (v: AxisView, text: string, place: Omit<WordOptions, 'size' | 'colour'>): object =>
    words(text, { ...place, size: tickSize(v), colour: fontOf(v).color ?? ink.text });
  const shown = ({ spec, ticks }: AxisView): readonly Tick[] =>
    spec.visible === false ? [] : ticks.filter((tick) => tick.label !== '');
  return [
    ...shown(x).map((tick) => {
      const place = { x: left + x.tickAt(tick) * width, y: top + height + away };
      return label(x, tick.label, { ...place, align: 'center', baseline: 'top' });
    }),
    ...shown(y).map((tick) => {
      const place = { x: left - away, y: top + (1 - y.tickAt(tick)) * height };
      return label(y, tick.label, { ...place, align: 'right' });
    }),
  ];
}

/** Titles of both axes of a panel. */
export function axisTitles(p: PanelView): object[] {
  const { x, y } = p;
  const lines = Math.max(1, ...x.ticks.map((tick) => tick.label.split('<br>').length));
  const below = p.top + p.height + gap.tick + gap.label + tickSize(x) * 1.2 * lines;
  const widest = Math.max(0, ...y.ticks.map((t) => textWidth(t.label, tickSize(y))));
  const beside = p.left - gap.tick - gap.label - widest;
  return [
    ...title(x, (standoff) => ({
      x: p.left + p.width / 2,
      y: below + standoff - 3,
      baseline: 'top',
    })),
    ...title(y, (standoff) => ({
      x: beside - standoff,
      y: p.top + p.height / 2,
      baseline: 'bottom',
      rotate: -90,
    })),
  ];
}

/** @param place of the title, by its pixels from the labels */
function title(
  { spec }: AxisView,
  place: (standoff: number) => Pick<WordOptions, 'x' | 'y' | 'baseline' | 'rotate'>,
): object[] {
  if (!spec.title || spec.visible === false) return [];
  const { text, font, standoff = gap.title } = spec.title;
  const size = font?.size ?? fontSize.axis;
  const colour = font?.color ?? ink.text;
  return [words(text, { ...place(standoff), size, colour, align: 'center' })];
}
