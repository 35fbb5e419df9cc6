import { readFileSync } from 'node:fs';
import type { StoredTensors } from '../../src/checkpoint';
import { decodeSafeTensors } from '../../src/checkpoint/safetensors';
import { mean, median } from '../../src/core/numbers';
import { createRandom } from '../../src/core/random';
import { convolutionalEmbedding, PrototypicalNetwork } from '../../src/meta';
import {
  type ClassImages,
  distortedEpisode,
  drawEpisode,
  errorShare,
  type FewShotEpisode,
  withRotations,
} from '../../src/tasks/few-shot';
import { ready } from '../../src/tf';
import type { OneShotSpec } from './oneShotCases';
import type { BenchOrder, OneShotMade } from './protocol';
import { cannot, serve } from './serve';
import { libraryVersions } from './versions';

/** Losses at the end whose mean is said. */
const LAST = 50;

/** The project's `PrototypicalNetwork` as a contestant. */
async function main(): Promise<void> {
  await ready();
  await serve(libraryVersions(), (order: BenchOrder): object => {
    if (order.do === 'one-shot-run') return wholeRun(order.spec, order.file, order.seed);
    throw cannot(order);
  });
}

/** Learns from episodes of distorted characters, then answers the trials of the file. */
function wholeRun(spec: OneShotSpec, file: string, seed: number): OneShotMade {
  const { side, blocks, channels, learningRate, distortions } = spec;
  const { tensors } = decodeSafeTensors(readFileSync(file));
  const pool = withRotations(charactersOf(tensors));
  const random = createRandom(seed);
  const network = new PrototypicalNetwork({
    embedding: convolutionalEmbedding({ side, blocks, channels }),
    random: random.fork('parameters'),
    learningRate,
  });
  const drawing = random.fork('episodes');
  const steps: number[] = [];
  const losses: number[] = [];
  const start = performance.now();
  const before = process.cpuUsage();
  for (let i = 0; i < spec.episodes; i++) {
    const episode = distortedEpisode(drawEpisode(pool, spec, drawing), drawing, distortions);
    const begin = performance.now();
    losses.push(network.update(episode));
    steps.push((performance.now() - begin) / 1e3);
  }
  const seconds = (performance.now() - start) / 1e3;
  const { user, system } = process.cpuUsage(before);
  const wrong = errorShare(trialsOf(tensors), (episode) => network.answers(episode));
  network.dispose();
  return {
    wrong,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    stepSeconds: median(steps),
    loss: mean(losses.slice(-LAST)),
    seed,
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS),
    norm: 'layer',
  };
}

/** The characters of the file, upright. Their alphabets are not told. */
function charactersOf({ characters }: StoredTensors): ClassImages {
  const [classes, perClass, pixels] = characters.shape;
  const groups = new Array<string>(classes).fill('all');
  return { classes, perClass, pixels, images: characters.data, groups };
}

/** The 20 runs of the file. */
function trialsOf({ support, query, answers }: StoredTensors): FewShotEpisode[] {
  const [runs, ways] = support.shape;
  const classes = Array.from({ length: ways }, (_, own) => own);
  const ofRun = ({ data }: StoredTensors[string], run: number): Float32Array =>
    data.subarray((run * data.length) / runs, ((run + 1) * data.length) / runs);
  return Array.from({ length: runs }, (_, run) => ({
    ways,
    support: { count: ways, x: ofRun(support, run), y: new Float32Array() },
    query: { count: ways, x: ofRun(query, run), y: ofRun(answers, run) },
    classes,
  }));
}

void main();
