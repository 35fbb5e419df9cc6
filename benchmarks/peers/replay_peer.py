"""Prioritized replay by cpprb, or in the tutorial's way.

The latter is a deque, and a choice that looks at every priority. A cycle adds 1 item, draws a batch
with weights and changes its priorities.
"""

import sys
import time
from collections import deque
from importlib.metadata import version

import numpy as np

from protocol import serve


class Cpprb:
    def __init__(self, spec):
        from cpprb import PrioritizedReplayBuffer

        self.spec = spec
        self.buffer = PrioritizedReplayBuffer(
            spec["capacity"],
            {"x": {"shape": spec["length"]}},
            alpha=spec["alpha"],
            eps=spec["epsilon"],
        )

    def fill(self, rows, priorities):
        self.buffer.add(x=rows, priorities=priorities)

    def add(self, row):
        self.buffer.add(x=row)

    def sample(self):
        drawn = self.buffer.sample(self.spec["batch"], beta=self.spec["beta"])
        return drawn["indexes"], drawn["weights"], drawn["x"]

    def update(self, indices, priorities):
        self.buffer.update_priorities(indices, priorities)


class DequeAndChoice:
    """As the tutorial: two deques, and all probabilities made anew at each draw.

    With replacement, as everybody here.
    """

    def __init__(self, spec):
        self.spec = spec
        self.items = deque(maxlen=spec["capacity"])
        self.priorities = deque(maxlen=spec["capacity"])
        self.largest = 1.0
        self.random = np.random.default_rng(0)

    def fill(self, rows, priorities):
        self.items.extend(rows)
        self.priorities.extend(priorities.tolist())

    def add(self, row):
        self.items.append(row)
        self.priorities.append(self.largest)

    def sample(self):
        shares = (np.array(self.priorities) + self.spec["epsilon"]) ** self.spec["alpha"]
        probabilities = shares / shares.sum()
        indices = self.random.choice(len(self.items), self.spec["batch"], p=probabilities)
        weights = (len(self.items) * probabilities) ** -self.spec["beta"]
        return indices, weights[indices] / weights.max(), np.stack([self.items[i] for i in indices])

    def update(self, indices, priorities):
        for i, priority in zip(indices, priorities, strict=True):
            self.priorities[i] = float(priority)
            self.largest = max(self.largest, float(priority))


def check(make, order):
    spec = order["spec"]
    store = make(spec)
    capacity = spec["capacity"]
    store.fill(
        np.repeat(np.arange(capacity, dtype=np.float32)[:, None], spec["length"], 1),
        np.ones(capacity),
    )
    store.update(np.arange(capacity), np.array(order["priorities"]))
    times, weights = np.zeros(capacity, int), np.zeros(capacity)
    for _ in range(order["batches"]):
        indices, drawn, rows = store.sample()
        assert (rows[:, 0] == indices).all()
        np.add.at(times, indices, 1)
        weights[indices] = drawn
    return {"times": times.tolist(), "weights": weights.tolist()}


def setup(make, spec):
    store = make(spec)
    random = np.random.default_rng(1)
    for start in range(0, spec["capacity"], 10000):
        count = min(10000, spec["capacity"] - start)
        store.fill(np.ones((count, spec["length"]), np.float32), random.random(count))
    return store, np.ones(spec["length"], np.float32), random.random((1000, spec["batch"]))


def run(store, row, pool, cycles):
    start, cpu = time.perf_counter(), time.process_time()
    for i in range(cycles):
        store.add(row)
        indices, _, _ = store.sample()
        store.update(indices, pool[i % len(pool)])
    return {
        "cycles": cycles,
        "wall": (time.perf_counter() - start) * 1e3,
        "cpu": (time.process_time() - cpu) * 1e3,
    }


def main():
    make, versions = DequeAndChoice, {"numpy": np.__version__}
    if sys.argv[1] == "cpprb":
        import cpprb  # noqa: F401  before anything is timed

        make, versions = Cpprb, {"cpprb": version("cpprb")}
    ready = None

    def prepare(order):
        nonlocal ready
        ready = None  # the store before is given back first
        ready = setup(make, order["spec"])
        return {"ok": True}

    answers = {
        "replay-check": lambda order: check(make, order),
        "replay-setup": prepare,
        "replay-run": lambda order: run(*ready, order["cycles"]),
    }
    serve(versions, answers=answers)


main()
