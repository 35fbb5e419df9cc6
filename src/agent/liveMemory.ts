import { mapTensors, toArrays, toState } from '../checkpoint';
import type { AnyControllerState, AnyMemoryController, Weights } from '../controller';
import { tf } from '../tf';
import type { SavedAgent } from './agentFile';
import type { LiveWrite } from './loss';
import { SlotRecord } from './slotRecord';

/** What a live memory holds, and which task wrote it. */
export interface LiveMemory {
  /** Numbers in each slot, slots x word. */
  readonly memory: number[][];
  /** How much each slot is in use, 0 to 1; only the DNC's memory keeps account of that. */
  readonly usage?: number[];
  /** Weight that is left of each task's writing in each slot, tasks x slots (see `SlotRecord`). */
  readonly writtenBy: number[][];
}

/**
 * The state that a lifelong agent carries along the stream: plain numbers between training steps,
 * so no gradient reaches back into the step before.
 */
export class LiveState {
  private current: AnyControllerState;
  private record: SlotRecord;

  /** @param weights an initial memory that is 'random' is one of them */
  constructor(controller: AnyMemoryController, weights: Weights) {
    this.current = keep(controller.initialState(1, weights));
    this.record = new SlotRecord(controller.config.memory.memorySize);
  }

  /** Where episodes begin. */
  get state(): AnyControllerState {
    return this.current;
  }

  /**
   * Goes on after the live episode of a task. The tensors of `write` are this object's from now on.
   */
  advance(task: number, { state, kept, added }: LiveWrite): void {
    this.record.note(task, kept.dataSync(), added.dataSync());
    tf.dispose([kept, added, this.current] as never);
    this.current = keep(state);
  }

  content(): LiveMemory {
    const { memory } = this.current;
    const usage = 'usage' in memory ? memory.usage.arraySync()[0] : undefined;
    return {
      memory: memory.memory.arraySync()[0],
      ...(usage && { usage }),
      writtenBy: this.record.table(),
    };
  }

  saved(): Pick<SavedAgent, 'live' | 'record'> {
    return { live: toArrays(this.current), record: this.record.saved() };
  }

  /**
   * @throws RangeError naming the tensor that is missing or of another shape; nothing is changed
   * then
   */
  restore({ live = {}, record }: Pick<SavedAgent, 'live' | 'record'>): void {
    const found = keep(toState(this.current, live));
    tf.dispose(this.current as never);
    this.current = found;
    if (record) this.record = SlotRecord.from(record);
  }

  dispose(): void {
    tf.dispose(this.current as never);
  }
}

const keep = (state: AnyControllerState): AnyControllerState =>
  mapTensors(state, (tensor) => tf.keep(tensor));
