"""Runs one notebook on a fresh kernel and writes the executed copy.

    python run_notebook.py OUTPUT --folder FOLDER [--timeout SECONDS] [--measure] < NOTEBOOK

Prints one JSON object a line: start, cell, done {done, cells}, with --measure also
measured {seconds, memory} (of each cell; the most that the kernel held, in bytes),
error {cell, source, ename, evalue, traceback}, failed {why} for what is no fault of a cell.
The copy holds nothing that changes from run to run by itself (times, versions), so that its diff
shows only what the cells print.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import sys
import threading
import time

import nbclient.client
import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

# What a carriage return overwrites. nbclient's own pattern tries every character of a line as a
# start and so takes minutes for a long one; a line has one start (nbclient is pinned).
nbclient.client._RGX_CARRIAGERETURN = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)

KERNEL = "tslab"
# What programs write at each run: all else in the metadata a person may have written, and stays.
WRITTEN_BY_RUNS = {"ExecuteTime", "execution", "executionInfo", "papermill", "trusted"}
WRITTEN_INTO_NOTEBOOKS = {"papermill", "widgets"}


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def code_hash(notebook):
    """A fingerprint of the code cells: tells outputs of edited code from outputs of this code."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps(code).encode()).hexdigest()[:16]


def make_quiet(notebook, mode):
    """Fixes every part of the file that kernels or editors fill with versions, times or chance."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    kept = {
        key: value for key, value in notebook.metadata.items() if key not in WRITTEN_INTO_NOTEBOOKS
    }
    notebook.metadata = nbformat.from_dict(
        {
            **kept,
            "kernelspec": {"display_name": "TypeScript", "language": "typescript", "name": KERNEL},
            "language_info": {
                "file_extension": ".ts",
                "mimetype": "text/typescript",
                "name": "typescript",
            },
            "lab": {"code": code_hash(notebook), "mode": mode},
        }
    )
    for index, cell in enumerate(notebook.cells):
        cell.metadata = nbformat.from_dict(
            {k: v for k, v in cell.metadata.items() if k not in WRITTEN_BY_RUNS}
        )
        if not cell.get(
            "id"
        ):  # a notebook of format 4.4 has none; a random one would change at each run
            cell["id"] = hashlib.sha256(f"{index}:{cell.source}".encode()).hexdigest()[:8]
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return notebook


def failure(notebook, running, error):
    """What went wrong, as the fields of an error event.

    Cells are counted from 1 over all cells, as editors show them; 0: no cell was reached.
    """
    fields = {"cell": running + 1, "source": notebook.cells[running].source if running >= 0 else ""}
    if isinstance(error, CellExecutionError):
        shown = [
            output for output in notebook.cells[running].outputs if output.output_type == "error"
        ]
        return {
            **fields,
            "ename": error.ename,
            "evalue": error.evalue,
            "traceback": "\n".join(shown[-1].traceback) if shown else "",
        }
    if isinstance(error, CellTimeoutError):
        return {
            **fields,
            "ename": "Timeout",
            "evalue": "the cell did not end in time",
            "traceback": "",
        }
    if isinstance(error, DeadKernelError):
        return {
            **fields,
            "ename": "DeadKernel",
            "evalue": "the kernel died while the cell ran",
            "traceback": "",
        }
    return {**fields, "ename": type(error).__name__, "evalue": str(error), "traceback": ""}


class Meter:
    """Measures a run: when each cell starts, and how much memory the kernel's processes hold."""

    SAMPLE_SECONDS = 0.2

    def __init__(self):
        self.starts = []
        self.pid = None
        self.memory = 0
        self.ended = threading.Event()

    def cell_starts(self, pid):
        """Told before each cell; the first time it begins to watch the kernel's process."""
        if self.pid is None:
            self.pid = pid
            threading.Thread(target=self.watch, daemon=True).start()
        self.starts.append(time.perf_counter())

    def watch(self):
        while not self.ended.wait(self.SAMPLE_SECONDS):
            self.sample()

    def sample(self):
        self.memory = max(self.memory, held_by(self.pid))

    def result(self):
        """Told after the last cell, while the kernel still runs."""
        times = [*self.starts, time.perf_counter()]
        self.ended.set()
        if self.pid is not None:
            self.sample()  # a run shorter than the time between two samples has had none
        return [end - start for start, end in zip(times, times[1:], strict=False)], self.memory


def held_by(pid):
    """Bytes of memory that a process and those below it hold."""
    total = 0
    try:
        root = psutil.Process(pid)
        processes = [root, *root.children(recursive=True)]
    except psutil.Error:
        return total
    for process in processes:
        with contextlib.suppress(psutil.Error):  # it has ended meanwhile
            total += process.memory_info().rss
    return total


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("output")
    parser.add_argument("--folder", required=True, help="the folder the kernel starts in")
    parser.add_argument("--timeout", type=int, default=1800, help="seconds a cell may take")
    parser.add_argument("--measure", action="store_true", help="time and memory of the run")
    args = parser.parse_args()
    try:
        return run(args)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # never a traceback: nobody who runs notebooks can use it
        say("failed", why=f"{type(error).__name__}: {error}")
        return 1


def run(args):
    notebook = nbformat.reads(sys.stdin.read(), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    cells, running = len(notebook.cells), -1
    meter = Meter() if args.measure else None

    def started(cell, cell_index):
        nonlocal running
        running = cell_index
        if meter:
            meter.cell_starts(client.km.provisioner.pid)
        say("cell", done=cell_index, cells=cells)

    def completed(notebook):
        if meter:
            seconds, memory = meter.result()
            say("measured", seconds=seconds, memory=memory)

    client = NotebookClient(
        notebook,
        kernel_name=KERNEL,
        timeout=args.timeout,
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
        resources={"metadata": {"path": args.folder}},
        on_cell_start=started,
        on_notebook_complete=completed,
    )
    say("start", done=0, cells=cells)
    try:
        client.execute()
    except Exception as error:
        fields = failure(notebook, running, error)
        fields["traceback"] = re.sub(r"\x1b\[[0-9;]*m", "", fields["traceback"] or "")
        say("error", **fields)
        return 1
    nbformat.write(make_quiet(notebook, os.environ.get("LAB_MODE", "quick")), args.output)
    say("done", done=cells, cells=cells)
    return 0


if __name__ == "__main__":
    sys.exit(main())
