"""Kernels from a warm process, through jupyter_client's own seam for how kernels are started."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from nhs_culture.batch import warm

__all__ = ["WarmProvisioner"]


class WarmProvisioner(LocalProvisioner):
    """Fork the kernel from the warm process if there is one; else start it as any other kernel."""

    exit_code: int | None = None

    async def poll(self) -> int | None:
        """Return None while the kernel runs; how it ended is kept in ``exit_code``."""
        code: int | None = await super().poll()
        if self.has_process and code is not None:
            self.exit_code = code
        return code

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:  # noqa: ANN401
        """Start the kernel and return how to connect to it."""
        kernel = self._fork(cmd, kwargs)
        if kernel is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = kernel  # type: ignore[assignment]  # it behaves like a Popen
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd")
        await self._listening()
        return self.connection_info

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """Prepare the launch; a warm kernel talks through files, so that no two share a port."""
        self._warm = warm.warm_process()
        manager = self.parent
        if self._warm is not None and manager and manager.transport != "ipc":
            manager.transport = "ipc"
            manager.ip = str(self._warm.folder / self.kernel_id[:8])
        prepared: dict[str, Any] = await super().pre_launch(**kwargs)
        return prepared

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once; a warm one is gone when this returns."""
        if isinstance(self.process, warm.WarmKernel):
            self.process.kill()
        else:
            await super().kill(restart=restart)

    async def _listening(self) -> None:
        """Wait until the kernel has opened its files: a client that is early waits far longer."""
        last = Path(f"{self.connection_info['ip']}-{self.connection_info['hb_port']}")
        while not last.exists() and await self.poll() is None:
            await asyncio.sleep(0.003)

    def _fork(self, command: list[str], wanted: Mapping[str, Any]) -> warm.WarmKernel | None:
        if self._warm is None:
            return None
        with suppress(OSError):  # it was lost since, or there is no room for a fork
            return self._warm.fork(
                command,
                environment=wanted["env"],
                folder=str(wanted.get("cwd") or Path.cwd()),
                streams=(
                    _descriptor(wanted.get("stdout"), 1),
                    _descriptor(wanted.get("stderr"), 2),
                ),
            )
        return None


def _descriptor(stream: IO[bytes] | int | None, inherited: int) -> int:
    """Return the file descriptor of what ``Popen`` takes as a stream."""
    if stream is None:
        return inherited
    return stream if isinstance(stream, int) else stream.fileno()
