// Runs in a browser page: finds what cannot be read in a drawing, an SVG picture or Plotly's.
/* global document, getComputedStyle */
'use strict';

/** The box of the letters of a text, without the white above and below them. */
function boxOf(element, frame) {
  const box = element.getBoundingClientRect();
  const size = parseFloat(getComputedStyle(element).fontSize) || 12;
  const angle = /rotate\(\s*-?90|matrix\(0,?\s*-?1/.test(element.getAttribute('transform') ?? '');
  const upright = angle || box.height > 1.9 * box.width;
  const lines = Math.max(1, element.querySelectorAll('tspan.line').length);
  const lost = (upright ? box.width : box.height) - lines * size * 1.0;
  const [dx, dy] = upright ? [Math.max(0, lost / 2), 0] : [0, Math.max(0, lost / 2)];
  return {
    text: element.textContent.trim(),
    left: box.left - frame.left + dx,
    right: box.right - frame.left - dx,
    top: box.top - frame.top + dy,
    bottom: box.bottom - frame.top - dy,
    size,
  };
}

const overlapping = (a, b) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;

function textsIn(root, frame) {
  return [...root.querySelectorAll('text')]
    .filter((t) => t.textContent.trim() !== '' && t.getBoundingClientRect().width > 0)
    .filter((t) => getComputedStyle(t).visibility !== 'hidden' && t.closest('defs') === null)
    .map((t) => boxOf(t, frame));
}

/** Boxes of a diagram: filled rectangles that are large enough to hold words. */
function boxesIn(root, frame) {
  return [...root.querySelectorAll('rect, path')]
    .filter((shape) => !['none', ''].includes(shape.getAttribute('fill') ?? ''))
    .map((shape) => shape.getBoundingClientRect())
    .map((box) => ({
      left: box.left - frame.left,
      right: box.right - frame.left,
      top: box.top - frame.top,
      bottom: box.bottom - frame.top,
    }))
    .filter((b) => b.right - b.left > 24 && b.bottom - b.top > 16)
    .filter((b) => b.right - b.left < 0.9 * frame.width);
}

/** Texts that stand in a box of a diagram but not wholly. */
function outOfBoxes(texts, boxes) {
  const inside = (box, x, y) => x > box.left && x < box.right && y > box.top && y < box.bottom;
  return texts.flatMap((t) => {
    const [x, y] = [(t.left + t.right) / 2, (t.top + t.bottom) / 2];
    const around = boxes
      .filter((box) => inside(box, x, y))
      .sort((a, b) => a.right - a.left - (b.right - b.left));
    const box = around[0];
    if (!box || (t.left >= box.left && t.right <= box.right)) return [];
    return [`"${t.text}" is wider than its box`];
  });
}

/**
 * Everything that cannot be read in a drawing, in sentences.
 * @param names of the legend
 * @param diagram whether words stand in boxes
 */
globalThis.unreadable = ([selector, names, diagram]) => {
  const root = document.querySelector(selector);
  const frame = root.getBoundingClientRect();
  const texts = textsIn(root, frame);
  const wrong = [];
  for (const t of texts) {
    const past = [
      ['left', -t.left],
      ['right', t.right - frame.width],
      ['top', -t.top],
      ['bottom', t.bottom - frame.height],
    ].filter(([, by]) => by > 0.5);
    for (const [side, by] of past)
      wrong.push(`"${t.text}" is cut at the ${side} by ${by.toFixed(1)}`);
  }
  texts.forEach((a, i) => {
    for (const b of texts.slice(i + 1))
      if (overlapping(a, b)) wrong.push(`"${a.text}" and "${b.text}" overlap`);
  });
  const entries = texts.filter((t) => names.includes(t.text));
  for (const entry of entries) {
    const middle = (entry.top + entry.bottom) / 2;
    const sample = { left: entry.left - 35, right: entry.left - 5 };
    const sampleBox = { ...sample, top: middle - 6, bottom: middle + 6 };
    for (const other of entries)
      if (other !== entry && overlapping(sampleBox, other))
        wrong.push(`"${other.text}" runs into the sample of "${entry.text}"`);
  }
  if (diagram) wrong.push(...outOfBoxes(texts, boxesIn(root, frame)));
  return wrong;
};
