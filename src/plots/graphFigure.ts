import { size } from './axes';
import { Drawing } from './diagram';
import type { Figure } from './figure';
import { WIDTH } from './frame';
import { layered } from './layers';
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
export interface GraphFigureOptions {
  readonly title: string;
  /** Names of the nodes that are results: drawn with a thick edge. */
  readonly outputs?: readonly string[];
}

const FILLS = ['#e8e8e8', '#dceaf4', '#fae3d4', '#d8efe6', '#f6e3ee'];
const EDGES = ['#7f7f7f', '#0072b2', '#d55e00', '#009e73', '#cc79a7'];
const HIGH = 34;
const DOWN = 52;
const MARGIN = 10;
const GAP = 18;

/**
 * A graph of operations: a box a node, each below the nodes it takes its inputs from, arrows
 * between them.
 * @throws RangeError for no nodes, more than five groups, an input that is not there, or a graph
 * too wide to be read
 * @example graphFigure([{ name: 'x', inputs: [], label: 'x', group: 'input' }, { name: 'y', inputs: ['x'], label: 'Tanh', group: 'operation' }], { title: 'Two nodes' })
 */
export function graphFigure(
  nodes: readonly GraphBox[],
  { title, outputs = [] }: GraphFigureOptions,
): Figure {
  const groups = [...new Set(nodes.map(({ group }) => group))];
  if (nodes.length === 0 || groups.length > FILLS.length)
    throw new RangeError(
      `graph "${title}": got ${nodes.length} nodes in ${groups.length} groups, expected at ` +
        `least 1 node and at most ${FILLS.length} groups`,
    );
  const text = new Map(
    nodes.map(({ name, label }) => [name, label.split('\n').map(plain).join('<br>')]),
  );
  const boxes = nodes.map((node) => ({
    ...node,
    width: Math.max(46, textWidth(text.get(node.name)!, size.note) + 12),
  }));
  const { places, routes, layers } = layered(boxes, GAP);
  const ends = boxes
    .flatMap(({ name, width }) => [
      places.get(name)!.x - width / 2,
      places.get(name)!.x + width / 2,
    ])
    .concat(routes.flatMap((r) => r.through.map(({ x }) => x)));
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
  const x = (v: number): number => start + (v - left) * shrink;
  const top = (layer: number): number => 6 + layer * DOWN;
  const drawing = new Drawing();
  const groupOf = new Map(nodes.map(({ name, group }) => [name, groups.indexOf(group)]));
  for (const { from, to, through } of routes) {
    const a = places.get(from)!;
    const b = places.get(to)!;
    const colour = EDGES[Math.max(groupOf.get(from)!, groupOf.get(to)!)];
    const bends = through.map((p, i): [number, number] => [
      x(p.x),
      top(p.layer) + (i === 0 ? 0 : HIGH / 2),
    ]);
    drawing.arrow([[x(a.x), top(a.layer) + HIGH], ...bends, [x(b.x), top(b.layer)]], colour);
  }
  for (const { name, width, group } of boxes) {
    const at = places.get(name)!;
    const k = groups.indexOf(group);
    const box = {
      x: x(at.x) - (width * shrink) / 2,
      y: top(at.layer),
      width: width * shrink,
      height: HIGH,
    };
    drawing.box(box, '', { fill: FILLS[k], edge: EDGES[k] });
    if (outputs.includes(name))
      drawing.box(
        { x: box.x - 3, y: box.y - 3, width: box.width + 6, height: box.height + 6 },
        '',
        { fill: 'rgba(0,0,0,0)', edge: ink.text },
      );
    drawing.words([x(at.x), top(at.layer) + HIGH / 2], text.get(name)!, { fontSize: size.note });
  }
  const bottom = top(layers - 1) + HIGH + 24;
  legend(drawing, groups, bottom);
  const said = nodes.map(
    ({ name, label, inputs }) =>
      `${label.replace('\n', ' ')}${inputs.length > 0 ? ' takes ' + `${list(inputs.map((input) => (nodes.find((n) => n.name === input)?.label ?? input).replace('\n', ' ')))}` : ''}${outputs.includes(name) ? ' (a result)' : ''}`,
  );
  const counts = groups.map(
    (group) => `${group} ${nodes.filter((node) => node.group === group).length}`,
  );
  return drawing.figure(
    title,
    36 + bottom + 18,
    `${title}. Graph of ${nodes.length} nodes in ${layers} layers, from the top down: ` +
      `${list(counts)}. ${said.join('; ')}.`,
  );
}

/** Small boxes with the names of the groups. */
function legend(drawing: Drawing, groups: readonly string[], y: number): void {
  let x = MARGIN;
  groups.forEach((group, k) => {
    drawing.box({ x, y: y - 6, width: 14, height: 12 }, '', { fill: FILLS[k], edge: EDGES[k] });
    drawing.words([x + 20, y], plain(group), { align: 'left', fontSize: size.note });
    x += 20 + textWidth(plain(group), size.note) + 18;
  });
}
