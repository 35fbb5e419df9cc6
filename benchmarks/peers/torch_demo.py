"""The whole demo with the DNC of torch_dnc.py, as benchmarks/lab/labDemo.ts plays it.

One new row and eight replayed ones a step, all from the live state, whose next is that of the new
row.
"""

import random
import time

import torch

from torch_dnc import EPSILON, STATE, Dnc


def fresh_state(spec):
    N, W, R, H = spec["slots"], spec["word"], spec["reads"], spec["hidden"]
    shapes = {
        "hidden": (H,),
        "cell": (H,),
        "usage": (N,),
        "readWeights": (R, N),
        "writeWeights": (1, N),
        "link": (1, N, N),
        "precedence": (1, N),
        "reads": (R * W,),
    }
    zeros = {name: torch.zeros(1, *shape) for name, shape in shapes.items()}
    return tuple((zeros | {"memory": torch.full((1, N, W), EPSILON)})[name] for name in STATE)


def play(spec, arrays, weights, trainer, allocation):
    start, cpu = time.perf_counter(), time.process_time()
    random.seed(0)
    dnc, live, store, losses = Dnc(spec, allocation), fresh_state(spec), [], []
    x, y = torch.from_numpy(arrays["x"]), torch.from_numpy(arrays["y"])

    def loss(weights, live, x, y):
        nonlocal after
        state = tuple(part.expand(x.shape[0], *part.shape[1:]) for part in live)
        output, after = dnc.step(weights, state, x)
        return (output - y).square().mean()

    after = None
    step = trainer(weights, loss, spec)
    for task in range(spec["tasks"]):
        for i in range(spec["epochs"] * spec["rows"]):
            place = task * spec["rows"] + i % spec["rows"]
            rows = [place] + (
                random.sample(store, spec["replayed"]) if len(store) >= spec["replayed"] else []
            )
            losses.append(step(live, x[rows], y[rows]))
            live = tuple(part[:1].detach() for part in after)
            store.append(place)
    recent = losses[-spec["rows"] :]
    return {
        "seconds": time.perf_counter() - start,
        "cpuSeconds": time.process_time() - cpu,
        "steps": len(losses),
        "first": losses[0],
        "loss": sum(recent) / len(recent),
    }
