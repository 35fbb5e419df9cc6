// A differentiable neural computer learns to copy sequences, then is scored on longer ones.
import { TaskTraining } from 'neural-memory-lab/experiments/memory-tasks';
import { copyTask } from 'neural-memory-lab/tasks';
import { ready } from 'neural-memory-lab/tf';

await ready();
const updates = Number(process.argv[2] ?? 30); // 1,000 learn to copy
const task = copyTask({ bits: 4, maxLength: 3 });
const training = new TaskTraining({ task, model: 'dnc', seed: 0, learningRate: 3e-3 });

const losses: number[] = [];
for (let i = 0; i < updates; i++) losses.push(training.update());
console.log('cost fell:', losses[losses.length - 1] < losses[0]);

const longer = copyTask({ bits: 4, minLength: 6, maxLength: 6 });
const { wrongShare } = training.score({ task: longer, memorySize: 32 });
console.log('at twice the length better than guessing:', wrongShare < 0.5);
training.dispose();

// prints:
// cost fell: true
// at twice the length better than guessing: true
