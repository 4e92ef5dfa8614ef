"""How the batch drives a kernel: papermill's engine, without the waits that a batch can spare."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from contextlib import suppress
from queue import Empty
from typing import Any
from uuid import uuid4

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

from nhs_culture.batch.provisioner import WarmProvisioner

__all__ = ["BatchEngine", "KernelLostError"]

ARGUMENTS = ("-m", "ipykernel_launcher", "-f", "{connection_file}")


class KernelNotReadyError(RuntimeError):
    """The kernel died or stayed silent while it was started."""


class PromptClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel has answered on both channels."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel.

        Raises
        ------
        KernelNotReadyError
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
                raise KernelNotReadyError("Kernel died before it was ready")
        raise KernelNotReadyError(f"Kernel gave no answer within {seconds:g} seconds")

    async def _hear(self, channel: AsyncZMQSocketChannel, kind: str, asked: str) -> None:
        while True:
            message = await channel.get_msg(timeout=1)
            state = message["content"].get("execution_state")
            answers = message["parent_header"].get("msg_id") == asked
            if answers and kind in (message["msg_type"], state):
                return


class BatchKernelManager(AsyncKernelManager):
    """Kernels of this very environment, warm where a warm process runs."""

    def __init__(self) -> None:
        super().__init__(kernel_id=str(uuid4()), client_factory=PromptClient)
        self.provisioner: WarmProvisioner = WarmProvisioner(
            kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
        )

    @property
    def kernel_spec(self) -> KernelSpec:
        """The stock kernel of this interpreter, whatever kernels the user has installed."""
        return KernelSpec(argv=[sys.executable, *ARGUMENTS], language="python")


class KernelLostError(RuntimeError):
    """The kernel, not the code, failed: says how it ended."""


class BatchEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, with our kernels and with a file for what they print themselves."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Run the cells of a notebook whose parameters papermill has set.

        Parameters
        ----------
        options
            ``kernel_log`` is a file for what the kernel itself prints; ``resources``,
            ``timeout_func`` and ``on_cell_start`` are those of nbclient.

        Raises
        ------
        KernelLostError
            The kernel did not start or died.
        """
        manager = BatchKernelManager()
        wanted = ("resources", "timeout_func", "on_cell_start")
        client = PapermillNotebookClient(
            nb_man,
            km=manager,
            kernel_name=kernel_name,
            shutdown_kernel="immediate",
            extra_arguments=["--HistoryManager.enabled=False"],
            **{name: options[name] for name in wanted},
        )
        log = options["kernel_log"]
        try:
            client.execute(cleanup_kc=True, stdout=log, stderr=log)
        except (DeadKernelError, KernelNotReadyError) as error:
            raise KernelLostError(_ending(manager.provisioner.exit_code)) from error
        finally:
            _drop_pending_tasks()


def _drop_pending_tasks() -> None:
    """Cancel what nbclient leaves on this thread's event loop when it gives a cell up."""
    loop = ensure_event_loop()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))


def _ending(exit_code: int | None) -> str:
    if exit_code is None:
        return "The kernel gave no answer."
    if exit_code == -signal.SIGKILL:
        return "The kernel was killed, as happens when memory runs out."
    if exit_code < 0:
        return f"The kernel was ended by {signal.Signals(-exit_code).name}."
    return f"The kernel ended by itself with exit code {exit_code}."


papermill_engines.register(BatchEngine.__name__, BatchEngine)
