// As a program it adds to a run log and to a file of choices: LOG CHOICES NAME COUNT.
import { addToRunLog } from '../../src/experiments/continual/runLog';
import { keepChoice } from '../../src/experiments/continual/settings';

const [log = '', choices = '', name = '', count = ''] = process.argv.slice(2);
const date = '2026-11-24';
for (let i = 0; i < Number(count); i++) {
  addToRunLog({ command: 'table', runs: i, jobs: 1, seconds: 1 }, log);
  const settings = { rate: i };
  const choice = { scenario: name, strategy: 'er', budget: i, settings, grid: {}, seeds: [0] };
  keepChoice({ ...choice, scores: [], date }, choices);
}
