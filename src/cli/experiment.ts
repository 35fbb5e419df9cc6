import { main } from './arguments';
import { experimentCommand, helpText } from './experiment/options';

/**
 * `npm run -s experiment -- SCENARIO|tune|table|ablation|report`: see `--help`. Wrong words are
 * refused before anything large is loaded; TensorFlow is loaded with the command that needs it.
 * @returns the exit status: 0; 1 if a run failed
 */
async function experiment(words: readonly string[]): Promise<number> {
  const command = experimentCommand(words);
  switch (command.name) {
    case 'help':
      console.log(helpText());
      return 0;
    case 'tune':
      return (await import('../experiments/continual/tune')).tune(command.options);
    case 'table':
    case 'ablation': {
      const { makeTable } = await import('../experiments/continual/table');
      return makeTable(command.name, command.options);
    }
    case 'report':
      return (await import('../experiments/continual/makeReport')).makeReport();
    case 'experiment':
      return (await import('../experiments/continual/experiment')).experiment(command.options);
  }
}

void main('experiment', () => experiment(process.argv.slice(2)));
