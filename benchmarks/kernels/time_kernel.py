"""Starts one Jupyter kernel, runs cells on it, and prints how long everything took as JSON.

    .venv/bin/python benchmarks/kernels/time_kernel.py ORDER

ORDER is JSON:
  "kernel"  name of an installed kernel, or
  "argv"    the command that starts one, with "{connection_file}" in it
  "cwd"     the kernel's folder
  "idle"    seconds to wait after the kernel is ready
  "cells"   [{"code", "write": {"file": "text"} before it}]
Printed is one object:
  "ready"   seconds
  "memory"  MiB after the wait
  "cells"   [seconds each]
  "errors"  [messages]
"""

import json
import sys
import time

import psutil
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

PATIENCE = 240


def manager_for(order):
    manager = KernelManager(kernel_name=order.get("kernel", "own"))
    if "argv" in order:
        manager._kernel_spec = KernelSpec(argv=order["argv"], display_name="own", language="none")
    return manager


def memory_of(pid):
    """MiB of a process and all below it; what they share counts once for each."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_info().rss for one in family) / 2**20


def run(client, code):
    """Seconds until the kernel is idle again, and the error's message if there was one."""
    start = time.perf_counter()
    message_id = client.execute(code)
    error = None
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != message_id:
            continue
        if message["msg_type"] == "error":
            error = message["content"]["evalue"]
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return time.perf_counter() - start, error


def main():
    order = json.loads(sys.argv[1])
    manager = manager_for(order)
    start = time.perf_counter()
    manager.start_kernel(cwd=order["cwd"])
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        ready = time.perf_counter() - start
        time.sleep(order.get("idle", 0))
        memory = memory_of(manager.provisioner.pid)
        times, errors = [], []
        for cell in order["cells"]:
            for file, text in cell.get("write", {}).items():
                with open(file, "w", encoding="utf8") as out:
                    out.write(text)
            seconds, error = run(client, cell["code"])
            times.append(seconds)
            if error:
                errors.append(error)
        print(json.dumps({"ready": ready, "memory": memory, "cells": times, "errors": errors}))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main()
