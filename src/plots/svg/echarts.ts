/**
 * The little of ECharts that is used here. Its own types are large, and every notebook cell would
 * pay for checking them.
 */
interface Chart {
  setOption(option: object): void;
  renderToSVGString(): string;
  dispose(): void;
}
interface ECharts {
  init(
    dom: null,
    theme: null,
    options: { renderer: 'svg'; ssr: true; width: number; height: number },
  ): Chart;
}
export type Api = { coord(point: readonly [number, number]): [number, number] };

let loaded: ECharts | undefined;

/** Draws an ECharts option as SVG text, without a browser. */
export function draw(option: object, width: number, height: number): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 0.2 s: only when it draws
  loaded ??= require('echarts') as ECharts;
  const chart = loaded.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
