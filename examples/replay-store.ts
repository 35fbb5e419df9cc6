// A prioritized store of past examples: what has the largest error is drawn most often.
import { ExperienceReplay } from 'neural-memory-lab/replay';

const store = new ExperienceReplay({ capacity: 1000, fields: { x: 2, y: 1 }, seed: 1 });
for (let i = 0; i < 100; i++) {
  store.add({ x: Float32Array.of(i, i * i), y: Float32Array.of(i % 2) });
}

const { indices, weights, items } = store.sample(8);
console.log(indices.length, 'items,', items.x.length, 'numbers of x,', items.y.length, 'of y');
console.log(
  'all alike so far:',
  weights.every((weight) => weight === 1),
);

store.updatePriorities([7], [50]); // the error of item 7 is large
const again = store.sample(1000).indices.filter((index) => index === 7).length;
console.log('item 7 of 1,000 draws:', again > 80 && again < 110 ? 'about a tenth' : again);

// prints:
// 8 items, 16 numbers of x, 8 of y
// all alike so far: true
// item 7 of 1,000 draws: about a tenth
