import { adam, compileTraining, type Named, type Training, type TrainingState } from '../compile';
import { checkPositive } from '../core/arguments';
import { mean } from '../core/numbers';
import type { TaskBatch } from '../tasks';
import { tf } from '../tf';
import { gradientUpdate } from './innerUpdates';
import { type MetaFunctions, metaObjective, type Phase, phaseAt } from './objective';
import {
  type MetaOptions,
  type MetaSettings,
  metaSettings,
  needsSecondDerivatives,
} from './options';
import { initialRates, separate } from './rates';
import { requireSecondDerivatives } from './secondDerivatives';
import { requireTaskIndependence } from './taskIndependence';
import type { Forward } from './network';
import { type SupportRows, supportRows, taskBatch } from './taskTensors';
import { type TrialOptions, type Trials, trialsOf, trialWith } from './trial';

/**
 * Learns parameters from which a new task is learned in a few gradient steps. All tasks of a
 * meta-step are adapted side by side in one compiled pass.
 *
 * - 'maml': minimises the query loss after `innerSteps` gradient steps on the support rows,
 *   differentiating through them (Finn et al. 2017, algorithm 2)
 * - 'fomaml': the same with the inner gradients as constants (section 5.2)
 * - 'anil': MAML where only the last layer adapts, in training too (Raghu et al. 2020, section 4)
 * - 'reptile': moves towards the mean of the adapted parameters (Nichol et al. 2018, algorithm
 *   2), with Adam or, by option, a plain step; it adapts on the support rows, the query rows only
 *   give the loss that `update` returns
 * - 'meta-sgd': MAML that learns a rate for every number that adapts (Li et al. 2017, algorithm 1)
 * - 'pretrain': no adaptation in training: the mean loss of all rows, support and query, of all
 *   tasks. The baseline
 *
 * `perStepRates`, `multiStepLoss` and `secondOrderFrom` are those of MAML++ (Antoniou et al. 2019).
 * The loss is the mean squared error, or by option cross-entropy or another; the inner steps are
 * plain gradient steps, or by option momentum, Adam or another. A network that mixes the rows of
 * different tasks is refused as soon as it is given two tasks.
 * @example
 * const net = network([1, 40, 40, 1]);
 * const parameters = net.initialParameters(createRandom(0));
 * const learner = new MetaLearner({ forward: net.forward, parameters, algorithm: 'maml' });
 * for (let i = 0; i < 2500; i++) learner.update(sinusoidTasks(random));
 * learner.evaluate(sinusoidTasks(other, { tasks: 600, query: 100 }), { steps: 10 });
 */
export class MetaLearner {
  /** Options as they are used. */
  readonly settings: MetaSettings;
  private readonly training: Training<[TaskBatch, Phase]>;
  private readonly trials: Trials;
  private readonly forward: Forward;
  private tasksAreApart = false;

  /**
   * @throws RangeError naming the option that is wrong; Error if second derivatives are needed, now
   * or later, and would be wrong (see `requireSecondDerivatives`)
   */
  constructor(options: MetaOptions) {
    const settings = (this.settings = metaSettings(options));
    const { parameters, metaRate, optimizer, clipNorm, eager } = options;
    const functions: MetaFunctions = {
      forward: options.forward,
      loss: options.loss ?? 'squared error',
      innerUpdate: options.innerUpdate ?? gradientUpdate,
    };
    if (needsSecondDerivatives(settings)) requireSecondDerivatives();
    this.forward = functions.forward;
    const rates = initialRates(parameters, settings);
    this.training = compileTraining({
      eager,
      clipNorm,
      parameters: { ...parameters, ...rates },
      optimizer: optimizer ?? adam({ learningRate: metaRate }),
      loss: metaObjective(functions, settings),
    });
    Object.values(rates).forEach((rate) => rate.dispose());
    this.trials = trialsOf(functions, settings, eager);
  }

  /** Meta-steps made. */
  get step(): number {
    return this.training.step;
  }

  /**
   * Operations of one meta-step in the compiled graph; 0 before the first and when run op by op.
   */
  get operations(): number {
    return this.training.operations;
  }

  /** The optimiser's step size from the next meta-step on. */
  get metaRate(): number {
    return this.training.learningRate;
  }

  set metaRate(rate: number) {
    checkPositive('metaRate', rate);
    this.training.learningRate = rate;
  }

  /**
   * One meta-step.
   * @returns the loss before it: the mean query loss after adaptation, or what the multi-step loss
   * makes of it (pre-training: of all rows, without)
   * @throws RangeError naming rows that do not belong together; Error if loss or gradient is not
   * finite, or if the network mixes tasks. Nothing is changed then
   */
  update(tasks: TaskBatch): number {
    const batch = taskBatch(tasks);
    this.requireTasksApart(batch);
    const phase = phaseAt(this.step, this.settings);
    try {
      return this.training.update(batch, phase);
    } finally {
      phase.weights?.dispose();
    }
  }

  /**
   * The parameters of each task after each step, `[tasks, ...shape]`, the first step first; the
   * caller disposes them. Nothing is learned.
   * @throws RangeError naming what is wrong
   */
  adapt(rows: SupportRows, options: TrialOptions = {}): Record<string, tf.Tensor>[] {
    const support = supportRows(rows);
    this.requireTasksApart(support);
    const trial = trialWith(options, this.settings.innerSteps);
    return this.withLearned((learned) => this.trials.adapt(learned, support, trial));
  }

  /**
   * The loss of each task's query rows, by default their mean squared error: a list for each step,
   * 0 (before adaptation) first, with a number for each task. Not finite where adaptation diverges.
   * @throws RangeError naming what is wrong
   */
  errors(tasks: TaskBatch, options: TrialOptions = {}): number[][] {
    return this.judge('errors', tasks, options);
  }

  /**
   * The share of each task's query rows, 0 to 1, whose largest output is that of the largest
   * target, as of one-hot classes: lists as those of `errors`.
   * @throws RangeError naming what is wrong
   */
  accuracies(tasks: TaskBatch, options: TrialOptions = {}): number[][] {
    return this.judge('accuracies', tasks, options);
  }

  /**
   * The mean over tasks of the query rows' loss after 0, 1, ... steps.
   * @throws RangeError naming what is wrong
   */
  evaluate(tasks: TaskBatch, options: TrialOptions = {}): number[] {
    return this.errors(tasks, options).map(mean);
  }

  /** The parameters learned, without an axis of tasks; the caller disposes them. */
  parameters(): Record<string, tf.Tensor> {
    return this.part('parameters');
  }

  /**
   * The rates learned, by the names of the parameters they are for: `[innerSteps]` with per-step
   * rates, of the parameter's shape for Meta-SGD, else none. The caller disposes them.
   */
  rates(): Record<string, tf.Tensor> {
    return this.part('rates');
  }

  /**
   * Everything, to be stored.
   * @example
   * saveModel('start.safetensors', { config: learner.settings, ...fromTraining(learner.state()) });
   * const saved = loadModel('start.safetensors', { config: learner.settings });
   * learner.restore(toTraining(saved));
   */
  state(): TrainingState {
    return this.training.state();
  }

  /**
   * Goes on where `state()` was taken, bit for bit.
   * @throws RangeError if it is another learner's; nothing is changed then
   */
  restore(state: TrainingState): void {
    this.training.restore(state);
  }

  /** Frees everything. */
  dispose(): void {
    this.training.dispose();
    this.trials.adapt.dispose();
    this.trials.errors.dispose();
    this.trials.accuracies.dispose();
  }

  /** Tries once whether the network keeps tasks apart. @throws Error if it does not */
  private requireTasksApart(rows: SupportRows): void {
    if (this.tasksAreApart) return;
    this.tasksAreApart = this.withLearned((learned) =>
      requireTaskIndependence(this.forward, separate(learned).parameters, rows),
    );
  }

  private judge(by: 'errors' | 'accuracies', tasks: TaskBatch, options: TrialOptions): number[][] {
    const trial = trialWith(options, this.settings.innerSteps);
    const batch = taskBatch(tasks);
    this.requireTasksApart(batch);
    return this.withLearned((learned) => {
      const judged = this.trials[by](learned, batch, trial);
      const table = judged.arraySync();
      judged.dispose();
      return table;
    });
  }

  private withLearned<R>(use: (learned: Named) => R): R {
    const learned = this.training.parameters();
    try {
      return use(learned);
    } finally {
      tf.dispose(learned);
    }
  }

  private part(wanted: 'parameters' | 'rates'): Record<string, tf.Tensor> {
    const parts = separate(this.training.parameters());
    tf.dispose(parts[wanted === 'rates' ? 'parameters' : 'rates']);
    return parts[wanted];
  }
}
