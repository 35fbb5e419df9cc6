import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { tf } from '../tf';
import type { Graph } from './graph';
import type { NativeBackend } from './native';

/** A graph that TensorFlow has loaded. It keeps the values of the graph's variables until it is disposed. */
export class Session {
  private id: number | undefined;

  /** @throws Error if TensorFlow refuses the graph */
  constructor(private readonly backend: NativeBackend, graph: Graph) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'neural-memory-graph-'));
    try {
      fs.writeFileSync(path.join(folder, 'saved_model.pb'), graph.serialize());
      this.id = backend.binding.loadSavedModel(folder, 'serve');
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Runs what the wanted outputs need.
   * @param feeds values of placeholders, by node name
   * @param outputs node names
   * @returns a tensor an output, in order; the caller disposes them
   */
  run(feeds: ReadonlyMap<string, tf.Tensor>, outputs: readonly string[]): tf.Tensor[] {
    if (this.id === undefined) throw new Error('this compiled function was disposed and cannot be called any more');
    const ids = this.backend.getInputTensorIds([...feeds.values()]);
    const at = (name: string): string => (name.includes(':') ? name : `${name}:0`);
    const results = this.backend.binding.runSavedModel(this.id, ids, [...feeds.keys()].map(at).join(), outputs.map(at).join());
    return results.map((result) => this.backend.createOutputTensor(result));
  }

  /** Frees the graph and its variables. */
  dispose(): void {
    if (this.id !== undefined) this.backend.binding.deleteSavedModel(this.id);
    this.id = undefined;
  }
}
