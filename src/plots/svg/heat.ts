import { PNG } from 'pngjs';
import type { ColourScale, HeatmapTrace } from '../figure';
import { fontSize } from '../axes';
import { ink } from '../palette';
import { custom } from './custom';
import type { PanelView, PixelBox } from './panels';
import { words } from './words';

type Rgb = readonly [number, number, number];

/** Colour of a place from 0 to 1, mixed in RGB as Plotly does. */
export function colourAt(scale: ColourScale, place: number): Rgb {
  const p = Math.min(1, Math.max(0, place));
  const i = Math.max(
    1,
    scale.findIndex(([s]) => s >= p),
  );
  const [s0, c0] = scale[i - 1];
  const [s1, c1] = scale[i];
  const f = (p - s0) / (s1 - s0);
  const a = rgb(c0);
  const b = rgb(c1);
  return [0, 1, 2].map((k) => Math.round(a[k] + f * (b[k] - a[k]))) as unknown as Rgb;
}
const rgb = (hex: string): Rgb => {
  const n = parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
};

/**
 * The cells of a heatmap as one PNG; thousands of rectangles would be a megabyte. Many cells get
 * about a pixel of the screen for each pixel, few cells with gaps two.
 */
function cellsPng(
  t: HeatmapTrace,
  width: number,
  height: number,
  flipX: boolean,
  flipY: boolean,
): string {
  const rows = t.z.length;
  const columns = t.z[0].length;
  const fine = (t.xgap ?? 0) + (t.ygap ?? 0) > 0 ? 2 : 0.5;
  const w = Math.max(1, Math.round((fine * width) / columns));
  const h = Math.max(1, Math.round((fine * height) / rows));
  const gx = w > 6 ? Math.round(t.xgap ?? 0) : 0;
  const gy = h > 6 ? Math.round(t.ygap ?? 0) : 0;
  const png = new PNG({ width: columns * w, height: rows * h, colorType: 2 });
  png.data.fill(255);
  t.z.forEach((row, r) =>
    row.forEach((v, c) => {
      if (v === null) return;
      const colour = cellColour(t, v);
      const top = (flipY ? rows - 1 - r : r) * h;
      const left = (flipX ? columns - 1 - c : c) * w;
      for (let y = top + gy; y < top + h - gy; y++)
        for (let x = left + gx; x < left + w - gx; x++)
          png.data.set(colour, 4 * (y * png.width + x));
    }),
  );
  return dataUri(png);
}

function dataUri(png: PNG): string {
  const bytes = PNG.sync.write(png, { colorType: 2, inputHasAlpha: true });
  return `data:image/png;base64,${bytes.toString('base64')}`;
}

/** Colour of a value in a heatmap; white where there is none. */
function cellColour({ colorscale, zmin, zmax }: HeatmapTrace, value: number | null): Rgb {
  if (value === null) return [255, 255, 255];
  return colourAt(colorscale, (value - zmin) / (zmax - zmin));
}

/** The picture under the axes, and the values in the cells. */
export function heatmapSeries(t: HeatmapTrace, panel: PanelView, base: object): object[] {
  const { left, top, width, height, x, y } = panel;
  const [x0, x1] = [x.at(-0.5), x.at(t.z[0].length - 0.5)];
  const [y0, y1] = [y.at(-0.5), y.at(t.z.length - 0.5)];
  const box = {
    x: left + Math.min(x0, x1) * width,
    width: Math.abs(x1 - x0) * width,
    y: top + (1 - Math.max(y0, y1)) * height,
    height: Math.abs(y1 - y0) * height,
  };
  const image = cellsPng(t, box.width, box.height, x0 > x1, y0 < y1);
  const picture = custom({ ...base, z: 0 }, 1, () => ({ type: 'image', style: { ...box, image } }));
  const cells = (t.text ?? []).flatMap((row, r) => row.map((text, c) => ({ text, r, c })));
  const written = cells.filter(({ text }) => text !== '');
  const values = custom(base, written.length, (_, i) => {
    const { text, r, c } = written[i];
    return words(text, {
      x: left + x.at(c) * width,
      y: top + (1 - y.at(r)) * height,
      size: t.textfont?.size ?? 12,
      colour: t.textfont?.color ?? contrast(cellColour(t, t.z[r][c])),
      align: 'center',
    });
  });
  const series = t.text ? [picture, values] : [picture];
  return series.map((each) => ({ ...each, clip: false }));
}

/**
 * Dark or light ink, whichever reads better on this colour (brightness as tinycolor and Plotly have
 * it).
 */
const contrast = ([r, g, b]: Rgb): string =>
  (r * 299 + g * 587 + b * 114) / 1000 < 128 ? '#ffffff' : '#444444';

/** The colour bar at the right of the plot. */
export function colourBar(t: HeatmapTrace, plot: PixelBox): object[] {
  if (t.showscale === false) return [];
  const bar = t.colorbar ?? {};
  const thick = bar.thickness ?? 30;
  const left = plot.left + plot.width * (bar.x ?? 1.02) + 10;
  const png = new PNG({ width: 1, height: 128, colorType: 2 });
  const top = plot.top + 10;
  const height = plot.height * (bar.len ?? 1) - 20;
  const place = (v: number): number => top + height * (1 - (v - t.zmin) / (t.zmax - t.zmin));
  for (let i = 0; i < 128; i++)
    png.data.set([...colourAt(t.colorscale, 1 - (i + 0.5) / 128), 255], 4 * i);
  const marks = (bar.tickvals ?? [])
    .map((v, i) => ({ v, text: bar.ticktext?.[i] ?? String(v) }))
    .filter((m) => m.v >= t.zmin - 1e-9 && m.v <= t.zmax + 1e-9);
  return [
    {
      type: 'image',
      silent: true,
      style: { x: left, y: top, width: thick, height, image: dataUri(png) },
    },
    ...marks.map((m) =>
      words(m.text, {
        x: left + thick + 5,
        y: place(m.v),
        size: bar.tickfont?.size ?? fontSize.tick,
        colour: ink.text,
      }),
    ),
  ];
}
