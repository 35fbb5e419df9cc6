import { mean } from '../core/numbers';
import { indices } from './numbers';

/** A node of a graph without cycles; its inputs come before it in the list. */
interface LayerNode {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly width: number;
}
/** Where a node stands: the layer it is in, and the middle of its box across. */
export interface Placed {
  readonly layer: number;
  readonly x: number;
}
/** An arrow: from a node to a node, and the places it passes in the layers between. */
interface Route {
  readonly from: string;
  readonly to: string;
  readonly through: readonly Placed[];
}

/** A node, or an arrow on its way: the latter pulls harder, to stay straight. */
interface Slot {
  readonly width: number;
  readonly pull: number;
  readonly up: Slot[];
  readonly down: Slot[];
  x: number;
}

/**
 * Places the nodes of a graph in layers, each below its inputs, so that few arrows cross (the
 * method of Sugiyama, Tagawa and Toda 1981: layers by the longest path, a place in each layer for
 * every arrow that passes it, order and position by the mean of the neighbours).
 * @param gap between boxes, in the unit of the widths
 * @throws RangeError for an input that is no node of the list before it
 */
export function layered(
  nodes: readonly LayerNode[],
  gap: number,
): {
  readonly places: ReadonlyMap<string, Placed>;
  readonly routes: readonly Route[];
  readonly layers: number;
} {
  const layerOf = layersByLongestPath(nodes);
  const layers: Slot[][] = Array.from({ length: Math.max(0, ...layerOf.values()) + 1 }, () => []);
  const slot = (width: number, layer: number, pull: number): Slot => {
    const made = { width, pull, up: [], down: [], x: 0 };
    layers[layer].push(made);
    return made;
  };
  const own = new Map(
    nodes.map((node) => [node.name, slot(node.width, layerOf.get(node.name)!, 1)]),
  );
  const paths: { from: string; to: string; slots: Slot[]; first: number }[] = [];
  for (const { name: to, inputs } of nodes)
    for (const from of new Set(inputs)) {
      const first = layerOf.get(from)! + 1;
      const slots = indices(layerOf.get(to)! - first).map((i) => slot(0, first + i, 2));
      const chain = [own.get(from)!, ...slots, own.get(to)!];
      chain.slice(1).forEach((below, i) => {
        chain[i].down.push(below);
        below.up.push(chain[i]);
      });
      paths.push({ from, to, slots, first });
    }
  arrange(layers, gap);
  return {
    places: new Map(
      nodes.map(({ name }) => [name, { layer: layerOf.get(name)!, x: own.get(name)!.x }]),
    ),
    routes: paths.map(({ from, to, slots, first }) => ({
      from,
      to,
      through: slots.map(({ x }, i) => ({ layer: first + i, x })),
    })),
    layers: layers.length,
  };
}

/**
 * A node stands one below the lowest of its inputs; one without inputs just above the first that
 * takes it.
 */
function layersByLongestPath(nodes: readonly LayerNode[]): Map<string, number> {
  const layer = new Map<string, number>();
  for (const { name, inputs } of nodes) {
    const missing = inputs.find((input) => !layer.has(input));
    if (missing !== undefined)
      throw new RangeError(
        `node "${name}": its input "${missing}" is no node that stands before it`,
      );
    layer.set(name, Math.max(-1, ...inputs.map((input) => layer.get(input)!)) + 1);
  }
  for (const { name, inputs } of nodes) {
    const takers = nodes.filter((other) => other.inputs.includes(name));
    if (inputs.length === 0 && takers.length > 0)
      layer.set(name, Math.min(...takers.map((taker) => layer.get(taker.name)!)) - 1);
  }
  return layer;
}

/** Orders and positions the slots of every layer, sweeping down and up. */
function arrange(layers: readonly Slot[][], gap: number): void {
  for (const layer of layers) spread(layer, indices(layer.length), gap);
  for (let sweep = 0; sweep < 40; sweep++) {
    const down = sweep % 2 === 0;
    const order = down ? layers : [...layers].reverse();
    for (const layer of order) {
      const wanted = new Map(layer.map((s) => [s, wantedX(s, down, sweep >= 16)]));
      const place = (s: Slot): number => wanted.get(s)!;
      if (sweep < 16) layer.sort((a, b) => place(a) - place(b));
      spread(layer, layer.map(place), gap);
    }
  }
}

/** The mean of the neighbours on one side; at the end of both. */
function wantedX(s: Slot, down: boolean, both: boolean): number {
  const all = [...s.up, ...s.down];
  const side = down ? s.up : s.down;
  const near = both || side.length === 0 ? all : side;
  return near.length === 0 ? s.x : mean(near.map(({ x }) => x));
}

/**
 * Sets x as near to what is wanted as the widths allow, in the order of the layer (least squares:
 * neighbours that would overlap move together).
 */
function spread(layer: readonly Slot[], wanted: readonly number[], gap: number): void {
  const offsets = [0];
  for (let i = 1; i < layer.length; i++)
    offsets.push(offsets[i - 1] + (layer[i - 1].width + layer[i].width) / 2 + gap);
  const blocks: Block[] = [];
  wanted.forEach((x, i) => {
    const { pull } = layer[i];
    let block: Block = { sum: (x - offsets[i]) * pull, weight: pull, count: 1 };
    while (blocks.length > 0 && middle(blocks[blocks.length - 1]) >= middle(block)) {
      const { sum, weight, count } = blocks.pop()!;
      block = { sum: sum + block.sum, weight: weight + block.weight, count: count + block.count };
    }
    blocks.push(block);
  });
  let i = 0;
  for (const block of blocks)
    for (let k = 0; k < block.count; k++, i++) layer[i].x = middle(block) + offsets[i];
}

/** Neighbours that move together. */
interface Block {
  readonly sum: number;
  readonly weight: number;
  readonly count: number;
}
const middle = ({ sum, weight }: Block): number => sum / weight;
