"""The sparse memory of src/memory/sparse in PyTorch, driven by the same controller.

The same equations and order of interface parts, one write head. As there, the memory of a sequence
stays as it is: rows that are written are kept beside it, and only they take part in the gradient.
"""

import torch

from torch_dnc import EPSILON, content_weights

LEAST_ACCESS = 0.005


def at(table, slots):
    """Rows of a table `[B, n, W]` at slots `[B, k]`: `[B, k, W]`."""
    return table.gather(1, slots.unsqueeze(2).expand(-1, -1, table.shape[2]))


def inverse_lengths(rows):
    return torch.rsqrt(rows.square().sum(-1) + EPSILON)


def best(x, k):
    """Places of the k largest numbers, of equals the lower."""
    return torch.sort(x, dim=-1, descending=True, stable=True).indices[..., :k]


def same_slots(a, b):
    return (a.unsqueeze(-1) == b.unsqueeze(-2)).to(torch.float32)


def add_equal(slots, weights):
    """The first time a slot stands in a list it gets all of its weight, later none."""
    same = same_slots(slots, slots)
    first = (same.tril(-1).sum(-1) == 0).to(weights.dtype)
    return (same @ weights.unsqueeze(-1)).squeeze(-1) * first, first


def content(rows, keys, strengths):
    """Content weights of each head over rows of its own: `[B, h, K, W]` to `[B, h, K]`."""
    B, heads, K, W = rows.shape
    weights = content_weights(
        rows.reshape(B * heads, K, W),
        keys.reshape(B * heads, 1, W),
        strengths.reshape(B * heads, 1),
    )
    return weights.view(B, heads, K)


class Table:
    """A table `[B, n, W]` that stays as it is, and rows written since.

    The newest row of a slot counts.
    """

    def __init__(self, base):
        self.base = base
        self.slots, self.rows = None, None
        self.versions = torch.zeros(base.shape[:2], dtype=torch.int64)

    def read(self, slots):
        rows = at(self.base, slots)
        if self.rows is None:
            return rows
        versions = self.versions.gather(1, slots)
        return torch.where(
            (versions > 0).unsqueeze(2), at(self.rows, (versions - 1).clamp(min=0)), rows
        )

    def write(self, slots, rows):
        before = 0 if self.slots is None else self.slots.shape[1]
        places = torch.arange(before + 1, before + slots.shape[1] + 1)
        self.versions.scatter_(1, slots, places.expand(slots.shape))
        self.slots = slots if before == 0 else torch.cat([self.slots, slots], 1)
        self.rows = rows if before == 0 else torch.cat([self.rows, rows], 1)

    def newest(self):
        return at(self.rows.detach(), self.versions.gather(1, self.slots) - 1)


def merge(slots, weights, new_slots, new_weights, count):
    """Adds one list of distinct slots to another; the strongest stay."""
    same = same_slots(slots, new_slots)
    more = (same @ new_weights.unsqueeze(-1)).squeeze(-1)
    is_new = (same.amax(-2) == 0) & (new_weights > 0)
    slots = torch.cat([slots, torch.where(is_new, new_slots, -1)], -1)
    weights = torch.cat([weights + more, new_weights * is_new], -1)
    strongest = best(weights, count)
    return slots.gather(-1, strongest), weights.gather(-1, strongest)


class Links:
    """The strongest successors and predecessors of each slot, without gradient."""

    def __init__(self, batch, slots, count):
        self.count = count
        empty = torch.cat([torch.full((2 * count,), -1.0), torch.zeros(2 * count)])
        self.empty = empty.expand(batch, slots, 4 * count)
        self.start()

    def start(self):
        B, L = self.empty.shape[0], self.count
        self.lists = Table(self.empty)
        self.preceding, self.precedence = torch.full((B, L), -1), torch.zeros(B, L)

    def parts(self, rows):
        """Slots and strengths, of successors and predecessors: `[B, k, 2, L]`."""
        B, k, _ = rows.shape
        slots, strengths = rows.view(B, k, 2, 2, self.count).unbind(2)
        return slots.long(), strengths

    @torch.no_grad()
    def update(self, slots, weights):
        B, L = slots.shape[0], self.count
        weights, first = add_equal(slots, weights)
        written = torch.where(first > 0, slots, -1)
        neighbours = self.parts(self.lists.read(slots))[0].reshape(B, -1)
        others = torch.cat([self.preceding, neighbours], 1)
        changed = torch.cat([slots, torch.where(others < 0, slots[:, :1], others)], 1)

        def written_with(named):
            return (same_slots(named, written) @ weights.unsqueeze(-1)).squeeze(-1)

        named, strengths = self.parts(self.lists.read(changed))
        own = written_with(changed)
        last = (same_slots(changed, self.preceding) @ self.precedence.unsqueeze(-1)).squeeze(-1)
        of_others = written_with(named.reshape(B, -1)).view(named.shape)
        strengths = strengths * (1 - own.view(B, -1, 1, 1) - of_others)
        new_rows = []
        for way, (new, given, factor) in enumerate(
            [(written, weights, last), (self.preceding, self.precedence, own)]
        ):
            added = given.unsqueeze(1) * factor.unsqueeze(2)
            new = new.unsqueeze(1).expand(added.shape)
            added = added * (new != changed.unsqueeze(2))
            new_rows.append(merge(named[:, :, way], strengths[:, :, way], new, added, L))
        (after, to_after), (ahead, to_ahead) = new_rows
        rows = [after.to(torch.float32), ahead.to(torch.float32), to_after, to_ahead]
        self.lists.write(changed, torch.cat(rows, 2))
        rest = 1 - weights.sum(1, keepdim=True)
        self.preceding, self.precedence = merge(
            self.preceding, rest * self.precedence, written, weights, L
        )

    def follow(self, slots, weights, K):
        """Backward and forward from the K slots read with most weight: `[B, R, 2, K]` each."""
        B, R, _ = slots.shape
        strongest = best(weights.detach(), K)
        start, weights = slots.gather(2, strongest), weights.gather(2, strongest)
        named, strengths = self.parts(self.lists.read(start.view(B, R * K)))
        reached = strengths.view(B, R, K, 2, -1) * weights.view(B, R, K, 1, 1)
        by_way = (0, 1, 3, 2, 4)
        named = named.view(B, R, K, 2, -1).permute(by_way).flip(2).reshape(B, R, 2, -1)
        reached = reached.permute(by_way).flip(2).reshape(B, R, 2, -1)
        added, _ = add_equal(named, reached)
        chosen = best(added.detach(), K)
        return named.gather(3, chosen).clamp(min=0), added.gather(3, chosen)


class SparseDnc:
    """Holds sizes and constants; weights and the memory at the start go in."""

    def __init__(self, spec):
        self.word, self.reads, self.clip = spec["word"], spec["reads"], spec["clip"]
        self.hidden, self.nearest = spec["hidden"], spec["nearest"]
        W, R = self.word, self.reads
        self.parts = [R * W, R, W, 1, W, W, 1, 1, 3 * R]
        self.links = Links(spec["batch"], spec["slots"], min(spec["linksPerSlot"], spec["slots"]))

    def similar(self, memory, of_base, keys):
        """Similarities to the rows of the base, with those of the rows written since put in."""
        if memory.rows is None:
            return of_base
        newest = memory.newest()
        similar = keys.detach() @ newest.transpose(1, 2) * inverse_lengths(newest).unsqueeze(1)
        return of_base.scatter_(2, memory.slots.unsqueeze(1).expand(similar.shape), similar)

    def step(self, weights, state, x):
        h, c, reads, memory, scales, age, last_slots, last_weights = state
        B, W, R, K = x.shape[0], self.word, self.reads, self.nearest
        gates = torch.addmm(weights["lstmBias"], torch.cat([x, reads, h], 1), weights["lstmKernel"])
        i, candidate, f, o = gates.chunk(4, 1)
        c = torch.sigmoid(f + 1) * c + torch.sigmoid(i) * torch.tanh(candidate)
        h = (torch.sigmoid(o) * torch.tanh(c)).clamp(-self.clip, self.clip)
        c = c.clamp(-self.clip, self.clip)
        controls = torch.addmm(weights["interfaceBias"], h, weights["interfaceKernel"])
        read_keys, read_strengths, write_key, write_strength, vector, erase, *rest = controls.split(
            self.parts, 1
        )
        read_keys, write_key = read_keys.view(B, R, W), write_key.unsqueeze(1)
        erase = torch.sigmoid(erase)
        allocation_gate, write_gate = torch.sigmoid(rest[0]), torch.sigmoid(rest[1])
        modes = torch.softmax(rest[2].view(B, R, 3), -1)

        with torch.no_grad():
            keys = torch.cat([write_key, read_keys], 1)
            of_base = keys @ memory.base.transpose(1, 2) * scales.unsqueeze(1)
            of_write, of_reads = of_base[:, :1], of_base[:, 1:]
            near = self.similar(memory, of_write, write_key).topk(K, dim=2).indices[:, 0]
            slots = torch.cat([near, age.argmax(1, keepdim=True)], 1)
        rows = memory.read(slots)
        by_content = content(rows[:, None, :K], write_key, write_strength)[:, 0]
        w = write_gate * torch.cat([(1 - allocation_gate) * by_content, allocation_gate], 1)
        on_all = same_slots(slots, slots) @ w.unsqueeze(2)
        memory.write(slots, rows * (1 - on_all * erase.unsqueeze(1)) + on_all * vector.unsqueeze(1))
        self.links.update(slots, w.detach())

        with torch.no_grad():
            near = self.similar(memory, of_reads, read_keys).topk(K, dim=2).indices
        linked, by_links = self.links.follow(last_slots, last_weights, K)
        read_slots = torch.cat([linked.view(B, R, 2 * K), near], 2)
        rows = memory.read(read_slots.view(B, -1)).view(B, R, 3 * K, W)
        by_content = content(rows[:, :, 2 * K :], read_keys, read_strengths)
        ways = torch.cat([by_links, by_content.unsqueeze(2)], 2) * modes.unsqueeze(3)
        read_weights, _ = add_equal(read_slots, ways.view(B, R, 3 * K))
        reads = (read_weights.unsqueeze(2) @ rows).view(B, R * W)
        with torch.no_grad():
            used = torch.zeros_like(age).scatter_add_(1, slots, w)
            used.scatter_add_(1, read_slots.view(B, -1), read_weights.view(B, -1))
            age = torch.where(used > LEAST_ACCESS, 0, age + 1)
        output = torch.addmm(
            weights["outputBias"], torch.cat([h, reads], 1), weights["outputKernel"]
        ).clamp(-self.clip, self.clip)
        return output, (h, c, reads, memory, scales, age, read_slots, read_weights)

    def loss(self, weights, base, inputs, targets):
        """Mean squared error over a sequence that begins with a memory `[B, N, W]`."""
        B, R = base.shape[0], self.reads
        self.links.start()
        state = (
            torch.zeros(B, self.hidden),
            torch.zeros(B, self.hidden),
            torch.zeros(B, R * self.word),
            Table(base),
            inverse_lengths(base),
            torch.zeros(base.shape[:2]),
            torch.zeros(B, R, 3 * self.nearest, dtype=torch.int64),
            torch.zeros(B, R, 3 * self.nearest),
        )
        outputs = []
        for x in inputs.unbind(1):
            output, state = self.step(weights, state, x)
            outputs.append(output)
        return (torch.stack(outputs, 1) - targets).square().mean()
