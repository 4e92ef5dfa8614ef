"""Programmes and their members as rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from copies import PROJECT, changed

from nhs_culture.errors import DataError, RegisterError
from nhs_culture.register import read_register
from nhs_culture.register.schemas import validate

ROW = "virginia_mason,RKB,University Hospitals Coventry and Warwickshire NHS Trust,2015-07,,month"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT.register, tmp_path / "register"))


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (ROW.replace("RKB", "XXX"), "'XXX'"),
        (ROW.replace("RKB", "RR8"), "a member once, or after its last spell"),
        (ROW.replace("month", "year"), "the precision of the date in column joined"),
        (ROW.replace("2015-07,", "2015-13,"), "'2015-13'"),
        (ROW.replace("2015-07,,", "2015-07,2014-01,"), "ended not before joined"),
        (ROW.replace("virginia_mason", "virginia_masson"), "'virginia_masson'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(folder: Path, new: str, found: str) -> None:
    path = folder / "programme_members.csv"
    changed(path, ROW, new)
    with pytest.raises(RegisterError) as error:
        validate(read_register(folder), folder)
    assert "programme_members.csv, row" in str(error.value)
    assert found in str(error.value)


def test_a_second_spell_comes_after_the_first_has_ended(folder: Path) -> None:
    register = read_register(folder)
    validate(register, folder)
    members = register.programme_members
    spells = members[members["programme_id"] == "special_measures"]["org_code"].value_counts()
    assert set(spells[spells > 1].index) == {"RCX", "RJL", "RMY", "RTX", "RWD", "RYD"}


def test_a_programme_is_added_by_rows(folder: Path) -> None:
    with (folder / "programmes.csv").open("a", encoding="utf-8") as stream:
        stream.write(
            "schwartz_rounds,Schwartz rounds,Meetings on what work feels like,joined,yes,\n"
        )
    with (folder / "programme_members.csv").open("a", encoding="utf-8") as stream:
        stream.write("schwartz_rounds,RRF,Wigan,2012-05,,month,,,A page,https://example.org/a\n")
    register = read_register(folder)
    validate(register, folder)
    assert register.programme("schwartz_rounds")["name"] == "Schwartz rounds"


def test_an_unknown_programme_is_refused_with_near_ones() -> None:
    with pytest.raises(DataError, match="listening_into_action"):
        read_register(PROJECT.register).programme("listening_in_action")


def test_rows_without_a_date_or_a_trust_are_kept() -> None:
    members = read_register(PROJECT.register).programme_members
    nobody = members[members["org_code"] == ""]
    assert (nobody["name"] == "not named").all()
    assert (members["joined"] == "").any()
    assert len(members[members["programme_id"] == "listening_into_action"]) == 45
