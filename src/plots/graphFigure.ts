import { z } from 'zod';
import type { SpokenOptions } from './alt';
import { altField, checkArguments, names, text } from './arguments';
import { fontSize } from './axes';
import { Drawing, through, TITLE_ROOM, type Box } from './diagram';
import type { Figure } from './figure';
import { WIDTH } from './frame';
import { layered, type Placed } from './layers';
import { ink } from './palette';
import { list, plain, textWidth } from './text';

/** A node as it is drawn. */
export interface GraphBox {
  readonly name: string;
  /** Names of the nodes it takes its inputs from; they stand before it in the list. */
  readonly inputs: readonly string[];
  /** What is written in the box, in one line or two. */
  readonly label: string;
  /**
   * Nodes of one group have one colour; groups are named under the figure in the order in which
   * they come.
   */
  readonly group: string;
}
/** What the drawing of a graph shows. */
export interface GraphFigureOptions extends SpokenOptions {
  readonly title: string;
  /** Names of the nodes that are results: drawn with a thick edge. */
  readonly outputs?: readonly string[];
}

const nodesField = z.array(z.looseObject({ name: text, inputs: names, label: text, group: text }));
const graphOptions = z.strictObject({
  title: text,
  outputs: names.optional(),
  ...altField,
});

/** A style a group. */
const STYLES = [
  { fill: '#e8e8e8', edge: '#7f7f7f' },
  { fill: '#dceaf4', edge: '#0072b2' },
  { fill: '#fae3d4', edge: '#d55e00' },
  { fill: '#d8efe6', edge: '#009e73' },
  { fill: '#f6e3ee', edge: '#cc79a7' },
];
const HIGH = 34;
const DOWN = 52;
const MARGIN = 10;
const GAP = 18;

/**
 * A graph of operations: a box a node, each below the nodes it takes its inputs from, arrows
 * between them.
 * @throws RangeError for no nodes, more than five groups, an input that is not there, or a graph
 * too wide to be read
 * @example
 * const nodes = [
 *   { name: 'x', inputs: [], label: 'x', group: 'input' },
 *   { name: 'y', inputs: ['x'], label: 'Tanh', group: 'operation' },
 * ];
 * graphFigure(nodes, { title: 'Two nodes' });
 */
export function graphFigure(nodes: readonly GraphBox[], options: GraphFigureOptions): Figure {
  checkArguments({ nodes: nodesField, options: graphOptions }, { nodes, options });
  const { title, outputs = [] } = options;
  const groups = [...new Set(nodes.map(({ group }) => group))];
  if (nodes.length === 0 || groups.length > STYLES.length)
    throw new RangeError(
      `graph "${title}": got ${nodes.length} nodes in ${groups.length} groups, expected at ` +
        `least 1 node and at most ${STYLES.length} groups`,
    );
  const text = new Map(nodes.map(({ name, label }) => [name, inLines(label)]));
  const boxes = nodes.map((node) => ({
    ...node,
    width: Math.max(46, textWidth(text.get(node.name)!, fontSize.note) + 12),
  }));
  const { places, routes, layers } = layered(boxes, GAP);
  const ends = routes.flatMap((route) => route.through.map(({ x }) => x));
  for (const { name, width } of boxes) {
    const { x } = places.get(name)!;
    ends.push(x - width / 2, x + width / 2);
  }
  const left = Math.min(...ends);
  const right = Math.max(...ends);
  const room = WIDTH - 2 * MARGIN;
  const shrink = Math.min(1, room / (right - left));
  const start = MARGIN + (room - (right - left) * shrink) / 2;
  if (shrink < 0.8)
    throw new RangeError(
      `graph "${title}": ${Math.round(right - left)} pixels wide, expected at most ` +
        `${Math.round(room / 0.8)}: draw a smaller function`,
    );
  const pixel = (x: number): number => start + (x - left) * shrink;
  const at = ({ x, layer }: Placed, down: number): [number, number] => [
    pixel(x),
    top(layer) + down,
  ];
  const drawing = new Drawing();
  const groupOf = new Map(nodes.map(({ name, group }) => [name, groups.indexOf(group)]));
  for (const route of routes) {
    const { edge } = STYLES[Math.max(groupOf.get(route.from)!, groupOf.get(route.to)!)];
    const bends = route.through.map((place, i) => at(place, i === 0 ? 0 : HIGH / 2));
    const [from, to] = [places.get(route.from)!, places.get(route.to)!];
    drawing.arrow(through(at(from, HIGH), ...bends, at(to, 0)), { colour: edge });
  }
  for (const { name, width, group } of boxes) {
    const place = places.get(name)!;
    const wide = width * shrink;
    const box = { x: pixel(place.x) - wide / 2, y: top(place.layer), width: wide, height: HIGH };
    drawing.box(box, '', STYLES[groups.indexOf(group)]);
    if (outputs.includes(name)) drawing.box(around(box, 3), '', RESULT);
    drawing.words(at(place, HIGH / 2), text.get(name)!, { fontSize: fontSize.note });
  }
  const bottom = top(layers - 1) + HIGH + 24;
  legend(drawing, groups, bottom);
  const counts = groups.map(
    (group) => `${group} ${nodes.filter((node) => node.group === group).length}`,
  );
  const layout = `Graph of ${nodes.length} nodes in ${layers} layers, from the top down`;
  const computed = `${title}. ${layout}: ${list(counts)}. ${described(nodes, outputs).join('; ')}.`;
  const alt = options.alt ?? computed;
  return drawing.figure(title, TITLE_ROOM + bottom + 18, alt);
}

const RESULT = { fill: 'rgba(0,0,0,0)', edge: ink.text };

/** Pixels from the top of the drawing to a layer. */
const top = (layer: number): number => 6 + layer * DOWN;
const inLines = (label: string): string => label.split('\n').map(plain).join('<br>');
const inOneLine = (label: string): string => label.replace('\n', ' ');

const around = (box: Box, pixels: number): Box => ({
  x: box.x - pixels,
  y: box.y - pixels,
  width: box.width + 2 * pixels,
  height: box.height + 2 * pixels,
});

/** Each node with what it takes. */
function described(nodes: readonly GraphBox[], outputs: readonly string[]): string[] {
  const labels = new Map(nodes.map(({ name, label }) => [name, inOneLine(label)]));
  return nodes.map(({ name, inputs }) => {
    const taken = inputs.map((input) => labels.get(input)!);
    const takes = taken.length > 0 ? ` takes ${list(taken)}` : '';
    return `${labels.get(name)}${takes}${outputs.includes(name) ? ' (a result)' : ''}`;
  });
}

/** Small boxes with the names of the groups. */
function legend(drawing: Drawing, groups: readonly string[], y: number): void {
  let x = MARGIN;
  groups.forEach((group, k) => {
    drawing.box({ x, y: y - 6, width: 14, height: 12 }, '', STYLES[k]);
    drawing.words([x + 20, y], plain(group), { align: 'left', fontSize: fontSize.note });
    x += 20 + textWidth(plain(group), fontSize.note) + 18;
  });
}
