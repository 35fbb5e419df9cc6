"""The differentiable neural computer of src/controller and src/memory in PyTorch.

The same equations, the same order of gates and of interface parts.
"""

import torch
import torch.nn.functional as F

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


def norm(x):
    return torch.sqrt(x.square().sum(-1, keepdim=True) + EPSILON)


def content_weights(memory, keys, strengths):
    similarity = (
        keys @ memory.transpose(1, 2) / (norm(keys) * norm(memory).transpose(1, 2) + EPSILON)
    )
    return torch.softmax(similarity * F.softplus(strengths).unsqueeze(2), -1)


def allocation_by_pairs(bounded, lower):
    """Every pair of slots compared; ties go to the lower slot. The order has no gradient."""
    free = (1 - bounded).detach()
    mine, other = free.unsqueeze(2), free.unsqueeze(1)
    freer = ((other > mine) | ((other == mine) & lower)).to(bounded.dtype)
    return (1 - bounded) * torch.exp((freer @ torch.log(bounded).unsqueeze(2)).squeeze(2))


def allocation_by_sort(bounded, lower):
    """The paper's form: slots sorted by usage, a running product, and back to their places."""
    ordered, places = torch.sort(bounded, dim=1, stable=True)
    before = torch.cumprod(F.pad(ordered[:, :-1], (1, 0), value=1.0), 1)
    return torch.zeros_like(bounded).scatter(1, places, (1 - ordered) * before)


def allocation_by_sort_logs(bounded, lower):
    """The same, its running product a running sum of logarithms, whose gradient is cheaper."""
    ordered, places = torch.sort(bounded, dim=1, stable=True)
    before = torch.exp(F.pad(torch.cumsum(torch.log(ordered[:, :-1]), 1), (1, 0)))
    return torch.zeros_like(bounded).scatter(1, places, (1 - ordered) * before)


ALLOCATION = {
    "pairs": allocation_by_pairs,
    "sort": allocation_by_sort,
    "logs": allocation_by_sort_logs,
}


class Dnc:
    """One write head. Holds sizes and constants; weights and state go in and come out."""

    def __init__(self, spec, allocation="sort"):
        self.slots, self.word, self.reads, self.clip = (
            spec["slots"],
            spec["word"],
            spec["reads"],
            spec["clip"],
        )
        self.allocation = ALLOCATION[allocation]
        N, W, R = self.slots, self.word, self.reads
        self.parts = [R * W, R, W, 1, W, W, R, 1, 1, 3 * R]
        self.off_diagonal = 1 - torch.eye(N)
        self.lower = torch.ones(N, N).tril(-1).bool()

    def step(self, weights, state, x):
        h, c, memory, usage, read_weights, write_weights, link, precedence, reads = state
        B, W, R = x.shape[0], self.word, self.reads
        gates = torch.addmm(weights["lstmBias"], torch.cat([x, reads, h], 1), weights["lstmKernel"])
        i, candidate, f, o = gates.chunk(4, 1)
        c = torch.sigmoid(f + 1) * c + torch.sigmoid(i) * torch.tanh(candidate)
        h = (torch.sigmoid(o) * torch.tanh(c)).clamp(-self.clip, self.clip)
        c = c.clamp(-self.clip, self.clip)

        controls = torch.addmm(weights["interfaceBias"], h, weights["interfaceKernel"]).split(
            self.parts, 1
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
        erase, free_gates = torch.sigmoid(erase), torch.sigmoid(free_gates)
        allocation_gate, write_gate = torch.sigmoid(allocation_gate), torch.sigmoid(write_gate)
        modes = torch.softmax(modes.view(B, R, 3), -1)

        retention = (1 - free_gates.unsqueeze(2) * read_weights).prod(1)
        written = write_weights.squeeze(1).detach()  # gradients stop at the last write weights
        usage = (usage + (1 - usage) * written) * retention
        allocation = self.allocation(EPSILON + (1 - EPSILON) * usage, self.lower)
        by_content = content_weights(memory, write_key.unsqueeze(1), write_strength).squeeze(1)
        w = write_gate * (allocation_gate * allocation + (1 - allocation_gate) * by_content)
        to, row = w.unsqueeze(2), w.unsqueeze(1)
        memory = memory * (1 - to * erase.unsqueeze(1)) + to * vector.unsqueeze(1)
        link = ((1 - to - row) * link.squeeze(1) + to * precedence) * self.off_diagonal
        precedence = (1 - row.sum(2, keepdim=True)) * precedence + row

        forward = read_weights @ link.transpose(1, 2)
        backward = read_weights @ link
        read_weights = (
            modes[..., 0:1] * backward
            + modes[..., 1:2] * forward
            + modes[..., 2:3] * content_weights(memory, read_keys.view(B, R, W), read_strengths)
        )
        reads = (read_weights @ memory).reshape(B, R * W)
        output = torch.addmm(
            weights["outputBias"], torch.cat([h, reads], 1), weights["outputKernel"]
        ).clamp(-self.clip, self.clip)
        return output, (
            h,
            c,
            memory,
            usage,
            read_weights,
            row,
            link.unsqueeze(1),
            precedence,
            reads,
        )

    def loss(self, weights, state, inputs, targets):
        """Mean squared error over a sequence; inputs and targets `[batch, length, numbers]`."""
        outputs = []
        for x in inputs.unbind(1):
            output, state = self.step(weights, state, x)
            outputs.append(output)
        return (torch.stack(outputs, 1) - targets).square().mean()
