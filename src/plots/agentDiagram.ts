import { z } from 'zod';
import type { SpokenOptions } from './alt';
import { altField, checkArguments, countField } from './arguments';
import { plural } from '../core/text';
import { fontSize } from './axes';
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
const SMALL = { fontSize: fontSize.note };
const ON_PAPER = { paper: true, fontSize: fontSize.note };

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
export function agentDiagram(sizes: AgentSizes, options: SpokenOptions = {}): Figure {
  checkArguments({ sizes: sizesField, options: z.strictObject(altField) }, { sizes, options });
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
  const left = { x: 12, width: 170 };
  const middle = { x: 250, width: 156 };
  const right = { x: 580, width: 200 };
  const bank: Box = { ...right, y: 128, height: 140 };
  const d = new Drawing();
  d.box({ ...left, y: 8, height: 44 }, `input x<br>${inputs} numbers`)
    .box({ ...left, y: 74, height: 44 }, `previous answer y<br>${answers} numbers`)
    .box({ ...middle, y: 18, height: 90 }, `LSTM controller<br>${units} units`, CONTROLLER)
    .box(
      { ...middle, y: 168, height: 62 },
      `interface vector<br>${interfaceSize} numbers`,
      CONTROLLER,
    )
    .box(bank, '', MEMORY)
    .stripes(bank, 10, '#b5ddd0')
    .words([680, 198], `memory<br>${slots} slots × ${word}`, { paper: true })
    .box({ ...right, y: 18, height: 44 }, `linear layer<br>answer y: ${answers} numbers`)
    .box(
      { ...middle, y: 284, height: 44 },
      `words read<br>${n(sizes.numReadHeads)} × ${word} = ${wordsRead}`,
      MEMORY,
    );
  d.arrow(through([182, 30], [250, 48])).arrow(through([182, 96], [250, 78]));
  d.arrow(through([406, 40], [580, 40])).words([493, 29], units);
  d.arrow(through([328, 108], [328, 168]));
  d.arrow(through([406, 183], [580, 183]))
    .words([493, 171], writers)
    .words([493, 193], `${n(write)} numbers`, SMALL);
  d.arrow(through([406, 218], [580, 218])).words([493, 229], `${readers}, ${n(read)}`, SMALL);
  d.arrow(through([680, 268], [680, 306], [406, 306])).words([540, 295], wordsRead);
  d.arrow(through([250, 306], [216, 306], [216, 92], [250, 92]), {
    colour: MEMORY.edge,
    dash: 'dash',
  }).words([208, 200], `next step<br>${wordsRead}`, ON_PAPER);
  d.arrow(through([680, 306], [804, 306], [804, 40], [780, 40])).words(
    [804, 168],
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
  return d.figure(title, TITLE_ROOM + 342, options.alt ?? alt.join(' '));
}
