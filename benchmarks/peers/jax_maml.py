"""The MAML meta-step of src/meta in JAX (Finn et al. 2017): one task, and vmap over tasks."""

import jax
import jax.numpy as jnp

LAYERS = 3


def maml_loss(spec):
    rate = spec["innerLearningRate"]

    def error(weights, x, y):
        for i in range(LAYERS):
            x = x @ weights[f"w{i + 1}"] + weights[f"b{i + 1}"]
            if i + 1 < LAYERS:
                x = jax.nn.relu(x)
        return jnp.mean((x - y) ** 2)

    def task(weights, support_x, support_y, query_x, query_y):
        gradients = jax.grad(error)(weights, support_x, support_y)
        return error(
            {name: w - rate * gradients[name] for name, w in weights.items()}, query_x, query_y
        )

    return lambda weights, *rows: jnp.mean(
        jax.vmap(task, in_axes=(None, 0, 0, 0, 0))(weights, *rows)
    )
