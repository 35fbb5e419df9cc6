"""The program of the original tutorial, rebuilt in PyTorch as it is.

The same as src/experiments/regression-stream/tutorialProgram.ts: content addressing only, the LSTM
from zero at every row, one memory for the whole run, rows one at a time, eight replayed by priority
from the second task on. Environment: PEER_THREADS.
"""

import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from protocol import serve

torch.set_num_threads(int(os.environ.get("PEER_THREADS", "1")))
STORED_BEFORE_REPLAY, REPLAY_SHARE, ALPHA, BETA = 17, 0.3, 0.6, 0.4


class Agent(nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.word, self.reads = spec["word"], spec["reads"]
        W, R, H = self.word, self.reads, spec["hidden"]
        self.lstm = nn.LSTMCell(spec["inputs"], H)
        self.read_keys, self.read_strengths = nn.Linear(H, R * W), nn.Linear(H, R)
        self.write_key, self.write_vector, self.erase, self.write_strength = (
            nn.Linear(H, W),
            nn.Linear(H, W),
            nn.Linear(H, W),
            nn.Linear(H, 1),
        )
        self.output = nn.Linear(H + R * W, spec["outputs"])
        self.memory = torch.zeros(spec["slots"], W)

    def address(self, keys, strengths):
        similarity = F.normalize(keys, dim=-1) @ F.normalize(self.memory, dim=-1).T
        return torch.softmax(strengths.unsqueeze(-1) * similarity, -1)

    def forward(self, x):
        hidden, _ = self.lstm(x.unsqueeze(0))
        hidden = hidden.squeeze(0)
        keys = self.read_keys(hidden).view(self.reads, self.word)
        found = self.address(keys, F.softplus(self.read_strengths(hidden))) @ self.memory
        weights = (
            self.address(
                self.write_key(hidden).unsqueeze(0), F.softplus(self.write_strength(hidden))
            )
            .detach()
            .T
        )
        erase, vector = (
            torch.sigmoid(self.erase(hidden)).detach(),
            torch.tanh(self.write_vector(hidden)).detach(),
        )
        self.memory = self.memory * (1 - weights * erase) + weights * vector
        return self.output(torch.cat([hidden, found.flatten()]))


def demo(spec, arrays):
    start, cpu = time.perf_counter(), time.process_time()
    torch.manual_seed(0)
    draws = np.random.default_rng(0)
    agent = Agent(spec)
    optimizer = torch.optim.Adam(agent.parameters(), spec["learningRate"])
    x, y = torch.from_numpy(arrays["x"]), torch.from_numpy(arrays["y"])
    store, priorities, losses = [], [], []
    for task in range(spec["tasks"]):
        for i in range(spec["epochs"] * spec["rows"]):
            place = task * spec["rows"] + i % spec["rows"]
            optimizer.zero_grad()
            own = F.mse_loss(agent(x[place]), y[place])
            loss, error = own, own.item()
            if task > 0 and len(store) >= STORED_BEFORE_REPLAY:
                shares = np.array(priorities)
                shares /= shares.sum()
                chosen = draws.choice(len(store), spec["replayed"], replace=False, p=shares)
                counts = (len(store) * shares[chosen]) ** -BETA
                for k, count in zip(chosen, counts / counts.max(), strict=True):
                    loss = loss + REPLAY_SHARE * count * F.mse_loss(agent(x[store[k]]), y[store[k]])
            loss.backward()
            nn.utils.clip_grad_norm_(agent.parameters(), spec["clipNorm"])
            optimizer.step()
            store.append(place)
            priorities.append(error**ALPHA)
            losses.append(error)
    recent = losses[-spec["rows"] :]
    return {
        "seconds": time.perf_counter() - start,
        "cpuSeconds": time.process_time() - cpu,
        "steps": len(losses),
        "first": losses[0],
        "loss": sum(recent) / len(recent),
    }


if __name__ == "__main__":
    serve({"torch": torch.__version__}, None, demo)
