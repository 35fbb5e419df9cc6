"""JAX as a contestant: the whole training step under jit.

Environment: PEER_THREADS, the cores it may run on.
"""

import os

THREADS = int(os.environ.get("PEER_THREADS", "1"))
if hasattr(
    os, "sched_setaffinity"
):  # before JAX starts its threads: it counts the cores it may use
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

from jax_dnc import STATE, Dnc  # noqa: E402
from jax_maml import maml_loss  # noqa: E402
from protocol import group, serve  # noqa: E402

BETA1, BETA2 = 0.9, 0.999


def trainer(loss, spec):
    """Loss, gradient, clipping by global norm if asked for, Adam: one compiled function.

    The buffers of what it replaces are donated to it.
    """

    def step(weights, first, second, count, *batch):
        value, gradients = jax.value_and_grad(loss)(weights, *batch)
        if spec.get("clipNorm"):
            norm = jnp.sqrt(sum(jnp.sum(g * g) for g in gradients.values()))
            gradients = {
                name: g * (spec["clipNorm"] / jnp.maximum(norm, spec["clipNorm"]))
                for name, g in gradients.items()
            }
        count = count + 1
        first = {name: BETA1 * first[name] + (1 - BETA1) * g for name, g in gradients.items()}
        second = {name: BETA2 * second[name] + (1 - BETA2) * g * g for name, g in gradients.items()}

        def move(m, v):
            root = jnp.sqrt(v / (1 - BETA2**count))
            return (m / (1 - BETA1**count)) / (root + spec["epsilon"])

        weights = {
            name: w - spec["learningRate"] * move(first[name], second[name])
            for name, w in weights.items()
        }
        return weights, first, second, count, value

    return jax.jit(step, donate_argnums=(0, 1, 2, 3))


def keep_stepping(step, weights, batch):
    def zeros():
        return {name: jnp.zeros_like(w) for name, w in weights.items()}

    held = [weights, zeros(), zeros(), jnp.float32(0)]

    def once():
        *held[:], value = step(*held, *batch)
        return float(value)

    return once


def make(spec, arrays):
    arrays = {name: jnp.asarray(array) for name, array in arrays.items()}
    weights = group(arrays, "weights")
    if spec["kind"] == "maml":
        return keep_stepping(
            trainer(maml_loss(spec), spec),
            weights,
            [arrays[name] for name in ("supportX", "supportY", "queryX", "queryY")],
        )
    state = group(arrays, "state")
    return keep_stepping(
        trainer(Dnc(spec).loss, spec),
        weights,
        [tuple(state[name] for name in STATE), arrays["inputs"], arrays["targets"]],
    )


if __name__ == "__main__":
    serve({"jax": jax.__version__}, make)
