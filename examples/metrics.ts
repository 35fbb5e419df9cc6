// Metrics of continual learning from a score matrix: R[i][j] is the score on task j after task i.
import { continualMetrics, seedStats } from 'neural-memory-lab/metrics';

const R = [
  [0.95, 0.1, 0.1],
  [0.8, 0.94, 0.1],
  [0.7, 0.85, 0.96],
];
const { averageScore, forgetting, bwt } = continualMetrics(R, { higherIsBetter: true });
console.log('average score', averageScore.toFixed(3));
console.log('forgetting', forgetting?.toFixed(3), 'backward transfer', bwt?.toFixed(3));

const { mean, ci95HalfWidth } = seedStats([0.81, 0.84, 0.79, 0.83, 0.82]);
console.log('over five seeds', mean.toFixed(3), '±', ci95HalfWidth?.toFixed(3));

// prints:
// average score 0.837
// forgetting 0.170 backward transfer -0.170
// over five seeds 0.818 ± 0.024
