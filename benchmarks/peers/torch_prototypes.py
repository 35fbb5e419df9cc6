"""Prototypical networks (Snell et al. 2017) in PyTorch, as src/meta/prototypes.ts has them.

The embedding of Vinyals et al. 2016: blocks of a 3 x 3 convolution, a normalisation, the rectifier
and the maximum over 2 x 2 pixels. `--norm layer` normalises over all numbers of an image in a
layer, as this project does; `--norm batch` over the images of the episode, channel by channel, as
Snell et al. do, and with the running statistics of the training when it is judged.

As a program it learns from the characters of a file and is judged on the one-shot trials in it; in
torch_peer.py it is a training step that is timed.
"""

import argparse
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

from protocol import group, read_tensors, serve

NORMS = ("layer", "batch")
# Added to a variance before its root is taken: as in src/meta/convolutional.ts, PyTorch's own.
EPSILON = 1e-5
# How much of the running statistics an episode replaces: PyTorch's own.
MOMENTUM = 0.1


class Embedding:
    """Features of images. Parameters are given to it, so that both sides can start from the same.

    Of block 1 `filter1` `[3, 3, in, channels]`, `gain1` and `bias1` `[channels]`, and so on, as
    src/meta/convolutional.ts names and lays them out; `parameters_of` turns them for PyTorch.
    """

    def __init__(self, spec, norm="layer"):
        self.side, self.blocks, self.norm = spec["side"], spec["blocks"], norm
        self.channels = spec["channels"]
        self.means = [torch.zeros(self.channels) for _ in range(self.blocks)]
        self.variances = [torch.ones(self.channels) for _ in range(self.blocks)]

    def forward(self, parameters, images, training=True):
        """`images` `[images, side * side]`; gives `[images, features]`."""
        x = images.view(-1, 1, self.side, self.side)
        for block in range(self.blocks):
            name = str(block + 1)
            x = F.conv2d(x, parameters["filter" + name], padding=1)
            gain, bias = parameters["gain" + name], parameters["bias" + name]
            x = self.normalised(x, block, gain, bias, training)
            x = F.max_pool2d(F.relu(x), 2)
        return x.permute(0, 2, 3, 1).flatten(1)

    def normalised(self, x, block, gain, bias, training):
        if self.norm == "layer":
            return F.group_norm(x, 1, gain, bias, EPSILON)
        return F.batch_norm(
            x,
            self.means[block],
            self.variances[block],
            gain,
            bias,
            training,
            MOMENTUM,
            EPSILON,
        )

    def draw(self, generator):
        """Parameters to start from, as `initialParameters` draws them (He et al. 2015)."""
        parameters, inputs = {}, 1
        for block in range(self.blocks):
            name = str(block + 1)
            shape = (self.channels, inputs, 3, 3)
            filters = torch.randn(shape, generator=generator) * math.sqrt(2 / (9 * inputs))
            parameters["filter" + name] = filters
            parameters["gain" + name] = torch.ones(self.channels)
            parameters["bias" + name] = torch.zeros(self.channels)
            inputs = self.channels
        return {name: value.requires_grad_() for name, value in parameters.items()}


def parameters_of(weights):
    """Parameters from arrays as the project lays them out: filters `[3, 3, in, out]`."""

    def parameter(array):
        tensor = torch.from_numpy(array)
        if tensor.dim() == 4:
            tensor = tensor.permute(3, 2, 0, 1).contiguous()
        return tensor.requires_grad_()

    return {name: parameter(array) for name, array in weights.items()}


def scores(support, query, ways):
    """Minus the squared distance of each query to each prototype: `[queries, ways]`."""
    prototypes = support.view(ways, -1, support.shape[1]).mean(1)
    return (
        2 * query @ prototypes.T - query.square().sum(1, keepdim=True) - prototypes.square().sum(1)
    )


def episode_scores(embedding, parameters, support, query, ways, training=True):
    """The features of support and query are made in one pass."""
    features = embedding.forward(parameters, torch.cat([support, query]), training)
    return scores(features[: len(support)], features[len(support) :], ways)


def episode_loss(embedding, ways):
    """The mean cross-entropy of an episode's queries; `labels` `[queries]`."""

    def loss(parameters, support, query, labels):
        return F.cross_entropy(episode_scores(embedding, parameters, support, query, ways), labels)

    return loss


def make_prototypes(spec, arrays, trainer):
    """One training step on one episode, for torch_peer.py."""
    step = trainer(
        parameters_of(group(arrays, "weights")),
        episode_loss(Embedding(spec), spec["ways"]),
        spec,
    )
    batch = [torch.from_numpy(arrays[name]) for name in ("support", "query")]
    labels = torch.from_numpy(arrays["answers"].argmax(1))
    return lambda: step(*batch, labels)


class Characters:
    """The characters of a file, each also turned by 90, 180 and 270 degrees as a class of its own.

    `images` `[classes, images of a class, side * side]`.
    """

    def __init__(self, images, side):
        upright = torch.from_numpy(images).view(*images.shape[:2], side, side)
        turned = [torch.rot90(upright, times, (-2, -1)) for times in range(4)]
        self.images = torch.cat(turned).flatten(2)

    def episode(self, spec, random):
        """Support `[ways * shots, pixels]` and query `[ways * queries, pixels]`, class by class."""
        shots, queries = spec["shots"], spec["queries"]
        classes = random.choice(len(self.images), spec["ways"], replace=False)
        drawn = np.stack(
            [random.permutation(self.images.shape[1])[: shots + queries] for _ in classes]
        )
        images = self.images[torch.from_numpy(classes)[:, None], torch.from_numpy(drawn)]
        return images[:, :shots].flatten(0, 1), images[:, shots:].flatten(0, 1)


def affine_maps(draws, amounts):
    """Where a pixel comes from, in (column, row) from the middle: `[count, 2, 3]`.

    Made from `draws` `[count, 6]`, 0 to 1, as src/tasks/few-shot/distortions.ts draws them: turned,
    scaled in height and in width, slanted, moved by rows and by columns.
    """
    bounds = [
        math.radians(amounts["degrees"]),
        math.log(amounts["scale"]),
        math.log(amounts["scale"]),
        amounts["shear"],
        amounts["shift"],
        amounts["shift"],
    ]
    angle, height, width, slant, rows, columns = ((2 * draws - 1) * bounds).T
    height, width = np.exp(height), np.exp(width)
    cosine, sine = np.cos(angle), np.sin(angle)
    of_column = [width * (cosine - slant * sine), height * (sine + slant * cosine), columns]
    of_row = [-width * sine, height * cosine, rows]
    return np.stack([np.stack(of_column, 1), np.stack(of_row, 1)], 1)


def distorted(images, side, maps):
    """Images `[count, side * side]`, each mapped: between pixels bilinear, 0 from outside."""
    middle = (side - 1) / 2
    # affine_grid counts from -1 to 1: the same matrix, and a shift in halves of the side
    theta = torch.from_numpy(maps * [[[1, 1, 1 / middle]]]).float()
    grid = F.affine_grid(theta, (len(images), 1, side, side), align_corners=True)
    pixels = images.view(-1, 1, side, side)
    return F.grid_sample(pixels, grid, "bilinear", "zeros", align_corners=True).flatten(1)


def run(order):
    """Learns from episodes of distorted characters, then answers the trials of the file."""
    spec, arrays, seed = order["spec"], read_tensors(order["file"]), order["seed"]
    side, ways, amounts = spec["side"], spec["ways"], spec["distortions"]
    characters = Characters(arrays["characters"], side)
    random = np.random.default_rng(seed)
    embedding = Embedding(spec, NORM)
    parameters = embedding.draw(torch.Generator().manual_seed(seed))
    loss = episode_loss(embedding, ways)
    optimizer = torch.optim.Adam(parameters.values(), spec["learningRate"], fused=True)
    labels = torch.arange(ways).repeat_interleave(spec["queries"])
    start, cpu, steps, losses = time.perf_counter(), time.process_time(), [], []
    for _ in range(spec["episodes"]):
        episode = [
            distorted(images, side, affine_maps(random.random((len(images), 6)), amounts))
            for images in characters.episode(spec, random)
        ]
        begin = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        value = loss(parameters, *episode, labels)
        value.backward()
        optimizer.step()
        losses.append(value.item())
        steps.append(time.perf_counter() - begin)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return {
        "wrong": share_wrong(embedding, parameters, arrays),
        "seconds": seconds,
        "cpuSeconds": cpu,
        "stepSeconds": float(np.median(steps)),
        "loss": float(np.mean(losses[-50:])),
        "seed": seed,
        "threads": torch.get_num_threads(),
        "norm": NORM,
    }


def share_wrong(embedding, parameters, arrays):
    """The share of trials that get another class. `support` `[runs, ways, pixels]`, `query` too."""
    wrong = 0
    with torch.no_grad():
        for support, query, answers in zip(
            *(arrays[name] for name in ("support", "query", "answers")), strict=True
        ):
            found = episode_scores(
                embedding,
                parameters,
                torch.from_numpy(support),
                torch.from_numpy(query),
                len(support),
                training=False,
            )
            wrong += (found.argmax(1) != torch.from_numpy(answers.argmax(1))).sum().item()
    return wrong / arrays["answers"].shape[0] / arrays["answers"].shape[1]


def check(order):
    """What the same numbers give: scores, the loss, and the support images distorted by `draws`."""
    spec, arrays = order["spec"], read_tensors(order["file"])
    embedding, parameters = Embedding(spec), parameters_of(group(arrays, "weights"))
    support, query = torch.from_numpy(arrays["support"]), torch.from_numpy(arrays["query"])
    labels = torch.from_numpy(arrays["answers"].argmax(1))
    maps = affine_maps(arrays["draws"], spec["distortions"])
    with torch.no_grad():
        found = episode_scores(embedding, parameters, support, query, spec["ways"])
        return {
            "scores": found.flatten().tolist(),
            "loss": F.cross_entropy(found, labels).item(),
            "distorted": distorted(support, spec["side"], maps).flatten().tolist(),
        }


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--norm", choices=NORMS, default="layer")
    NORM = options.parse_args().norm
    torch.set_num_threads(int(os.environ.get("PEER_THREADS", "1")))
    serve(
        {"torch": torch.__version__},
        answers={"one-shot-check": check, "one-shot-run": run},
    )
