"""Ends kernels and says how they went, for the tests and for measuring.

argv[1]: JSON list of
  {"code": a cell, "busy": true if it is to be running then, "how": ..., "wait": seconds}
"how" is what ends the kernel: "shutdown" or "restart" (a shutdown_request), "SIGTERM", or
"flood": a shutdown_request among many other requests.
stdout, a line of JSON for each: {"exit": code or minus a signal, "stderr": text, "seconds": ...}
A busy cell prints "running" first. Exit -9 after 15 s: the kernel did not end.
"""

import json
import signal
import sys
import tempfile
import time

from jupyter_client import KernelManager

LIMIT = 15
FLOOD = 20


class Ending:
    def __init__(self, case, stderr):
        self.case = case
        self.manager = KernelManager(kernel_name="tslab")
        self.manager.start_kernel(stdout=stderr, stderr=stderr)
        self.process = self.manager.provisioner.process
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=90)

    def run(self):
        if not self.case.get("code"):
            return
        message_id = self.client.execute(self.case["code"], allow_stdin=True)
        while self.case.get("busy"):
            message = self.client.get_iopub_msg(timeout=60)
            if message["msg_type"] == "stream" and "running" in message["content"]["text"]:
                return
        while self.client.get_shell_msg(timeout=60)["parent_header"]["msg_id"] != message_id:
            pass

    def send(self, kind, channel="control", **content):
        getattr(self.client, f"{channel}_channel").send(self.client.session.msg(kind, content))

    def flood(self):
        for _ in range(FLOOD):
            self.send("kernel_info_request")
            self.send("kernel_info_request", "shell")

    def end(self):
        how = self.case["how"]
        if how == "SIGTERM":
            self.process.send_signal(signal.SIGTERM)
            return
        if how == "flood":
            self.flood()
        self.send("shutdown_request", restart=how == "restart")
        if how == "flood":
            self.flood()

    def close(self):
        self.client.stop_channels()
        self.manager.cleanup_resources()


def main():
    for case in json.loads(sys.argv[1]):
        with tempfile.TemporaryFile() as stderr:
            kernel = Ending(case, stderr)
            kernel.run()
            time.sleep(case.get("wait", 0))
            start = time.time()
            kernel.end()
            while kernel.process.poll() is None:
                if time.time() > start + LIMIT:
                    kernel.process.kill()
                time.sleep(0.005)
            seconds = round(time.time() - start, 3)
            stderr.seek(0)
            text = stderr.read().decode(errors="replace")
            print(
                json.dumps({"exit": kernel.process.returncode, "stderr": text, "seconds": seconds})
            )
            sys.stdout.flush()
            kernel.close()


main()
