/** A node of a graph without cycles; its inputs come before it in the list. */
export interface LayerNode {
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
export interface Route {
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
  const link = (a: Slot, b: Slot): void => {
    a.down.push(b);
    b.up.push(a);
  };
  const paths = nodes.flatMap(({ name, inputs }) =>
    [...new Set(inputs)].map((input) => {
      const first = layerOf.get(input)! + 1;
      const last = layerOf.get(name)!;
      const through = Array.from({ length: last - first }, (_, i) => slot(0, first + i, 2));
      [own.get(input)!, ...through, own.get(name)!].reduce((a, b) => {
        link(a, b);
        return b;
      });
      return { from: input, to: name, through, first };
    }),
  );
  arrange(layers, gap);
  return {
    places: new Map(
      nodes.map(({ name }) => [name, { layer: layerOf.get(name)!, x: own.get(name)!.x }]),
    ),
    routes: paths.map(({ from, to, through, first }) => ({
      from,
      to,
      through: through.map(({ x }, i) => ({ layer: first + i, x })),
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
  for (const layer of layers)
    spread(
      layer,
      layer.map((_, i) => i),
      gap,
    );
  for (let sweep = 0; sweep < 40; sweep++) {
    const down = sweep % 2 === 0;
    const order = down ? layers : [...layers].reverse();
    for (const layer of order) {
      const wanted = new Map(layer.map((s) => [s, wantedX(s, down, sweep >= 16)]));
      if (sweep < 16) layer.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
      spread(
        layer,
        layer.map((s) => wanted.get(s)!),
        gap,
      );
    }
  }
}

/** The mean of the neighbours on one side; at the end of both. */
function wantedX(s: Slot, down: boolean, both: boolean): number {
  const side = both ? [...s.up, ...s.down] : down ? s.up : s.down;
  const near = side.length > 0 ? side : [...s.up, ...s.down];
  return near.length === 0 ? s.x : near.reduce((sum, { x }) => sum + x, 0) / near.length;
}

/**
 * Sets x as near to what is wanted as the widths allow, in the order of the layer (least squares:
 * neighbours that would overlap move together).
 */
function spread(layer: readonly Slot[], wanted: readonly number[], gap: number): void {
  const offsets = layer.reduce<number[]>(
    (all, s, i) => [...all, i === 0 ? 0 : all[i - 1] + (layer[i - 1].width + s.width) / 2 + gap],
    [],
  );
  const blocks: { sum: number; weight: number; count: number }[] = [];
  wanted.forEach((x, i) => {
    blocks.push({ sum: (x - offsets[i]) * layer[i].pull, weight: layer[i].pull, count: 1 });
    for (
      let last = blocks.length - 1;
      last > 0 &&
      blocks[last - 1].sum / blocks[last - 1].weight >= blocks[last].sum / blocks[last].weight;
      last--
    ) {
      const { sum, weight, count } = blocks.pop()!;
      blocks[last - 1].sum += sum;
      blocks[last - 1].weight += weight;
      blocks[last - 1].count += count;
    }
  });
  let i = 0;
  for (const { sum, weight, count } of blocks)
    for (let k = 0; k < count; k++, i++) layer[i].x = sum / weight + offsets[i];
}
