"""The MAML meta-step of src/meta in PyTorch (Finn et al. 2017).

One inner step of plain gradient descent for every task, second order.
"""

import torch
import torch.nn.functional as F

LAYERS = 3


def forward(weights, x):
    """`x` `[tasks, rows, 1]`, kernels `[tasks, inputs, outputs]`, biases `[tasks, 1, outputs]`."""
    for i in range(LAYERS):
        x = torch.baddbmm(weights[2 * i + 1], x, weights[2 * i])
        if i + 1 < LAYERS:
            x = F.relu(x)
    return x


def batched(spec):
    """All tasks at once by hand.

    Every task has a copy of the weights, whose gradients the sum of the tasks' losses keeps apart.
    """
    rate = spec["innerLearningRate"]

    def loss(weights, support_x, support_y, query_x, query_y):
        tasks = support_x.shape[0]
        own = [
            (w if w.dim() == 2 else w.unsqueeze(0)).expand(tasks, -1, -1) for w in weights.values()
        ]
        inner = (forward(own, support_x) - support_y).square().mean((1, 2)).sum()
        gradients = torch.autograd.grad(inner, own, create_graph=True)
        adapted = [w - rate * g for w, g in zip(own, gradients, strict=True)]
        return (forward(adapted, query_x) - query_y).square().mean()

    return loss


def mapped(spec):
    """One task, and torch.func's vmap over it."""
    rate = spec["innerLearningRate"]

    def error(weights, x, y):
        for i in range(LAYERS):
            x = x @ weights[f"w{i + 1}"] + weights[f"b{i + 1}"]
            if i + 1 < LAYERS:
                x = F.relu(x)
        return (x - y).square().mean()

    def task(weights, support_x, support_y, query_x, query_y):
        gradients = torch.func.grad(error)(weights, support_x, support_y)
        return error(
            {name: w - rate * gradients[name] for name, w in weights.items()}, query_x, query_y
        )

    return lambda weights, *rows: torch.func.vmap(task, in_dims=(None, 0, 0, 0, 0))(
        weights, *rows
    ).mean()


FORMS = {"batched": batched, "vmap": mapped}
