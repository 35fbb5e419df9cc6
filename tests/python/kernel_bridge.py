"""Drives one Jupyter kernel through jupyter_client for the tests, with JSON lines.

stdin, whose end stops the kernel:
  {"op": "start", "cwd": ..., "env": {...}}
  {"op": "send", "channel": ..., "type": ..., "content": {...}, "id": ...}
  {"op": "interrupt"}
  {"op": "restart"}
  {"op": "alive", "id": ...}
stdout:
  {"event": "ready", "pid": ...}
  {"event": "message", "channel": ..., "type": ..., "parent": ..., "content": ...} ...
"""

import asyncio
import json
import subprocess
import sys

from jupyter_client.manager import AsyncKernelManager


def say(**event):
    sys.stdout.write(json.dumps(event, default=str) + "\n")
    sys.stdout.flush()


class Bridge:
    def __init__(self):
        self.manager = AsyncKernelManager(kernel_name="tslab")
        self.client = None
        self.readers = []

    async def connect(self):
        for reader in self.readers:
            reader.cancel()
        if self.client:
            self.client.stop_channels()
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=90)
        self.readers = [
            asyncio.ensure_future(self.read(name)) for name in ("iopub", "shell", "control")
        ]
        say(event="ready", pid=self.manager.provisioner.pid)

    async def read(self, name):
        channel = getattr(self.client, f"{name}_channel")
        while True:
            message = await channel.get_msg()
            parent = message["parent_header"].get("msg_id")
            say(
                event="message",
                channel=name,
                type=message["msg_type"],
                parent=parent,
                content=message["content"],
            )

    async def do(self, command):
        op = command["op"]
        if op == "start":
            # Node makes inherited pipes non-blocking, which would break the writes of this process
            options = {"cwd": command["cwd"], "stdout": subprocess.DEVNULL}
            if command.get("env") is not None:
                options["env"] = command["env"]
            await self.manager.start_kernel(**options)
            await self.connect()
        elif op == "send":
            message = self.client.session.msg(command["type"], command["content"])
            say(event="sent", id=command["id"], msg_id=message["header"]["msg_id"])
            getattr(self.client, f"{command['channel']}_channel").send(message)
        elif op == "interrupt":
            await self.manager.interrupt_kernel()
        elif op == "restart":
            await self.manager.restart_kernel(now=False)
            await self.connect()
        elif op == "alive":
            say(event="alive", id=command["id"], alive=await self.manager.is_alive())

    async def main(self):
        loop = asyncio.get_event_loop()
        try:
            while line := await loop.run_in_executor(None, sys.stdin.readline):
                await self.do(json.loads(line))
        except Exception as error:  # the test shows it
            say(event="failed", message=f"{type(error).__name__}: {error}")
        finally:
            for reader in self.readers:
                reader.cancel()
            if self.client:
                self.client.stop_channels()
            if self.manager.has_kernel:
                await self.manager.shutdown_kernel(now=True)


asyncio.run(Bridge().main())
