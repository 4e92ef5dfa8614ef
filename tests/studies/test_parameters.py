"""What papermill, Jupyter and YAML make of parameters."""

from __future__ import annotations

import ast
import datetime
import json
import re
from pathlib import Path

import papermill
import pytest
import yaml
from copies import PROJECT
from papermill.exceptions import PapermillExecutionError

from nhs_culture import open_data
from nhs_culture.errors import DataError
from nhs_culture.studies import parameters, question

NOTEBOOKS = sorted(PROJECT.notebooks.glob("*.ipynb"))

DATA = open_data()


@pytest.mark.parametrize("trust", ["RRF", "rrf", " RRF ", "rrf\n"])
@pytest.mark.parametrize("intervention", ["2013", 2013, 2013.0, datetime.date(2013, 1, 15)])
def test_one_question_is_meant_however_it_is_written(trust: str, intervention: object) -> None:
    meant = question(DATA, "RRF", "recommend_work", intervention="2013", window="4,4")
    for window in ("4,4", " 4 , 4 ", [4, 4], (4, 4), ["4", "4"], "4 4"):
        asked = question(DATA, trust, "recommend_work", intervention=intervention, window=window)
        assert asked == meant


@pytest.mark.parametrize("nothing", ["", None, " ", []])
def test_what_is_left_empty_is_the_plans(nothing: object) -> None:
    asked = question(
        DATA, "RRF", "recommend_work", intervention=nothing, peers=nothing, window=nothing
    )
    assert asked == question(DATA, "RRF", "recommend_work")


def test_what_yaml_reads_is_understood() -> None:
    given = yaml.safe_load("{intervention: 2017-01-15, window: [12, 12], peers: [rha, RXM]}")
    asked = question(DATA, "RP1", "sickness_absence", **given)
    assert (asked.first_after, asked.before, asked.after) == ("2017-01", 12, 12)
    assert asked.peers == "rha,RXM"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trust", True),
        ("trust", {"code": "RRF"}),
        ("trust", ["RRF", "RXM"]),
        ("intervention", 2013.5),
        ("intervention", float("nan")),
        ("window", 4),
        ("window", "4,4,4"),
        ("window", "0,4"),
        ("window", [4, -4]),
        ("peers", [None, {}]),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name: str, value: object) -> None:
    given = {"trust": "RRF", name: value}
    with pytest.raises(DataError, match=name):
        question(DATA, given.pop("trust"), "recommend_work", **given)


def test_a_parameter_that_the_notebook_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PapermillExecutionError) as told:
        papermill.execute_notebook(
            PROJECT.notebooks / "engagement.ipynb",
            tmp_path / "out.ipynb",
            parameters={"trsut": "RXM"},
            kernel_name="python3",
            progress_bar=False,
        )
    assert told.value.ename == "DataError"
    assert "No parameter 'trsut'" in told.value.evalue
    assert told.value.evalue.endswith("Did you mean trust?")
    assert told.value.traceback == [told.value.evalue]  # a sentence, and no traceback


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_checks_its_parameters_before_anything_else(path: Path) -> None:
    """Those without parameters too: papermill writes what it is given above their first cell."""
    cells = [
        ("".join(cell["source"]), "parameters" in cell["metadata"].get("tags", ()))
        for cell in json.loads(path.read_text())["cells"]
        if cell["cell_type"] == "code"
    ]
    own = [source for source, is_own in cells if is_own]
    statements = ast.parse("\n".join(source for source, is_own in cells if not is_own)).body
    first_done = next(one for one in statements if not isinstance(one, ast.Import | ast.ImportFrom))
    assert ast.unparse(first_done) == "parameters.check()"
    for name in re.findall(r"^(\w+) = ", "\n".join(own), flags=re.MULTILINE):
        parameters.check([*own, f"{parameters.INJECTED}{name} = 'RXM'\n", "later = 1"])
    with pytest.raises(DataError, match="No parameter 'later'"):
        parameters.check([*own, f"{parameters.INJECTED}later = 1\n"])


@pytest.mark.parametrize(("code", "kind"), [("E08000010", "trust"), ("RRF", "council")])
def test_an_organisation_of_the_other_kind_is_refused_with_the_kind_expected(
    code: str, kind: str
) -> None:
    with pytest.raises(DataError, match=f"{code}.*expected (an|the) O[DN]S code"):
        parameters.code(code, kind)


def test_every_notebook_says_which_kind_of_organisation_it_is_about() -> None:
    kinds = {"council": ', "council")', "trust": ")"}
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text())["cells"]
        source = "\n".join("".join(cell["source"]) for cell in cells)
        for name, called in re.findall(r"= parameters\.code\((\w+)([^\n]*)", source):
            assert called in {kinds[name], ', "organisation")'}, path.name
