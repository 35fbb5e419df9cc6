import { checkArguments } from '../arguments';
import { type BarTrace, type Figure, figureField } from '../figure';
import { fontSize } from '../axes';
import { ink } from '../palette';
import { axisLabels, axisOption, axisTitles } from './axes';
import { draw } from './echarts';
import { colourBar } from './heat';
import { legend } from './legend';
import { annotationElements, shapeElements } from './marks';
import { checkSupported } from './supported';
import { panels, plotBox } from './panels';
import { tidy } from './tidy';
import { traceSeries } from './traces';
import { unmark } from '../text';
import { words } from './words';

/**
 * The figure as SVG text, drawn by ECharts without a browser, to look as Plotly draws it. The same
 * figure always gives the same text. A figure with a slider is drawn as its still: chosen steps
 * side by side.
 * @throws Error naming the trace or layout feature that cannot be drawn
 */
export function toSvg(figure: Figure): string {
  checkArguments({ figure: figureField }, { figure });
  if (figure.still) return toSvg({ ...figure.still, alt: figure.alt });
  checkSupported(figure);
  const { layout, data } = figure;
  const all = panels(figure);
  const box = plotBox(figure);
  const bars = data.filter((t): t is BarTrace => t.type === 'bar');
  const series = data.flatMap((t, order) => {
    const index = all.findIndex((p) => p.x.id === (t.xaxis ?? 'x') && p.y.id === (t.yaxis ?? 'y'));
    const beside = bars.filter((b) => b.xaxis === t.xaxis && b.yaxis === t.yaxis);
    return traceSeries(t, { panel: all[index], index, order, bars: beside, layout });
  });
  const title = layout.title
    ? [
        words(layout.title.text, {
          x: 12,
          y: 6,
          size: layout.title.font?.size ?? fontSize.title,
          colour: ink.text,
          baseline: 'top',
        }),
      ]
    : [];
  const option = {
    animation: false,
    backgroundColor: layout.paper_bgcolor ?? ink.paper,
    grid: all.map((p) => ({
      left: p.left,
      top: p.top,
      width: p.width,
      height: p.height,
      outerBoundsMode: 'none',
      containLabel: false,
    })),
    xAxis: all.map((p, i) => axisOption(p.x, 'x', i)),
    yAxis: all.map((p, i) => axisOption(p.y, 'y', i)),
    series,
    graphic: {
      elements: [
        ...title,
        ...all.flatMap(axisLabels),
        ...all.flatMap(axisTitles),
        ...legend(figure, box),
        ...data.flatMap((t) => (t.type === 'heatmap' ? colourBar(t, box) : [])),
        ...shapeElements(figure, all),
        ...annotationElements(figure, all),
      ],
    },
  };
  return tidy(
    draw(option, layout.width, layout.height),
    unmark(layout.title?.text ?? '').replace(/\n/g, ' '),
    figure.alt,
  );
}
