"""What every peer has in common.

JSON lines in on standard input and out on file descriptor 3, tensors from a safetensors file, and
the clocks.
"""

import json
import os
import platform
import resource
import sys
import time

import numpy as np


def read_tensors(path):
    """A safetensors file of 32-bit floats.

    8 bytes with the header's length, the header in JSON, the numbers.
    """
    with open(path, "rb") as file:
        data = file.read()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)

    def tensor(entry):
        begin, end = entry["data_offsets"]
        numbers = np.frombuffer(data[start + begin : start + end], np.float32)
        return numbers.reshape(entry["shape"]).copy()

    return {name: tensor(entry) for name, entry in header.items()}


def group(tensors, name):
    """The tensors of one group, by the last part of their names."""
    return {
        key.split("/")[-1]: value for key, value in tensors.items() if key.startswith(name + "/")
    }


def peak_memory():
    """MiB at most so far: the process with its libraries."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1 << 20 if sys.platform == "darwin" else 1024)


def run_steps(step, count):
    """Times `count` steps: each in ms, the CPU time of all (every thread, ms), and each loss."""
    wall, losses = [], []
    cpu = time.process_time()
    for _ in range(count):
        start = time.perf_counter()
        losses.append(step())
        wall.append((time.perf_counter() - start) * 1e3)
    return {"wall": wall, "cpu": (time.process_time() - cpu) * 1e3, "losses": losses}


def serve(versions, make=None, demo=None, answers=None):
    """Answers until standard input ends.

    `make(spec, tensors)` gives a function that takes one training step and returns the loss before
    it; `answers`: functions of an order, by its name.
    """
    out = os.fdopen(3, "w")

    def say(message):
        print(json.dumps(message), file=out, flush=True)

    say({"versions": {"python": platform.python_version(), **versions}})
    step = None
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if order["do"] == "setup":
                step = make(order["spec"], read_tensors(order["file"]))
                say({"ok": True})
            elif order["do"] == "run":
                say(run_steps(step, order["steps"]))
            elif order["do"] == "demo":
                say(demo(order["spec"], read_tensors(order["file"])))
            elif order["do"] in (answers or {}):
                say(answers[order["do"]](order))
            elif order["do"] == "memory":
                say({"peak": peak_memory()})
            else:
                say({"error": f"no order '{order['do']}'"})
        except Exception as error:  # the bench reports it and goes on with the others
            say({"error": f"{type(error).__name__}: {error}"[:2000]})
