"""How the batch drives a kernel: papermill's engine, without the waits that a batch can spare."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty
from typing import Any, BinaryIO
from uuid import uuid4

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from traitlets import DottedObjectName

from nhs_culture.batch.provisioner import WarmProvisioner

__all__ = ["BatchEngine", "BatchKernelManager"]

ARGUMENTS = ("-m", "ipykernel_launcher", "-f", "{connection_file}")


class PromptClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel has answered on both channels."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel.

        Raises
        ------
        RuntimeError
            The kernel died, or gave no answer within ``timeout`` seconds.
        """
        seconds = 60 if timeout is None else timeout
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            asked = self.kernel_info()
            with suppress(Empty):
                await self._hear(self.shell_channel, "kernel_info_reply", asked)
                await self._hear(self.iopub_channel, "idle", asked)
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before it was ready")
        raise RuntimeError(f"Kernel gave no answer within {seconds:g} seconds")

    async def _hear(self, channel: AsyncZMQSocketChannel, kind: str, asked: str) -> None:
        while True:
            message = await channel.get_msg(timeout=1)
            state = message["content"].get("execution_state")
            answers = message["parent_header"].get("msg_id") == asked
            if answers and kind in (message["msg_type"], state):
                return


class BatchKernelManager(AsyncKernelManager):
    """Kernels of this very environment, warm where a warm process runs."""

    client_class = DottedObjectName(f"{__name__}.PromptClient")

    @property
    def kernel_spec(self) -> KernelSpec:
        """The stock kernel of this interpreter, whatever kernels the user has installed."""
        return KernelSpec(argv=[sys.executable, *ARGUMENTS], language="python")

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        self.kernel_id = self.kernel_id or str(uuid4())
        if self.provisioner is None:
            self.provisioner = WarmProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        started: tuple[list[str], dict[str, Any]] = await super()._async_pre_start_kernel(**options)
        return started


class BatchEngine(NBClientEngine):
    """papermill's own engine, with our kernels and with a file for what they print themselves."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        kernel_log: BinaryIO,
        resources: dict[str, Any],
        timeout_func: Callable[[Any], float],
        on_cell_start: Callable[..., None],
        **_: object,
    ) -> None:
        """Run the cells of a notebook whose parameters papermill has set."""
        client = PapermillNotebookClient(
            nb_man,
            kernel_name=kernel_name,
            kernel_manager_class=BatchKernelManager,
            shutdown_kernel="immediate",
            extra_arguments=["--HistoryManager.enabled=False"],
            resources=resources,
            timeout_func=timeout_func,
            on_cell_start=on_cell_start,
        )
        client.execute(stdout=kernel_log, stderr=kernel_log)


papermill_engines.register(BatchEngine.__name__, BatchEngine)
