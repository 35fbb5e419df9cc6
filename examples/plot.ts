// A figure from score matrices, saved as SVG in the folder that the program was started in.
import { writeFileSync } from 'node:fs';
import { forgettingCurves, toSvg } from 'neural-memory-lab/plots';

const replay = [
  [0.95, 0.1, 0.1],
  [0.9, 0.94, 0.1],
  [0.88, 0.9, 0.96],
];
const naive = [
  [0.95, 0.1, 0.1],
  [0.4, 0.96, 0.1],
  [0.2, 0.5, 0.97],
];
const figure = forgettingCurves(
  [
    { name: 'replay', runs: [replay] },
    { name: 'naive', runs: [naive] },
  ],
  {
    title: 'Replay keeps the first task',
    taskNames: ['zero or one', 'two or three', 'four or five'],
    yLabel: 'held-out digits right (share)',
  },
);
writeFileSync('forgetting.svg', toSvg(figure));
console.log('wrote forgetting.svg');

// prints:
// wrote forgetting.svg
