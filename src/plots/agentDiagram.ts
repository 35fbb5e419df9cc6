import { Drawing } from './diagram';
import type { Figure } from './figure';
import { methodColour } from './palette';
import { say } from './text';

/** The sizes that the diagram shows. */
export interface AgentSizes {
  /** Numbers in one input x. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Units of the LSTM. */
  readonly hiddenSize: number;
  /** Slots of the memory. */
  readonly memorySize: number;
  /** Numbers in a slot. */
  readonly memoryDim: number;
  readonly numReadHeads: number;
  readonly numWriteHeads: number;
}

/**
 * Numbers in the interface vector, by what they are for (Graves et al. 2016, "Interface
 * parameters").
 */
export function interfaceParts(
  s: Pick<AgentSizes, 'memoryDim' | 'numReadHeads' | 'numWriteHeads'>,
): { read: number; write: number; total: number } {
  const { memoryDim: W, numReadHeads: R, numWriteHeads: H } = s;
  const read = R * W + R + R + R * (2 * H + 1); // keys, strengths, free gates, read modes
  const write = H * (3 * W + 1 + 2); // key, erase, add; strength; allocation and write gates
  return { read, write, total: read + write };
}

/**
 * The agent as blocks, with the number of values on each arrow: x and the previous answer in, the
 * next answer out, the memory beside.
 */
export function agentDiagram(sizes: AgentSizes): Figure {
  for (const [name, value] of Object.entries(sizes)) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(
        `agentDiagram: ${name}: got ${value}, expected a whole number of at least 1`,
      );
  }
  const {
    inputSize: I,
    outputSize: O,
    hiddenSize: U,
    memorySize: N,
    memoryDim: W,
    numReadHeads: R,
    numWriteHeads: H,
  } = sizes;
  const n = (v: number): string => say(v, 6);
  const parts = interfaceParts(sizes);
  const memory = methodColour('dnc');
  const lstm = methodColour('lstm');
  const heads = (count: number, kind: string): string =>
    `${count} ${kind} head${count > 1 ? 's' : ''}`;
  const d = new Drawing();
  d.box({ x: 12, y: 8, width: 112, height: 44 }, `input x<br>${n(I)} numbers`);
  d.box({ x: 12, y: 74, width: 112, height: 44 }, `previous answer y<br>${n(O)} numbers`);
  d.box({ x: 196, y: 18, width: 118, height: 90 }, `LSTM controller<br>${n(U)} units`, {
    fill: '#fdf1da',
    edge: lstm,
  });
  d.box(
    { x: 196, y: 168, width: 118, height: 62 },
    `interface vector<br>${n(parts.total)} numbers`,
    { fill: '#fdf1da', edge: lstm },
  );
  const bank = { x: 440, y: 128, width: 130, height: 140 };
  d.box(bank, '', { fill: '#e3f4ee', edge: memory }).stripes(bank, 10, '#b5ddd0');
  d.words([505, 198], `memory<br>${n(N)} slots × ${n(W)}`, { paper: true });
  d.box({ x: 440, y: 18, width: 130, height: 44 }, `linear layer<br>answer y: ${n(O)} numbers`);
  d.box(
    { x: 196, y: 284, width: 118, height: 44 },
    `words read<br>${n(R)} × ${n(W)} = ${n(R * W)}`,
    { fill: '#e3f4ee', edge: memory },
  );
  d.arrow([
    [124, 30],
    [196, 48],
  ]).arrow([
    [124, 96],
    [196, 78],
  ]);
  d.arrow([
    [314, 40],
    [440, 40],
  ]).words([377, 30], n(U));
  d.arrow([
    [255, 108],
    [255, 168],
  ]);
  d.arrow([
    [314, 183],
    [440, 183],
  ])
    .words([377, 172], heads(H, 'write'))
    .words([377, 193], `${n(parts.write)} numbers`, { fontSize: 11 });
  d.arrow([
    [314, 218],
    [440, 218],
  ]).words([377, 228], `${heads(R, 'read')}, ${n(parts.read)}`, { fontSize: 11 });
  d.arrow([
    [505, 268],
    [505, 306],
    [314, 306],
  ]).words([410, 296], n(R * W));
  d.arrow(
    [
      [196, 306],
      [160, 306],
      [160, 94],
      [196, 94],
    ],
    memory,
    'dash',
  ).words([160, 200], `next step<br>${n(R * W)}`, { paper: true, fontSize: 11 });
  d.arrow([
    [505, 306],
    [606, 306],
    [606, 40],
    [570, 40],
  ]).words([606, 168], n(R * W), { paper: true, fontSize: 11 });
  const alt = [
    `Block diagram of the agent. Input x (${n(I)} numbers), the previous answer (${n(O)}) and ` +
      `the words read one step before (${n(R * W)})`,
    `enter the LSTM controller with ${n(U)} units. From its state comes the interface vector ` +
      `of ${n(parts.total)} numbers:`,
    `${n(parts.write)} for ${heads(H, 'write')}, ${n(parts.read)} for ${heads(R, 'read')} of a ` +
      `memory of ${n(N)} slots of ${n(W)} numbers.`,
    `The LSTM's ${n(U)} numbers and the ${n(R * W)} read from the memory go through a linear ` +
      `layer to the answer of ${n(O)} numbers.`,
  ].join(' ');
  return d.figure(
    `One step of the agent: ${n(N)} × ${n(W)} memory, ${heads(R, 'read')}, ${heads(H, 'write')}`,
    36 + 342,
    alt,
  );
}
