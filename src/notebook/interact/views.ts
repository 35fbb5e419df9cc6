import * as util from 'util';
import { isFigure } from '../../plots';
import { isTensor } from '../../tf/tensorText';
import type { Bundle } from '../bundle';
import { DISPLAY, isDisplayable, withText } from '../displayable';
import { figureBundle, pictureBundle } from '../figureBundle';
import { bundleFor } from '../format';
import { isFrame, isSeries, isTable, tableBundle } from '../table';
import { escapeHtml } from '../../core/text';
import { isPromise } from '../../core/promises';

/** One thing that a drawing function returned, ready to be shown. */
export interface View {
  /**
   * Shown at once. A picture: JupyterLab's interactive figures ignore a second figure in their
   * place.
   */
  readonly moving: Bundle;
  /** Shown when nothing has moved for a while: the interactive figure. */
  readonly resting: Bundle;
  /** Pixels that it is high, where that is known. */
  readonly height?: number;
}

/**
 * The views of what a drawing function returned: one for each item of a list of figures, tables,
 * tensors and values that show themselves, else one. Nothing for undefined.
 */
export function viewsOf(value: unknown): View[] | Promise<View[]> {
  if (value === undefined) return [];
  const items: readonly unknown[] = isList(value) ? value : [value];
  const views = items.map(viewOf);
  return views.every(isReady) ? views : Promise.all(views.map((view) => Promise.resolve(view)));
}

function isReady(view: View | Promise<View>): view is View {
  return !(view instanceof Promise);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.some(showsItself);
}

function showsItself(value: unknown): boolean {
  return (
    isFigure(value) || isDisplayable(value) || isTensor(value) || isFrame(value) || isSeries(value)
  );
}

function viewOf(value: unknown): View | Promise<View> {
  if (isFigure(value)) {
    const { height } = value.layout;
    return { moving: pictureBundle(value), resting: figureBundle(value), height };
  }
  if (isTable(value)) return still(tableBundle(value));
  if (isSeries(value)) return still(tableBundle(value.toFrame()));
  if (isDisplayable(value)) {
    const data = value[DISPLAY]();
    if (isPromise(data)) return Promise.resolve(data).then((later) => still(withText(later)));
    return still(withText(data));
  }
  const text = typeof value === 'string' ? value : util.inspect(value);
  return still(bundleFor(value) ?? { 'text/plain': text });
}

function still(bundle: Bundle): View {
  return { moving: bundle, resting: bundle };
}

/** One bundle of all views, for viewers without controls. */
export function stillBundle(views: readonly View[], arrange: 'below' | 'beside'): Bundle {
  const bundles = views.map(({ resting }) => resting);
  const [only] = bundles;
  if (only === undefined) return { 'text/plain': '' };
  if (bundles.length === 1) return only;
  const words = bundles.map((bundle) => bundle['text/plain']).join('\n\n');
  const pictures = bundles.map((bundle) => bundle['image/svg+xml']);
  if (pictures.every((picture): picture is string => typeof picture === 'string')) {
    return { 'image/svg+xml': onePicture(pictures, words, arrange), 'text/plain': words };
  }
  const flow = arrange === 'beside' ? 'display:flex;flex-wrap:wrap;gap:16px' : '';
  const parts = bundles.map((bundle) => `<div>${asHtml(bundle)}</div>`);
  return { 'text/html': `<div style="${flow}">${parts.join('\n')}</div>`, 'text/plain': words };
}

/** Space between two pictures. */
const GAP = 12;

/** Several pictures as one. */
function onePicture(
  pictures: readonly string[],
  words: string,
  arrange: 'below' | 'beside',
): string {
  let [x, y, width, height] = [0, 0, 0, 0];
  const placed = pictures.map((picture) => {
    const [own, high] = [sizeOf(picture, 'width'), sizeOf(picture, 'height')];
    const inner = picture.replace(/^[\s\S]*?<svg\b/, `<svg x="${x}" y="${y}"`);
    width = Math.max(width, x + own);
    height = Math.max(height, y + high);
    if (arrange === 'beside') x += own + GAP;
    else y += high + GAP;
    return inner;
  });
  const label = escapeHtml(words.replace(/\s+/g, ' '));
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ' +
    `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="${label}">\n${placed.join('\n')}</svg>`
  );
}

function sizeOf(picture: string, side: 'width' | 'height'): number {
  const opening = /<svg\b[^>]*>/.exec(picture)?.[0] ?? '';
  const given = new RegExp(`\\s${side}="([\\d.]+)(?:px)?"`).exec(opening)?.[1];
  return given === undefined ? 300 : Number(given);
}

/** A bundle inside an HTML page. */
function asHtml(bundle: Bundle): string {
  const html = bundle['text/html'];
  if (typeof html === 'string') return html;
  const words = escapeHtml(bundle['text/plain']);
  const picture = bundle['image/svg+xml'];
  if (typeof picture === 'string') {
    const address = `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`;
    return `<img alt="${words}" src="${address}">`;
  }
  return `<pre>${words}</pre>`;
}
