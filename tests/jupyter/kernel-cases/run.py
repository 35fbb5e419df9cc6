"""What a TypeScript cell must do: runs cases on real kernels and prints those that fall short.

    .venv/bin/python tests/jupyter/kernel-cases/run.py [--kernel tslab] [--only PART] [--each] FILE

A case: {"id", "why", "steps": [...]}. Cases of one kind (the part of the id before the slash) share
a kernel, started in a folder of its own inside the project; with --each every case has a kernel of
its own. A step is one of
  {"run": code, "expect": {...}, "input": ["answer to a prompt", ...], "timeout": seconds}
  {"write": {"file beside the notebook": "text"}}
  {"shell": "command, run in the project's root"}
expect, all optional:
  "text"      the text/plain of the result, blanks folded
  "stdout"    likewise
  "contains"  words that must stand in what was shown or in the error
  "lacks"     words that must not
  "error"     true, or the error's name
  "mime"      types that one display must have
  "html"      words in its text/html
  "silent"    nothing shown
  "within"    seconds
  "either"    an error or none, but an end
Without "error" an error fails the step. Exit status: 0 if all hold.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from queue import Empty

from jupyter_client import KernelManager

START = 120
STEP = 90
# the kernel looks at times of files when a cell runs; some file systems count them coarsely
AFTER_WRITE = 0.3
ENDED_BADLY = ("TimeOut", "KernelDied")


def fold(text):
    """Without colours, and with every run of blanks as one."""
    return re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;]*m", "", text)).strip()


class Got:
    """What a cell printed, showed and failed with."""

    def __init__(self):
        self.stdout = ""
        self.text = ""
        self.shown = []
        self.error = None
        self.seconds = 0.0

    def everything(self):
        parts = [
            self.stdout,
            self.text,
            json.dumps(self.shown, ensure_ascii=False),
            *(self.error or ()),
        ]
        return fold(" ".join(parts))


class Session:
    """A kernel in a folder of its own."""

    def __init__(self, kernel, root):
        self.root = root
        self.folder = tempfile.mkdtemp(prefix="cases-", dir=os.path.join(root, "notebooks"))
        self.manager = KernelManager(kernel_name=kernel)
        self.manager.start_kernel(cwd=self.folder)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=START)

    def run(self, code, answers, timeout):
        answers = list(answers)
        start = time.time()
        message_id = self.client.execute(code, allow_stdin=True, stop_on_error=False)
        got = Got()
        while time.time() < start + timeout:
            self.answer(answers)
            if not self.manager.is_alive():
                got.error = ("KernelDied", "")
                return got
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except Empty:
                continue
            if message["parent_header"].get("msg_id") == message_id and self.take(got, message):
                got.seconds = time.time() - start
                return got
        got.error = ("TimeOut", f"no end within {timeout} s")
        return got

    def answer(self, answers):
        while self.client.stdin_channel.msg_ready():
            self.client.stdin_channel.get_msg()
            self.client.input(answers.pop(0) if answers else "")

    @staticmethod
    def take(got, message):
        """Notes a message; true if it is the cell's last."""
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            got.stdout += content["text"]
        elif kind == "error":
            got.error = (
                content["ename"],
                content["evalue"] + "\n" + "\n".join(content["traceback"]),
            )
        elif kind in ("execute_result", "display_data", "update_display_data"):
            got.shown.append(content["data"])
            got.text = content["data"].get("text/plain", "") or got.text
        return kind == "status" and content["execution_state"] == "idle"

    def write(self, files):
        for name, text in files.items():
            file = os.path.join(self.folder, name)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "w", encoding="utf8") as out:
                out.write(text)
        time.sleep(AFTER_WRITE)

    def shell(self, command):
        subprocess.run(command, shell=True, cwd=self.root, check=True, capture_output=True)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def wrong_error(got, want):
    if want.get("either"):
        return got.error[0] if got.error and got.error[0] in ENDED_BADLY else None
    if not want.get("error"):
        return f"{got.error[0]}: {fold(got.error[1])[:160]}" if got.error else None
    if not got.error:
        return "no error"
    if got.error[0] in ENDED_BADLY:
        return got.error[0]
    if want["error"] is not True and got.error[0] != want["error"]:
        return f"{got.error[0]}, expected {want['error']}"
    return None


def wrong_output(got, want):
    for name, have in (("text", got.text), ("stdout", got.stdout)):
        if name in want and fold(have) != fold(want[name]):
            return f"{name} {fold(have)[:100]!r}, expected {want[name][:100]!r}"
    everything = got.everything()
    for word in want.get("contains", []):
        if word not in everything:
            return f"{word!r} is not in {everything[:160]!r}"
    for word in want.get("lacks", []):
        if word in everything:
            return f"{word!r} is in what was shown"
    if "mime" in want and not any(all(kind in data for kind in want["mime"]) for data in got.shown):
        return f"shown as {[sorted(data) for data in got.shown]}, expected {want['mime']}"
    pages = [str(data.get("text/html", "")) for data in got.shown]
    if "html" in want and not any(all(word in page for word in want["html"]) for page in pages):
        return f"no HTML with {want['html']}"
    if want.get("silent") and (got.stdout or got.shown):
        return f"showed {everything[:100]!r}"
    if "within" in want and got.seconds > want["within"]:
        return f"took {got.seconds:.1f} s, expected {want['within']}"
    return None


def shortfall(session, case):
    """What a case lacks, or None."""
    for number, step in enumerate(case["steps"], 1):
        if "write" in step:
            session.write(step["write"])
        elif "shell" in step:
            session.shell(step["shell"])
        else:
            got = session.run(step["run"], step.get("input", []), step.get("timeout", STEP))
            want = step.get("expect", {})
            why = wrong_error(got, want) or (
                None if want.get("either") else wrong_output(got, want)
            )
            if why:
                return f"step {number}: {why}"
    return None


def groups(cases, each):
    """Cases that share a kernel: all of a kind, or each for itself."""
    found = {}
    for case in cases:
        found.setdefault(case["id"] if each else case["id"].split("/")[0], []).append(case)
    return list(found.values())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--kernel", default="tslab")
    parser.add_argument("--only", default="", help="only cases whose id contains this")
    parser.add_argument("--each", action="store_true", help="a kernel for every case")
    parser.add_argument("--root", default=os.getcwd())
    options = parser.parse_args()
    cases = []
    for name in options.files:
        with open(name, encoding="utf8") as file:
            cases += [case for case in json.load(file) if options.only in case["id"]]
    short = 0
    for group in groups(cases, options.each):
        session = Session(options.kernel, options.root)
        try:
            for case in group:
                why = shortfall(session, case)
                if why:
                    short += 1
                    print(f"falls short  {case['id']}: {why}", flush=True)
        finally:
            session.close()
    print(f"{len(cases) - short} of {len(cases)} cases hold")
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    main()
