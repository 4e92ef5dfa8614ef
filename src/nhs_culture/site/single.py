"""The page of one notebook, run once for somebody: it stands alone, wherever they want it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from nhs_culture.site.context import PageContext, Provenance
from nhs_culture.site.page import render

__all__ = ["write_page"]


def write_page(
    notebook: Path, parameters: Mapping[str, object], destination: Path, provenance: Provenance
) -> None:
    """Run a notebook and write its page.

    Parameters
    ----------
    notebook
        The file.
    parameters
        As papermill takes them.
    destination
        The HTML file.
    provenance
        From what it is made.
    """
    import papermill

    with tempfile.TemporaryDirectory() as folder:
        executed = Path(folder) / notebook.name
        papermill.execute_notebook(
            str(notebook),
            str(executed),
            dict(parameters),
            progress_bar=False,
            log_output=False,
            extra_arguments=["--log-level=CRITICAL"],  # of the kernel, which warns of what is usual
        )
        context = PageContext(
            title="Is it true?",
            here=destination.name,
            provenance=provenance,
            notebook=notebook.stem,
            parameters=parameters,
            navigation=(),
        )
        render(executed, destination, context)
