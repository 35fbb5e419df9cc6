"""River (BSD-3-Clause) on a stream: predicts each row, then learns it.

Standard input: one line of JSON, `{"model": ..., "seed": ...}`, then a line a row: its numbers and
its class (0, 1, ...), between commas. Standard output: one line of JSON with the answers, a digit a
row, the seconds that they took and the memory of the process in MiB.
"""

import json
import platform
import sys
import time
from importlib.metadata import version

from river.forest import ARFClassifier
from river.tree import HoeffdingTreeClassifier

from protocol import peak_memory

# What is answered before any class has been learned, as by every learner of the comparison.
FIRST_ANSWER = 0

MODELS = {
    "adaptive random forest": lambda seed: ARFClassifier(seed=seed),
    "Hoeffding tree": lambda seed: HoeffdingTreeClassifier(),
}


def read_rows(lines):
    """Rows as River takes them: numbers by the name of their column, and the class."""
    rows = []
    for line in lines:
        *numbers, label = line.rstrip("\n").split(",")
        rows.append(({f"x{i}": float(number) for i, number in enumerate(numbers)}, int(label)))
    return rows


def answers_of(model, rows):
    answers = []
    for x, label in rows:
        answer = model.predict_one(x)
        answers.append(FIRST_ANSWER if answer is None else answer)
        model.learn_one(x, label)
    return answers


def main():
    spec = json.loads(sys.stdin.readline())
    rows = read_rows(sys.stdin)
    model = MODELS[spec["model"]](spec["seed"])
    before = peak_memory()
    start, cpu = time.perf_counter(), time.process_time()
    answers = answers_of(model, rows)
    print(
        json.dumps(
            {
                "versions": {"python": platform.python_version(), "river": version("river")},
                "answers": "".join(map(str, answers)),
                "seconds": time.perf_counter() - start,
                "cpuSeconds": time.process_time() - cpu,
                "memory": peak_memory() - before,
            }
        )
    )


main()
