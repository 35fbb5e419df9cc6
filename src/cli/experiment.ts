import { main } from './arguments';
import {
  checkReport,
  experimentOptions,
  helpText,
  longOptions,
  tuneOptions,
} from './experiment/options';

/**
 * `npm run -s experiment -- SCENARIO|tune|table|ablation|report`: see `--help`. Wrong words are
 * refused before anything large is loaded; TensorFlow is loaded with the command that needs it.
 * @returns the exit status: 0; 1 if a run failed
 */
async function experimentCommand([first = '', ...words]: readonly string[]): Promise<number> {
  if ([first, ...words].some((word) => word === '--help' || word === '-h')) {
    console.log(helpText());
    return 0;
  }
  if (first === 'tune') {
    const options = tuneOptions(words);
    return (await import('../experiments/continual/tune')).tune(options);
  }
  if (first === 'table' || first === 'ablation') {
    const options = longOptions(first, words);
    return (await import('../experiments/continual/table')).makeTable(first, options);
  }
  if (first === 'report') {
    checkReport(words);
    return (await import('../experiments/continual/makeReport')).makeReport();
  }
  const options = experimentOptions(first, words);
  return (await import('../experiments/continual/experiment')).experiment(options);
}

void main('experiment', () => experimentCommand(process.argv.slice(2)));
