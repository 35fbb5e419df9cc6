// jax-js, JAX in TypeScript, as a contestant: the whole training step under jit, on its Wasm
// backend. In Node that has one thread: its threads are those of a browser.
//
// Environment: PEER_ALLOCATION (pairs or sort; the quickest measured is the default).
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { init, jit, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { Dnc, STATE } from './jax_js_dnc.mjs';
import { mamlLoss } from './jax_js_maml.mjs';
import { group, serve } from './jax_js_protocol.mjs';

const BETA1 = 0.9;
const BETA2 = 0.999;

/** A weighted sum of what was and what came. */
const blend = (old, next, share) => old.mul(share).add(next.mul(1 - share));

/** All numbers of some arrays squared and added up. */
function squares(arrays) {
  return Object.values(arrays)
    .map((array) => np.square(array).sum())
    .reduce((a, b) => a.add(b));
}

/** Loss, gradient, clipping by global norm if asked for, Adam: one compiled function. */
function trainer(loss, { clipNorm, learningRate, epsilon }) {
  function step(weights, first, second, count, ...batch) {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(weights), ...batch);
    if (clipNorm) {
      const norm = np.sqrt(squares(tree.ref(gradients)));
      const share = np.divide(clipNorm, np.maximum(norm, clipNorm));
      for (const name of Object.keys(gradients)) gradients[name] = gradients[name].mul(share.ref);
      share.dispose();
    }
    count = count.add(1);
    const rest1 = np.subtract(1, np.power(BETA1, count.ref));
    const rest2 = np.subtract(1, np.power(BETA2, count.ref));
    const after = { weights: {}, first: {}, second: {}, count, value };
    for (const [name, gradient] of Object.entries(gradients)) {
      const m = blend(first[name], gradient.ref, BETA1);
      const v = blend(second[name], np.square(gradient), BETA2);
      const root = np.sqrt(v.ref.div(rest2.ref));
      const move = m.ref.div(rest1.ref).div(root.add(epsilon));
      after.weights[name] = weights[name].sub(move.mul(learningRate));
      after.first[name] = m;
      after.second[name] = v;
    }
    tree.dispose([rest1, rest2]);
    return after;
  }
  return jit(step);
}

/** A function that makes a step with the weights it holds and gives the loss before it. */
function keepStepping(step, weights, batch) {
  const zeros = () => tree.map((weight) => np.zeros(weight.shape), weights);
  let held = { weights, first: zeros(), second: zeros(), count: np.zeros([]) };
  return () => {
    const { weights: own, first, second, count } = held;
    const { value, ...after } = step(own, first, second, count, ...tree.ref(batch));
    held = after;
    return value.item();
  };
}

function make(spec, tensors) {
  const arrays = {};
  for (const [name, { shape, data }] of Object.entries(tensors))
    arrays[name] = np.array(data).reshape(shape);
  const weights = group(arrays, 'weights');
  if (spec.kind === 'maml') {
    const batch = ['supportX', 'supportY', 'queryX', 'queryY'].map((name) => arrays[name]);
    return keepStepping(trainer(mamlLoss(spec), spec), weights, batch);
  }
  const state = group(arrays, 'state');
  const batch = [STATE.map((name) => state[name]), arrays.inputs, arrays.targets];
  return keepStepping(trainer(new Dnc(spec).loss, spec), weights, batch);
}

/** The package lets nobody import its package.json: it is looked for beside its program. */
function version() {
  const program = createRequire(import.meta.url).resolve('@jax-js/jax');
  const file = path.join(path.dirname(program), '..', 'package.json');
  return JSON.parse(fs.readFileSync(file, 'utf8')).version;
}

await init('wasm');
await serve({ 'jax-js': version() }, make);
