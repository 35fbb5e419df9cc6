"""PyTorch as a contestant in continual learning.

The MLP and the strategies of src/continual/strategies, written as their authors' code (Mammoth) has
them, one thread. Environment: PEER_ADAM=default for Adam as it comes, else fused, the quickest on a
CPU.
"""

import os
import time
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F

from protocol import group, read_tensors, serve

ADAM = {"fused": True} if os.environ.get("PEER_ADAM", "fused") == "fused" else {}
torch.set_num_threads(int(os.environ.get("PEER_THREADS", "1")))


def network(spec):
    """As torch.nn.Linear initialises it."""
    sizes = [spec["inputs"], *spec["hidden"], spec["outputs"]]
    layers = [
        layer for i, o in pairwise(sizes) for layer in (torch.nn.Linear(i, o), torch.nn.ReLU())
    ]
    return torch.nn.Sequential(*layers[:-1])


class Buffer:
    """A reservoir (Vitter 1985) of rows, their classes and what was answered."""

    def __init__(self, spec, generator):
        rows = spec["budget"]
        self.x, self.y = torch.zeros(rows, spec["inputs"]), torch.zeros(rows, dtype=torch.long)
        self.logits = torch.zeros(rows, spec["outputs"])
        self.size = self.seen = 0
        self.random = generator

    def add(self, x, y, logits=None):
        places, rows = [], []
        for row in range(len(x)):
            place = (
                self.size if self.size < len(self.x) else int(self.random.integers(self.seen + 1))
            )
            self.size, self.seen = min(self.size + 1, len(self.x)), self.seen + 1
            if place < len(self.x):
                places.append(place)
                rows.append(row)
        # in turn: a later row may take the place of an earlier one
        for place, row in zip(places, rows, strict=True):
            self.x[place], self.y[place] = x[row], y[row]
            if logits is not None:
                self.logits[place] = logits[row]

    def draw(self, count):
        rows = torch.from_numpy(self.random.permutation(self.size)[:count])
        return self.x[rows], self.y[rows], self.logits[rows]


class Strategy:
    """Naive: the batch alone."""

    def __init__(self, net, spec, seed):
        self.net, self.spec, self.settings = net, spec, spec["settings"]
        self.parameters = list(net.parameters())
        self.buffer = Buffer(spec, np.random.default_rng(seed))
        self.begin_task()

    def begin_task(self):
        rule, rate = self.settings["optimizer"]["name"], self.settings["optimizer"]["rate"]
        self.optimizer = (
            torch.optim.Adam(self.parameters, rate, **ADAM)
            if rule == "adam"
            else torch.optim.SGD(self.parameters, rate)
        )

    def end_task(self, x, y):
        """Where rows are offered to the buffer once a task is over."""
        if self.settings.get("offer") == "last":
            rows = torch.from_numpy(self.buffer.random.permutation(len(x)))
            with torch.no_grad():
                self.buffer.add(x[rows], y[rows], self.net(x[rows]))

    def observe(self, x, y, offered):
        return self.step(F.cross_entropy(self.net(x), y))

    def step(self, loss):
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.item()


class Er(Strategy):
    """Experience replay (Chaudhry et al. 2019, tiny episodic memories).

    The batch and as many stored rows, in one pass.
    """

    def observe(self, x, y, offered):
        if self.buffer.size:
            bx, by, _ = self.buffer.draw(self.spec["batch"])
            answers = self.net(torch.cat([x, bx]))
            loss = self.step(
                F.cross_entropy(answers[: len(x)], y) + F.cross_entropy(answers[len(x) :], by)
            )
        else:
            loss = self.step(F.cross_entropy(self.net(x), y))
        if offered:
            self.buffer.add(x, y)
        return loss


class DerPlusPlus(Strategy):
    """Dark experience replay ++ (Buzzega et al. 2020, algorithm 2): three passes."""

    def observe(self, x, y, offered):
        answers = self.net(x)
        loss = F.cross_entropy(answers, y)
        if self.buffer.size:
            bx, _, logits = self.buffer.draw(self.spec["batch"])
            loss = loss + self.settings["alpha"] * F.mse_loss(self.net(bx), logits)
            bx, by, _ = self.buffer.draw(self.spec["batch"])
            loss = loss + self.settings["beta"] * F.cross_entropy(self.net(bx), by)
        value = self.step(loss)
        if offered:
            self.buffer.add(x, y, answers.detach())
        return value


class AGem(Strategy):
    """Averaged gradient episodic memory (Chaudhry et al. 2019, equation 11).

    The whole buffer is its reference.
    """

    def observe(self, x, y, offered):
        self.optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.net(x), y)
        loss.backward()
        if self.buffer.size:
            gradient = torch.cat([p.grad.view(-1) for p in self.parameters])
            size = self.buffer.size
            reference = torch.cat(
                [
                    g.reshape(-1)
                    for g in torch.autograd.grad(
                        F.cross_entropy(self.net(self.buffer.x[:size]), self.buffer.y[:size]),
                        self.parameters,
                    )
                ]
            )
            dot = torch.dot(gradient, reference)
            if dot < 0:
                gradient = gradient - dot / torch.dot(reference, reference) * reference
                start = 0
                for p in self.parameters:
                    p.grad.copy_(gradient[start : start + p.numel()].view_as(p))
                    start += p.numel()
        self.optimizer.step()
        if offered:
            self.buffer.add(x, y)
        return loss.item()


STRATEGIES = {"naive": Strategy, "er": Er, "der++": DerPlusPlus, "a-gem": AGem}


def tasks_of(arrays, count):
    return [
        {
            name: torch.from_numpy(array)
            if array.ndim == 2 and name.endswith("X")
            else torch.from_numpy(array.argmax(1))
            for name, array in group(arrays, f"task{t}").items()
        }
        for t in range(count)
    ]


def check(order):
    """The losses before each of the first steps, from the given weights.

    On batches of the first task in their order; only the first batch is stored.
    """
    spec, arrays = order["spec"], read_tensors(order["file"])
    net, weights = network(spec), group(arrays, "weights")
    with torch.no_grad():
        for i, layer in enumerate(net[::2]):
            layer.weight.copy_(torch.from_numpy(weights[f"w{i}"]).T)
            layer.bias.copy_(torch.from_numpy(weights[f"b{i}"]))
    strategy, task, batch = (
        STRATEGIES[spec["strategy"]](net, spec, 0),
        tasks_of(arrays, 1)[0],
        spec["batch"],
    )
    return {
        "losses": [
            strategy.observe(
                task["trainX"][i * batch : (i + 1) * batch],
                task["trainY"][i * batch : (i + 1) * batch],
                i == 0,
            )
            for i in range(order["steps"])
        ]
    }


def run(order):
    """A whole run: every task in turn, all of them judged after each."""
    spec, seed = order["spec"], order["seed"]
    tasks, batch, losses, scores = (
        tasks_of(read_tensors(order["file"]), spec["tasks"]),
        spec["batch"],
        [],
        [],
    )
    start, cpu = time.perf_counter(), time.process_time()
    generator = np.random.default_rng(seed)
    torch.manual_seed(seed)
    net = network(spec)
    strategy = STRATEGIES[spec["strategy"]](net, spec, seed)
    for task in tasks:
        strategy.begin_task()
        x, y = task["trainX"], task["trainY"]
        for epoch in range(spec["epochs"]):
            places = torch.from_numpy(generator.permutation(len(x)))
            offered = {"first": epoch == 0, "every": True}.get(spec["settings"].get("offer"), False)
            for rows in places.split(batch):
                losses.append(strategy.observe(x[rows], y[rows], offered))
        strategy.end_task(x, y)
        with torch.no_grad():
            scores.append(
                [(net(t["testX"]).argmax(1) == t["testY"]).float().mean().item() for t in tasks]
            )
    return {
        "seconds": time.perf_counter() - start,
        "cpuSeconds": time.process_time() - cpu,
        "steps": len(losses),
        "final": sum(scores[-1]) / len(tasks),
    }


if __name__ == "__main__":
    serve({"torch": torch.__version__}, answers={"continual-check": check, "continual-run": run})
