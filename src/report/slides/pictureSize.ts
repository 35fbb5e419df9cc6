import { STEPS } from '../../notebook/interact/steps';
import { joined, type Cell, type Output } from '../notebookFile';
import { PLOTLY_MIME } from '../notebookSchema';
import type { FigureSpec } from '../outputs';

/** Size of a picture in pixels, as it was made. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The size that a figure has if nothing says so. */
const USUAL: PictureSize = { width: 640, height: 420 };

/** The size of the picture that a part of a notebook is; undefined if it is none. */
export function pictureOf({ outputs }: Cell): PictureSize | undefined {
  return outputs?.length === 1 ? pictureSize(outputs[0]) : undefined;
}

/** The size of an output that is a picture; undefined if it is none. */
export function pictureSize(output: Output): PictureSize | undefined {
  if (!('data' in output)) return undefined;
  const { data } = output;
  if (PLOTLY_MIME in data) return specSize(data[PLOTLY_MIME] as FigureSpec);
  if (STEPS in data && !('image/svg+xml' in data)) return undefined;
  if ('image/svg+xml' in data) return svgSize(joined(data['image/svg+xml']));
  return 'image/png' in data || 'image/jpeg' in data ? USUAL : undefined;
}

function specSize({ layout }: FigureSpec): PictureSize {
  const { width, height } = layout ?? {};
  return {
    width: typeof width === 'number' && width > 0 ? width : USUAL.width,
    height: typeof height === 'number' && height > 0 ? height : USUAL.height,
  };
}

/** The size that an SVG says it has, in its `width` and `height` or its `viewBox`. */
function svgSize(svg: string): PictureSize {
  const tag = /<svg\b[^>]*>/i.exec(svg)?.[0] ?? '';
  const box = /\bviewBox\s*=\s*["']\s*\S+\s+\S+\s+([\d.]+)\s+([\d.]+)/i.exec(tag);
  const width = Number(/\swidth\s*=\s*["']([\d.]+)/i.exec(tag)?.[1] ?? box?.[1]);
  const height = Number(/\sheight\s*=\s*["']([\d.]+)/i.exec(tag)?.[1] ?? box?.[2]);
  return width > 0 && height > 0 ? { width, height } : USUAL;
}
