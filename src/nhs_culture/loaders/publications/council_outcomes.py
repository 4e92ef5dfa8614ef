"""Public health outcomes by upper-tier council: life, deaths, admissions and children (compiled).

Four files share a layout and hold downloads of several years (column ``vintage``) of OHID's
Fingertips. Where a later download repeats an earlier one, the figures have to be the same; where it
counts afresh, it is a measure of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import Range
from nhs_culture.loaders.tidy import COUNCIL_CODE, figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTERS"]

VINTAGE, KEY, SEX, AREA, PERIOD, VALUE = (
    *("vintage", "key", "sex", "area_code"),
    *("period", "value"),
)
HEADINGS = (VINTAGE, KEY, SEX, AREA, PERIOD, VALUE)
ENGLAND = "E92000001"
SAME_AREA = {"E10000002": "E06000060", "E10000023": "E06000065", "E10000027": "E06000066"}
"""Counties that became one council within their boundary: Buckinghamshire, North Yorkshire and
Somerset."""
SUBGROUPS = {"": "all", "Persons": "all", "Male": "male", "Female": "female"}
FIGURE = Range(0, 100_000, "a figure from 0 to 100,000")
MIDDLE = (0.2, 0.8)
"""England's figure stands between these shares of the councils; it stood from 0.26 to 0.71."""
_YEARS = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class _Outcome:
    """One outcome in some downloads: its measure, the first and the last period."""

    measure: str
    vintages: tuple[str, ...]
    first: str
    last: str


@dataclass(frozen=True)
class _File:
    """One of the four files: what is taken from it, and what is left out, by key."""

    source_id: str
    subject: str
    outcomes: dict[str, tuple[_Outcome, ...]]
    left_out: dict[str, tuple[str, ...]]
    """Downloads of a key that are not taken."""
    notes: tuple[str, ...]
    by_sex: bool = False
    """Whether it has women and men apart, and nobody together."""


_EARLY = ("2020", "2024")
FILES = (
    _File(
        "council_life_expectancy",
        "life expectancy",
        {
            "healthy_life_expectancy": (
                _Outcome("healthy_life_expectancy", _EARLY, "2009-11", "2018-20"),
                _Outcome("healthy_life_expectancy_2026", ("2026",), "2015-17", "2022-24"),
            ),
            "life_expectancy": (_Outcome("life_expectancy", ("2026",), "2015-17", "2023-25"),),
            "slope_index_inequality_le": (
                _Outcome("life_expectancy_gap", _EARLY, "2010-12", "2018-20"),
            ),
        },
        {"slope_index_inequality_le": ("2026",)},
        (
            "Healthy life expectancy was based afresh for the download of 2026, from 2015-17 on: "
            "healthy_life_expectancy_2026, never to be joined to healthy_life_expectancy.",
            "Periods are three years that overlap: 2009-2011, 2012-2014, 2015-2017 and 2018-2020 "
            "are independent.",
        ),
        by_sex=True,
    ),
    _File(
        "council_mortality",
        "mortality",
        {
            "u75_preventable_mortality": (
                _Outcome("preventable_mortality", ("2024",), "2010", "2022"),
                _Outcome("preventable_mortality_2026", ("2026",), "2014", "2024"),
            ),
            "u75_preventable_cancer": (
                _Outcome("preventable_cancer_mortality", ("2020",), "2001-03", "2015-17"),
            ),
            "alcohol_mortality": (_Outcome("alcohol_mortality", ("2020",), "2008", "2017"),),
            "deaths_usual_place_65p": (_Outcome("deaths_usual_place", ("2020",), "2001", "2016"),),
        },
        {"excess_u75_smi": ("2020",)},
        (
            "What counts as preventable was redefined, and the download of 2026 rests on newer "
            "populations: preventable_mortality and preventable_mortality_2026 differ by 1.1 in "
            "the middle of councils.",
        ),
    ),
    _File(
        "council_admissions",
        "admissions and ways of life",
        {
            "alcohol_admissions_narrow": (
                _Outcome("alcohol_admissions", ("2020",), "2008/09", "2017/18"),
            ),
            "falls_admissions_65p": (
                _Outcome("falls_admissions", ("2020",), "2010/11", "2017/18"),
            ),
            "self_harm_admissions": (
                _Outcome("self_harm_admissions", ("2020",), "2010/11", "2017/18"),
            ),
            "self_harm_10_24": (
                _Outcome("self_harm_admissions_young", ("2020",), "2011/12", "2017/18"),
            ),
            "smoking_adults_aps": (_Outcome("smoking_adults", ("2026",), "2011", "2024"),),
            "smoking_adults_aps_2020v": (_Outcome("smoking_adults", ("2020",), "2011", "2018"),),
            "depression_qof": (_Outcome("depression_register", ("2024",), "2013/14", "2022/23"),),
        },
        {"inactive_adults": ("2020", "2024", "2026"), "overweight_adults": ("2026",)},
        ("The download of 2020 has the smoking figures of 2026 to 2018, without a difference.",),
    ),
    _File(
        "council_children",
        "children",
        {
            "children_in_care_rate": (_Outcome("children_in_care", ("2020",), "2011", "2018"),),
            "child_protection_plans_rate": (
                _Outcome("child_protection_plans", ("2020",), "2012/13", "2014/15"),
            ),
            "children_low_income": (_Outcome("children_low_income", ("2020",), "2006", "2016"),),
            "excess_weight_reception": (
                _Outcome("excess_weight_reception", ("2020",), "2006/07", "2017/18"),
            ),
            "excess_weight_y6": (_Outcome("excess_weight_year6", ("2020",), "2006/07", "2017/18"),),
            "free_from_decay_5y": (_Outcome("free_from_decay", ("2020",), "2007/08", "2016/17"),),
            "fsm_good_development": (
                _Outcome("good_development_fsm", ("2020",), "2012/13", "2017/18"),
            ),
        },
        {"obese_year6": ("2026",)},
        (
            "children_in_care is at 31 March of the year. A rate of 0 in the Isles of Scilly or "
            "the City of London is a true one: there are hardly any children.",
        ),
    ),
)


def _publication(file: _File) -> Publication:
    measures = dict.fromkeys(one.measure for some in file.outcomes.values() for one in some)
    unused = ", ".join(f"{key} ({', '.join(years)})" for key, years in file.left_out.items())
    return Publication(
        source_id=file.source_id,
        title=f"Public health outcomes by upper-tier council: {file.subject} (compiled)",
        producer="Office for Health Improvement and Disparities (Fingertips), and its predecessors",
        url="https://fingertips.phe.org.uk/",
        published="2020, 2024 and 2026",
        measures=tuple(measures),
        of_groups=tuple(measures) if file.by_sex else (),
        groups=("female", "male") if file.by_sex else (),
        left_out=(f"Not looked at, or begun after the changes that are: {unused}.",)
        if unused
        else (),
        notes=(
            *file.notes,
            "Put together from downloads of 2020, 2024 and 2026 (column vintage).",
            "Rates as published, without their intervals: how sure a council's figure is, is not "
            "known here.",
            "Some downloads leave out county councils. Buckinghamshire, North Yorkshire and "
            "Somerset have the code of the council that took the county's place within its "
            "boundary; Northamptonshire, Cumbria, Dorset and others were divided.",
        ),
    )


def _recognising(file: _File) -> Callable[[SourceFile], bool]:
    keys = {*file.outcomes, *file.left_out}

    def recognises(source: SourceFile) -> bool:
        if not isinstance(source, TextTable):
            return False
        headings = source.grid.headings
        if len(set(HEADINGS) & set(headings)) < 5 or headings.count(KEY) != 1:
            return False
        return bool(keys & set(source.grid.text(KEY)))

    return recognises


def _whole(source: SourceFile, file: _File) -> Grid:
    """Return all rows, each an outcome of the file, of a council or of England."""
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require(HEADINGS)
    grid.unique(VINTAGE, KEY, SEX, AREA, PERIOD)
    area, known = grid.text(AREA), _known(file)
    pairs = grid.text(KEY) + " " + grid.text(VINTAGE)
    grid.refuse_rows(
        ~pairs.isin(known), KEY, f"expected a key and a vintage of: {', '.join(sorted(known))}"
    )
    grid.refuse_rows(
        ~(area.str.fullmatch(COUNCIL_CODE) | (area == ENGLAND)),
        AREA,
        "expected the ONS code of an upper-tier council (as E08000010), or of England",
    )
    grid.refuse_rows(~grid.text(SEX).isin(SUBGROUPS), SEX, "expected Male, Female, Persons or none")
    return grid


def _known(file: _File) -> set[str]:
    taken = {
        key: [vintage for one in some for vintage in one.vintages]
        for key, some in file.outcomes.items()
    }
    return _pairs(taken) | _pairs(file.left_out)


def _pairs(vintages: Mapping[str, Iterable[str]]) -> set[str]:
    """Return each key with each of its downloads, as ``life_expectancy 2026``."""
    return {f"{key} {vintage}" for key, some in vintages.items() for vintage in some}


def _reading(file: _File) -> Callable[[SourceFile], list[pd.DataFrame]]:
    def read(source: SourceFile) -> list[pd.DataFrame]:
        grid = _whole(source, file)
        parts = [_figures(grid, key, one) for key, some in file.outcomes.items() for one in some]
        return [_once(grid, pd.concat(parts))]

    return read


def _figures(whole: Grid, key: str, outcome: _Outcome) -> pd.DataFrame:
    """Return the figures of one outcome, with the row of each."""
    vintages = whole.text(VINTAGE).isin(outcome.vintages)
    grid = whole.where((whole.text(KEY) == key) & vintages)
    period = grid.text(PERIOD)
    shape = r"\d{4}" + outcome.first[4:5] + r"\d\d" * (len(outcome.first) > 4)
    within = period.str.fullmatch(shape) & (period >= outcome.first) & (period <= outcome.last)
    grid.refuse_rows(~within, PERIOD, f"expected {outcome.first} to {outcome.last} for {key}")
    grid.refuse_rows(period.map(_label) == "", PERIOD, "expected years that follow each other")
    value = grid.numbers(VALUE, FIGURE)
    grid.refuse_rows(value.isna(), VALUE, "expected a figure")
    _check_england(grid, value)
    area = grid.text(AREA).replace({ENGLAND: "ENG", **SAME_AREA})
    subgroup = grid.text(SEX).map(SUBGROUPS)
    return figures(area, period.map(_label), outcome.measure, value).assign(subgroup=subgroup)


def _label(period: str) -> str:
    """Return the project's label of a year, a financial or school year, or three years."""
    three = _YEARS.fullmatch(period)
    if three:
        last = int(three[1]) + 2
        return f"{three[1]}-{last}" if last % 100 == int(three[2]) else ""
    if "/" in period and (int(period[:4]) + 1) % 100 != int(period[5:]):
        return ""
    return period


def _check_england(grid: Grid, value: pd.Series[float]) -> None:
    """Check that England stands in the middle of the councils of its year."""
    key = [grid.text(heading) for heading in (VINTAGE, SEX, PERIOD)]
    national = grid.text(AREA) == ENGLAND
    grid.refuse_rows(
        ~national.groupby(key).transform("any"), AREA, f"expected a row of England, {ENGLAND}"
    )
    england = value.where(national).groupby(key).transform("first")
    below = (value < england).where(~national).groupby(key).transform("mean")
    outside = national & ~below.between(*MIDDLE)
    grid.refuse_rows(outside, VALUE, "expected England to stand in the middle of the councils")


def _once(grid: Grid, rows: pd.DataFrame) -> pd.DataFrame:
    """Return each figure once, after a check that downloads agree where they repeat one."""
    key = ["measure", "org_code", "subgroup", "period"]
    first = rows.groupby(key)["value"].transform("first")
    apart = pd.Series(False, grid.cells.index)
    apart[rows.index[rows["value"] != first]] = True
    grid.refuse_rows(apart, VALUE, "expected the figure of the other download, repeated")
    return rows.drop_duplicates(key)


def _leaving_out(file: _File) -> Callable[[SourceFile], dict[str, int]]:
    def others(source: SourceFile) -> dict[str, int]:
        grid = _whole(source, file)
        pairs = grid.text(KEY) + " " + grid.text(VINTAGE)
        unused = pairs[pairs.isin(_pairs(file.left_out))]
        return {f"rows of {pair}": int(count) for pair, count in unused.value_counts().items()}

    return others


IMPORTERS = tuple(
    Importer(_publication(file), _recognising(file), _reading(file), others=_leaving_out(file))
    for file in FILES
)
