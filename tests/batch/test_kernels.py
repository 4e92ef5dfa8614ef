"""Warm kernels are kernels: what stock kernels do, they do."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from nhs_culture.batch.provisioner import WarmProvisioner
from nhs_culture.batch.warm import _Hearth, warm_process

COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]

CELLS = (
    "import matplotlib.pyplot as plt, numpy as np, pandas as pd, seaborn as sns, os, sys",
    "plt.plot([1, 2, 3])\nplt.title('shown')\nplt.show()",
    "figure, axes = plt.subplots()\naxes.bar([1, 2], [3, 4])",
    "sns.histplot(np.random.default_rng(1).normal(size=100))",
    "plt.plot([3, 1]);",
    "plt.get_fignums(), plt.get_backend(), plt.rcParams['figure.dpi'], plt.isinteractive()",
    "pd.DataFrame({'a': [1, 2]})",
    "pd.Series(range(9), index=pd.date_range('2019', periods=9)).plot()",
    "print('out')\nprint('err', file=sys.stderr)",
    "os.system('echo from a child')",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>b</b>'))\n3",
    "sys.path, sys.argv[1:2], __name__, os.getcwd(), os.environ.get('MPLBACKEND')",
    "import pickle\nclass A: pass\ntype(pickle.loads(pickle.dumps(A()))) is A",
    "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
    "import warnings\nwarnings.warn('careful')",
    "import signal\n[signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]",
    "import threading\nsorted(thread.name.strip('-123456789') for thread in threading.enumerate())",
    "os.getpgrp() == os.getsid(0) == os.getpid()",
    "%config InlineBackend.figure_formats = ['svg']\nplt.rcParams['svg.hashsalt'] = '1'",
    "sns.lineplot(x=[1, 2], y=[2, 1])",
    "get_ipython().__class__, type(get_ipython().kernel), get_ipython().history_length",
    "1/0",
)


@pytest.fixture
def start():
    """Start a kernel through our provisioner, as jupyter_client does; end it after the test."""
    managers = []

    def begin() -> KernelManager:
        manager = Manager(kernel_id=f"{len(managers)}-kernel")
        manager.provisioner = WarmProvisioner(
            kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager
        )
        manager.start_kernel()
        managers.append(manager)
        return manager

    yield begin
    for manager in managers:
        manager.shutdown_kernel(now=True)


class Manager(KernelManager):
    @property
    def kernel_spec(self):
        return KernelSpec(argv=COMMAND, language="python")


def ask(manager, code):
    """Return what a kernel prints."""
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=300)
    printed = []

    def hear(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    client.execute_interactive(code, output_hook=hear, timeout=300)
    client.stop_channels()
    return "".join(printed).strip()


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_for(condition, seconds=300):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def outputs(manager):
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    client = NotebookClient(nbformat.v4.new_notebook(cells=cells), km=manager, allow_errors=True)
    return [without_addresses(cell.outputs) for cell in client.execute().cells]


def without_addresses(output):
    """Leave out what two runs of the same kernel differ in: addresses, process ids, times."""
    text = re.sub(r" at 0x[0-9a-f]+", "", json.dumps(output, sort_keys=True))
    return re.sub(r"ipykernel_\d+|<dc:date>.*?</dc:date>", "", text)


def test_outputs_equal_those_of_a_stock_kernel_cell_by_cell(warm, start, monkeypatch):
    forked = start()
    assert parent_of(forked.provisioner.pid) == warm.pid
    of_forked = outputs(forked)
    monkeypatch.setattr(_Hearth, "given_up", True)
    stock = start()
    assert parent_of(stock.provisioner.pid) == os.getpid()
    for cell, ours, theirs in zip(CELLS, of_forked, outputs(stock), strict=True):
        assert ours == theirs, cell


def test_kernels_are_processes_with_their_own_memory_and_random_numbers(warm, start):
    draw = "import random, numpy as np; print(random.random(), np.random.rand())"
    one = start()
    own = ask(one, "import os, sys; sys.marked = True; print(os.getpid())")
    assert own == str(one.provisioner.pid)
    drawn = ask(one, draw)
    one.shutdown_kernel(now=True)
    two = start()
    assert ask(two, "import sys; print(hasattr(sys, 'marked'))") == "False"
    assert not set(drawn.split()) & set(ask(two, draw).split())


def test_a_kernel_can_be_interrupted_and_goes_on(warm, start):
    manager = start()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=300)
    asked = client.execute("kept = 1\nimport time\ntime.sleep(60)")
    while client.get_iopub_msg(timeout=300)["msg_type"] != "execute_input":
        pass
    time.sleep(0.2)
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=300)
    assert reply["parent_header"]["msg_id"] == asked
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    client.stop_channels()
    assert ask(manager, "print(kept)") == "1"


def test_a_kernel_can_be_restarted(warm, start):
    manager = start()
    first = manager.provisioner.pid
    ask(manager, "kept = 1")
    manager.restart_kernel(now=True)
    assert gone(first)
    assert ask(manager, "print('kept' in dir())") == "False"
    assert parent_of(manager.provisioner.pid) == warm.pid


def test_a_kernel_can_be_shut_down_politely(warm, start):
    manager = start()
    kernel = manager.provisioner.pid
    ask(manager, "1")
    manager.shutdown_kernel()
    assert gone(kernel)


def test_the_end_of_a_kernel_is_noticed(warm, start):
    manager = start()
    assert manager.is_alive()
    os.kill(manager.provisioner.pid, signal.SIGTERM)
    wait_for(lambda: not manager.is_alive())
    assert manager.provisioner.exit_code == -signal.SIGTERM


def test_a_kernel_takes_what_it_started_with_it(warm, start):
    manager = start()
    started = int(ask(manager, "import subprocess as s; print(s.Popen(['sleep', '60']).pid)"))
    manager.shutdown_kernel(now=True)
    wait_for(lambda: gone(started))


def test_kernels_go_when_the_warm_process_is_killed_and_another_is_started(warm, start):
    manager = start()
    kernel = manager.provisioner.pid
    os.kill(warm.pid, signal.SIGKILL)
    wait_for(lambda: gone(kernel))
    assert not manager.is_alive()
    again = start()
    assert parent_of(again.provisioner.pid) == warm_process().pid != warm.pid
    assert ask(again, "print(1 + 1)") == "2"


def test_kernels_and_their_warm_process_go_when_their_client_is_killed():
    script = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_kernels import Manager, WarmProvisioner, warm_process
manager = Manager(kernel_id="orphan")
manager.provisioner = WarmProvisioner(
    kernel_id="orphan", kernel_spec=manager.kernel_spec, parent=manager)
manager.start_kernel()
print(manager.provisioner.pid, warm_process().pid, warm_process().folder, flush=True)
time.sleep(60)
"""
    client = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
    )
    kernel, warm, folder = client.stdout.readline().split()
    assert parent_of(kernel) == int(warm)
    assert Path(folder).is_dir()
    client.kill()
    client.wait()
    client.stdout.close()
    wait_for(lambda: gone(kernel) and gone(warm))
    assert not Path(folder).exists()


def test_a_warm_process_runs_one_thread(warm):
    assert len(list(Path(f"/proc/{warm.pid}/task").iterdir())) == 1


@pytest.mark.parametrize("trouble", ["import sys; sys.exit('cannot')", "raise OSError('cannot')"])
def test_without_a_warm_process_the_kernel_is_a_stock_kernel(
    start, monkeypatch, tmp_path, caplog, trouble
):
    """A library that cannot be imported stops the warm process, and not the run."""
    (tmp_path / "ipykernel_launcher.py").write_text(trouble)
    monkeypatch.setattr(_Hearth, "process", None)
    monkeypatch.setattr(_Hearth, "given_up", False)
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        assert warm_process() is None
    assert "cannot" in caplog.text
    manager = start()
    assert parent_of(manager.provisioner.pid) == os.getpid()
    assert ask(manager, "print(1 + 1)") == "2"
