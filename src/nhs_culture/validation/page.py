"""The section of a Markdown page that sets published numbers beside ours."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nhs_culture.files import write_text

__all__ = ["write_section", "write_table"]


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write published numbers beside ours (:func:`nhs_culture.validation.results`) as a section."""
    lines = [
        "## Published numbers",
        "",
        f"{int(table['agrees'].sum())} of {len(table)} published numbers are reproduced within "
        "the tolerance given. This section is written by `nhs-culture validate`.",
    ]
    for name, rows in table.groupby("case", sort=False):
        lines += ["", f"### {name}", "", f"Source: {rows['source'].iloc[0]}", ""]
        lines += ["| what | published | ours | tolerance | agrees |", "|---|---:|---:|---:|---|"]
        lines += [
            f"| {row.what} | {row.published:.10g} | {row.ours:.7g} | {row.tolerance:g} | "
            f"{'yes' if row.agrees else 'NO'} |"
            for row in rows.itertuples()
        ]
    write_section(path, "published-numbers", "\n".join(lines))


def write_section(path: Path, name: str, text: str) -> None:
    """Write a named section of a Markdown page, and leave the page's other sections alone.

    Parameters
    ----------
    path
        The page; it is made with a title if it is not there.
    name
        Marks the section, so that the next call replaces it.
    text
        Markdown of the section, heading included.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    page = path.read_text(encoding="utf-8") if path.exists() else "# Validation\n"
    section = f"{begin}\n\n{text.strip()}\n\n{end}"
    before, found, rest = page.partition(begin)
    kept_after = rest.partition(end)[2] if found else "\n"
    write_text(path, f"{before.rstrip()}\n\n{section}{kept_after}")
