"""What pages offer to take away besides their own files is in the list of downloads."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd

from nhs_culture.exhibits import Table
from nhs_culture.notebooks.executed import executed_copy
from nhs_culture.site.made import made


def test_the_printed_figures_and_a_pdf_that_is_of_its_page_are_offered(tmp_path: Path) -> None:
    assert list(made(tmp_path, "article")) == []
    rows = pd.DataFrame({"trust": ["Somewhere"], "printed": ["48%"], "official": ["60%"]})
    table = Table(name="every-printed-figure", caption="All", data=rows)
    outputs = [{"output_type": "execute_result", "data": {Table.MIME: table.record()}}]
    cells = [{"cell_type": "code", "source": "", "outputs": outputs}]
    executed = executed_copy(tmp_path, "printed")
    executed.parent.mkdir(parents=True)
    executed.write_text(json.dumps({"nbformat": 4, "cells": cells}))
    page, pdf = (tmp_path / f"article.{kind}" for kind in ("html", "pdf"))
    for file in (page, pdf):
        file.write_text("")
    names = [path.name for path, _, _ in made(tmp_path, "article")]
    assert names == ["printed_figures.csv", "article.pdf"]
    csv = tmp_path / "downloads" / "printed_figures.csv"
    assert "Somewhere,48%,60%" in csv.read_text(encoding="utf-8")
    os.utime(pdf, (0, page.stat().st_mtime - 60))  # of an earlier page
    assert [path.name for path, _, _ in made(tmp_path, "article")] == ["printed_figures.csv"]
