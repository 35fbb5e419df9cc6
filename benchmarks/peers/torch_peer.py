"""PyTorch as a contestant.

Environment: PEER_THREADS; PEER_COMPILE=1 for torch.compile; PEER_ALLOCATION and PEER_MAML choose a
variant (the quickest measured is the default).
"""

import os

import torch

from protocol import group, serve
from torch_demo import play
from torch_dnc import STATE, Dnc
from torch_maml import FORMS
from torch_prototypes import make_prototypes
from torch_sparse import SparseDnc

COMPILE = os.environ.get("PEER_COMPILE") == "1"
ALLOCATION = os.environ.get("PEER_ALLOCATION", "sort")
MAML = os.environ.get(
    "PEER_MAML", "vmap" if COMPILE else "batched"
)  # torch.compile refuses a gradient of a gradient unless torch.func takes it
torch.set_num_threads(int(os.environ.get("PEER_THREADS", "1")))


def trainer(weights, loss, spec):
    """One training step: forward, backward, clip by global norm if asked for, Adam.

    Adam is fused: the quickest on a CPU.
    """
    parameters = list(weights.values())
    optimizer = torch.optim.Adam(parameters, spec["learningRate"], eps=spec["epsilon"], fused=True)
    if COMPILE:
        loss = torch.compile(loss)

    def step(*batch):
        optimizer.zero_grad(set_to_none=True)
        value = loss(weights, *batch)
        value.backward()
        if spec.get("clipNorm"):
            torch.nn.utils.clip_grad_norm_(parameters, spec["clipNorm"])
        optimizer.step()
        return value.item()

    return step


def tensors_of(arrays):
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def weights_of(arrays):
    return {
        name: tensor.requires_grad_()
        for name, tensor in tensors_of(group(arrays, "weights")).items()
    }


def make_dnc(spec, arrays):
    dnc, state = Dnc(spec, ALLOCATION), tensors_of(group(arrays, "state"))
    step = trainer(weights_of(arrays), dnc.loss, spec)
    batch = [
        tuple(state[name] for name in STATE),
        torch.from_numpy(arrays["inputs"]),
        torch.from_numpy(arrays["targets"]),
    ]
    return lambda: step(*batch)


def make_maml(spec, arrays):
    step = trainer(weights_of(arrays), FORMS[MAML](spec), spec)
    batch = [
        torch.from_numpy(arrays[name]) for name in ("supportX", "supportY", "queryX", "queryY")
    ]
    return lambda: step(*batch)


def make_sparse(spec, arrays):
    step = trainer(weights_of(arrays), SparseDnc(spec).loss, spec)
    batch = [torch.from_numpy(arrays[name]) for name in ("memory", "inputs", "targets")]
    return lambda: step(*batch)


def make(spec, arrays):
    makers = {"dnc": make_dnc, "maml": make_maml, "slots": make_sparse}
    if spec["kind"] == "prototypes":
        return make_prototypes(spec, arrays, trainer)
    return makers[spec["kind"]](spec, arrays)


if __name__ == "__main__":
    serve(
        {"torch": torch.__version__},
        make,
        lambda spec, arrays: play(spec, arrays, weights_of(arrays), trainer, ALLOCATION),
    )
