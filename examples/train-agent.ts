// Trains the agent on a stream of four regression tasks and measures what it forgets.
import { ContinualLearningAgent, runStream } from 'neural-memory-lab/agent';
import { profiles } from 'neural-memory-lab/config';
import { continualMetrics } from 'neural-memory-lab/metrics';
import { regressionStream } from 'neural-memory-lab/tasks';
import { ready } from 'neural-memory-lab/tf';

await ready();
const updatesPerTask = Number(process.argv[2] ?? 5); // 150 learn the stream
const agent = new ContinualLearningAgent(profiles.quick({ seed: 1 }));
const R = await runStream(agent, regressionStream({ seed: 1 }), {
  updatesPerTask,
  onTask: (task, errors) => console.log(`after task ${task + 1}:`, errors.length, 'errors'),
});
const { averageScore, forgetting } = continualMetrics(R, { higherIsBetter: false });
console.log('numbers:', [averageScore, forgetting].every(Number.isFinite));
agent.dispose();

// prints:
// after task 1: 4 errors
// after task 2: 4 errors
// after task 3: 4 errors
// after task 4: 4 errors
// numbers: true
