import { z } from 'zod';
import { checkArguments, countField } from './arguments';
import { plural } from '../core/text';
import { Drawing, through, TITLE_ROOM, type Box } from './diagram';
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

const sizesField = z.looseObject({
  inputSize: countField,
  outputSize: countField,
  hiddenSize: countField,
  memorySize: countField,
  memoryDim: countField,
  numReadHeads: countField,
  numWriteHeads: countField,
});

const CONTROLLER = { fill: '#fdf1da', edge: methodColour('lstm') };
const MEMORY = { fill: '#e3f4ee', edge: methodColour('dnc') };
const SMALL = { fontSize: 11 };
const ON_PAPER = { paper: true, fontSize: 11 };

/** Numbers in the interface vector (Graves et al. 2016, "Interface parameters"), by their heads. */
function interfaceCounts({ memoryDim: W, numReadHeads: R, numWriteHeads: H }: AgentSizes): {
  read: number;
  write: number;
} {
  const read = R * W + R + R + R * (2 * H + 1); // keys, strengths, free gates, read modes
  const write = H * (3 * W + 1 + 2); // key, erase, add; strength; allocation and write gates
  return { read, write };
}

/**
 * The agent as blocks, with the number of values on each arrow: x and the previous answer in, the
 * next answer out, the memory beside.
 * @throws RangeError for a size that is no whole number of at least 1
 */
export function agentDiagram(sizes: AgentSizes): Figure {
  checkArguments({ sizes: sizesField }, { sizes });
  const n = (count: number): string => say(count, 6);
  const { read, write } = interfaceCounts(sizes);
  const [inputs, answers] = [n(sizes.inputSize), n(sizes.outputSize)];
  const units = n(sizes.hiddenSize);
  const [slots, word] = [n(sizes.memorySize), n(sizes.memoryDim)];
  const wordsRead = n(sizes.numReadHeads * sizes.memoryDim);
  const [readers, writers] = [
    plural(sizes.numReadHeads, 'read head'),
    plural(sizes.numWriteHeads, 'write head'),
  ];
  const interfaceSize = n(read + write);
  const bank: Box = { x: 440, y: 128, width: 130, height: 140 };
  const d = new Drawing();
  d.box({ x: 12, y: 8, width: 112, height: 44 }, `input x<br>${inputs} numbers`)
    .box({ x: 12, y: 74, width: 112, height: 44 }, `previous answer y<br>${answers} numbers`)
    .box({ x: 196, y: 18, width: 118, height: 90 }, `LSTM controller<br>${units} units`, CONTROLLER)
    .box(
      { x: 196, y: 168, width: 118, height: 62 },
      `interface vector<br>${interfaceSize} numbers`,
      CONTROLLER,
    )
    .box(bank, '', MEMORY)
    .stripes(bank, 10, '#b5ddd0')
    .words([505, 198], `memory<br>${slots} slots × ${word}`, { paper: true })
    .box({ x: 440, y: 18, width: 130, height: 44 }, `linear layer<br>answer y: ${answers} numbers`)
    .box(
      { x: 196, y: 284, width: 118, height: 44 },
      `words read<br>${n(sizes.numReadHeads)} × ${word} = ${wordsRead}`,
      MEMORY,
    );
  d.arrow(through([124, 30], [196, 48])).arrow(through([124, 96], [196, 78]));
  d.arrow(through([314, 40], [440, 40])).words([377, 30], units);
  d.arrow(through([255, 108], [255, 168]));
  d.arrow(through([314, 183], [440, 183]))
    .words([377, 172], writers)
    .words([377, 193], `${n(write)} numbers`, SMALL);
  d.arrow(through([314, 218], [440, 218])).words([377, 228], `${readers}, ${n(read)}`, SMALL);
  d.arrow(through([505, 268], [505, 306], [314, 306])).words([410, 296], wordsRead);
  d.arrow(through([196, 306], [160, 306], [160, 94], [196, 94]), {
    colour: MEMORY.edge,
    dash: 'dash',
  }).words([160, 200], `next step<br>${wordsRead}`, ON_PAPER);
  d.arrow(through([505, 306], [606, 306], [606, 40], [570, 40])).words(
    [606, 168],
    wordsRead,
    ON_PAPER,
  );
  const alt = [
    `Block diagram of the agent. Input x (${inputs} numbers), the previous answer (${answers}) ` +
      `and the words read one step before (${wordsRead})`,
    `enter the LSTM controller with ${units} units. From its state comes the interface vector ` +
      `of ${interfaceSize} numbers:`,
    `${n(write)} for ${writers}, ${n(read)} for ${readers} of a ` +
      `memory of ${slots} slots of ${word} numbers.`,
    `The LSTM's ${units} numbers and the ${wordsRead} read from the memory go through a linear ` +
      `layer to the answer of ${answers} numbers.`,
  ];
  const title = `One step of the agent: ${slots} × ${word} memory, ${readers}, ${writers}`;
  return d.figure(title, TITLE_ROOM + 342, alt.join(' '));
}
