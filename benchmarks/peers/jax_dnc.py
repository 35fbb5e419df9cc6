"""The differentiable neural computer of src/controller and src/memory in JAX.

The same equations, the same order of gates and of interface parts.
"""

import itertools
import os

import jax
import jax.numpy as jnp

EPSILON = 1e-6
STATE = (
    "hidden",
    "cell",
    "memory",
    "usage",
    "readWeights",
    "writeWeights",
    "link",
    "precedence",
    "reads",
)
ALLOCATION = os.environ.get("PEER_ALLOCATION", "sort")
UNROLL = os.environ.get("PEER_UNROLL", "loop")
sigmoid, softmax, softplus = jax.nn.sigmoid, jax.nn.softmax, jax.nn.softplus


def norm(x):
    return jnp.sqrt(jnp.sum(x * x, -1, keepdims=True) + EPSILON)


def content_weights(memory, keys, strengths):
    similarity = (
        keys @ memory.transpose(0, 2, 1) / (norm(keys) * norm(memory).transpose(0, 2, 1) + EPSILON)
    )
    return softmax(similarity * softplus(strengths)[..., None], -1)


def allocation_by_pairs(bounded):
    """Every pair of slots compared; ties go to the lower slot. The order has no gradient."""
    free = jax.lax.stop_gradient(1 - bounded)
    mine, other = free[:, :, None], free[:, None, :]
    lower = jnp.tril(jnp.ones((free.shape[1],) * 2, bool), -1)
    freer = ((other > mine) | ((other == mine) & lower)).astype(bounded.dtype)
    return (1 - bounded) * jnp.exp((freer @ jnp.log(bounded)[..., None])[..., 0])


def allocation_by_sort(bounded):
    places = jnp.argsort(jax.lax.stop_gradient(bounded), axis=1, stable=True)
    ordered = jnp.take_along_axis(bounded, places, 1)
    before = jnp.exp(jnp.pad(jnp.cumsum(jnp.log(ordered[:, :-1]), 1), ((0, 0), (1, 0))))
    rows = jnp.arange(bounded.shape[0])[:, None]
    return jnp.zeros_like(bounded).at[rows, places].set((1 - ordered) * before, unique_indices=True)


class Dnc:
    """One write head. Holds sizes; weights and state go in and come out."""

    def __init__(self, spec):
        self.slots, self.word, self.reads, self.clip = (
            spec["slots"],
            spec["word"],
            spec["reads"],
            spec["clip"],
        )
        W, R = self.word, self.reads
        self.cuts = list(itertools.accumulate([R * W, R, W, 1, W, W, R, 1, 1]))
        self.allocation = {"pairs": allocation_by_pairs, "sort": allocation_by_sort}[ALLOCATION]

    def step(self, weights, state, x):
        h, c, memory, usage, read_weights, write_weights, link, precedence, reads = state
        B, W, R, bound = x.shape[0], self.word, self.reads, self.clip
        gates = jnp.concatenate([x, reads, h], 1) @ weights["lstmKernel"] + weights["lstmBias"]
        i, candidate, f, o = jnp.split(gates, 4, 1)
        c = sigmoid(f + 1) * c + sigmoid(i) * jnp.tanh(candidate)
        h = jnp.clip(sigmoid(o) * jnp.tanh(c), -bound, bound)
        c = jnp.clip(c, -bound, bound)

        controls = jnp.split(
            h @ weights["interfaceKernel"] + weights["interfaceBias"], self.cuts, 1
        )
        (
            read_keys,
            read_strengths,
            write_key,
            write_strength,
            vector,
            erase,
            free_gates,
            allocation_gate,
            write_gate,
            modes,
        ) = controls
        erase, free_gates, allocation_gate, write_gate = (
            sigmoid(erase),
            sigmoid(free_gates),
            sigmoid(allocation_gate),
            sigmoid(write_gate),
        )
        modes = softmax(modes.reshape(B, R, 3), -1)

        retention = jnp.prod(1 - free_gates[..., None] * read_weights, 1)
        written = jax.lax.stop_gradient(
            write_weights[:, 0]
        )  # gradients stop at the last write weights
        usage = (usage + (1 - usage) * written) * retention
        allocation = self.allocation(EPSILON + (1 - EPSILON) * usage)
        by_content = content_weights(memory, write_key[:, None], write_strength)[:, 0]
        w = write_gate * (allocation_gate * allocation + (1 - allocation_gate) * by_content)
        to, row = w[..., None], w[:, None]
        memory = memory * (1 - to * erase[:, None]) + to * vector[:, None]
        link = ((1 - to - row) * link[:, 0] + to * precedence) * (1 - jnp.eye(self.slots))
        precedence = (1 - jnp.sum(row, 2, keepdims=True)) * precedence + row

        forward = read_weights @ link.transpose(0, 2, 1)
        backward = read_weights @ link
        by_key = content_weights(memory, read_keys.reshape(B, R, W), read_strengths)
        read_weights = (
            modes[..., 0:1] * backward + modes[..., 1:2] * forward + modes[..., 2:3] * by_key
        )
        reads = (read_weights @ memory).reshape(B, R * W)
        output = jnp.clip(
            jnp.concatenate([h, reads], 1) @ weights["outputKernel"] + weights["outputBias"],
            -bound,
            bound,
        )
        return output, (h, c, memory, usage, read_weights, row, link[:, None], precedence, reads)

    def loss(self, weights, state, inputs, targets):
        """Mean squared error over a sequence; inputs and targets `[batch, length, numbers]`."""
        return jnp.mean((self.unroll(weights, state, inputs) - targets) ** 2)

    def unroll(self, weights, state, inputs):
        if UNROLL == "scan":

            def step(before, x):
                return self.step(weights, before, x)[::-1]

            return jax.lax.scan(step, state, inputs.transpose(1, 0, 2))[1].transpose(1, 0, 2)
        outputs = []
        for t in range(inputs.shape[1]):
            output, state = self.step(weights, state, inputs[:, t])
            outputs.append(output)
        return jnp.stack(outputs, 1)
