"""What single pages offer to take away besides their own files: a table, and the article as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nhs_culture.exhibits import Table
from nhs_culture.exhibits.download import csv_text
from nhs_culture.files import write_text
from nhs_culture.notebooks.executed import bundles, executed_copy, load
from nhs_culture.site.pdf import is_printed_from

__all__ = ["made"]

_PRINTED, _EVERY_FIGURE = "printed", "every-printed-figure"


def made(reports: Path, article: str) -> Iterator[tuple[Path, str, str]]:
    """Yield file, title and description of each that the pages in a folder give.

    Parameters
    ----------
    reports
        The folder of all reports.
    article
        Name of the article, without suffix: its PDF is offered where it was printed from its page.
    """
    if table := _table(executed_copy(reports, _PRINTED)):
        copy = reports / "downloads" / "printed_figures.csv"
        write_text(copy, csv_text(table.data))
        yield copy, "Printed figures", "The sample of what gets printed, a row each, with verdicts"
    pdf = reports / f"{article}.pdf"
    if is_printed_from(reports / f"{article}.html", pdf):
        yield pdf, "The article (PDF)", "The research article, to print and to cite"


def _table(executed: Path) -> Table | None:
    """Return the table of all printed figures as the notebook made it; None where it was not."""
    if not executed.is_file():
        return None
    records = (bundle[Table.MIME] for bundle in bundles(load(executed)) if Table.MIME in bundle)
    return next((Table.from_record(one) for one in records if one["name"] == _EVERY_FIGURE), None)
