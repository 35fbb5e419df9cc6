"""display_run.py FOLDER FILE: runs cells as a notebook of that folder through nbclient.

The cells are a JSON list of sources on stdin. Writes what would be saved to the file: a JSON list
with the outputs of each cell. (Not to stdout: the kernel inherits it and Node makes it
non-blocking.)
"""

import json
import sys

import nbformat
from nbclient import NotebookClient

cells = [nbformat.v4.new_code_cell(source) for source in json.load(sys.stdin)]
notebook = nbformat.v4.new_notebook(cells=cells)
client = NotebookClient(
    notebook,
    timeout=120,
    kernel_name="tslab",
    record_timing=False,
    resources={"metadata": {"path": sys.argv[1]}},
)
client.execute()
with open(sys.argv[2], "w", encoding="utf-8") as out:
    json.dump([cell.outputs for cell in notebook.cells], out)
