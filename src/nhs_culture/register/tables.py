"""The register: the hand-written tables that say what is claimed, done, measured and planned.

Small CSV files in ``data/raw/register`` hold everything that a person decided or read. They
are read as text with a few numeric columns; its ``schemas`` say what they must hold.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nhs_culture.errors import DataError, Fault, RegisterError
from nhs_culture.paths import find_project
from nhs_culture.register.near import near_measures, near_organisations
from nhs_culture.register.rows import read_rows
from nhs_culture.register.sources import RECORD, Record, Source, read_record

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ABOUT",
    "BREAKS",
    "COLLECTIONS",
    "DESCRIPTION",
    "FREQUENCIES",
    "KINDS",
    "KINDS_OF_SOURCE",
    "NEVER_INDEPENDENT",
    "NUMERIC",
    "OTHER_BODIES",
    "OUTCOME",
    "PEER_CHANGE",
    "PEER_GROUPS",
    "PRECISIONS",
    "RELATIONS",
    "TABLES",
    "TESTS",
    "Register",
    "read_register",
    "suggest",
]

TABLES = (
    "trusts",
    "councils",
    "interventions",
    "measures",
    "claims",
    "evidence",
    "sources",
    "breaks",
    "analysis_plan",
    "case_studies",
    "front_page",
    "programmes",
    "programme_members",
)

OTHER_BODIES = ("ENG",)
"""Codes that are no organisation's: England as a whole."""

_MISREAD = str.maketrans("IO", "10")
"""Letters that people type for the digits of a code."""

NUMERIC = {
    "measures": ("lower", "upper", "median_lower", "median_upper", "decimals"),
    "claims": ("value_from", "value_to", "rank_of"),
    "evidence": ("step",),
    "analysis_plan": ("before", "after", "margin"),
    "case_studies": ("order",),
    "front_page": ("order",),
    "known_differences": ("tolerance",),
}
"""Columns of the tables that hold numbers; all others hold text."""

FREQUENCIES = (
    *("month", "quarter", "half_year", "year", "financial_year", "school_year", "survey"),
    *("twelve_months", "three_years", "none"),
)
PRECISIONS = (
    "exact",
    "rounded",
    "approximate",
    "about",
    "almost",
    "at_least",
    "at_most",
    "little_more_than",
    "more_than",
    "less_than",
    "words",
)
KINDS = (
    "level",
    "movement",
    "rank",
    "ratio",
    "count",
    "money",
    "threshold",
    "arithmetic",
    "date",
    "rating",
)
OUTCOME = "outcome"
ABOUT = (OUTCOME, "rule", "plan", "anecdote", "activity")
"""What a claim is about: what became of staff, patients or money; a rule; what is hoped, planned or
estimated; what one person recalls or finds; or what was done, when, and by how many. Only outcomes
are counted among what is judged."""
COLLECTIONS = ("documents", "sample")
"""Where claims are from: the documents that the project follows, and what they rest on; or a sample
of what is printed about any trust, gathered without a look at the official figures."""
KINDS_OF_SOURCE = (
    "trust_release",
    "case_study",
    "award",
    "local_press",
    "trade_press",
    "trade_press_table",
    "official_statistics",
    "statutory_report",
    "board_paper",
    "government_statement",
    "vendor",
    "evaluation",
)
"""Who prints a claim, and so how its figure came to be printed."""
NEVER_INDEPENDENT = ("trust_release", "case_study", "award", "board_paper", "vendor")
"""Those of them that print what the organisation itself, or who sells to it, says of it."""
PEER_GROUPS = ("benchmark group", "all", "region")
DESCRIPTION, PEER_CHANGE = "description", "peer change"
"""What the plan asks for: no test, or the primary one."""
BREAKS = ("merger", "transfer", "method", "pandemic")
TESTS = (
    "value",
    "change",
    "percent_change",
    "rise",
    "rank",
    "share_below",
    "share_above",
    "total",
    "sampling",
    "sampling_ratio",
    "arithmetic",
    "other_source",
    "none",
)
"""What is set beside a claim; :mod:`nhs_culture.claims` has a function for each."""
RELATIONS = ("same", "near", "own", "record", "none")
"""How that stands to the claim: an independent figure of the same or of a near definition and date;
figures of the documents' own; the publisher's own word; or nothing that can be compared."""

_DATED_NAME = re.compile(r"(.*) \(to (\w+ \d{4})\)")


@dataclass(frozen=True, eq=False)
class Register:
    """The tables, each a frame with one row per record and text columns.

    Attributes
    ----------
    folder
        Where they are.
    trusts, councils, interventions, measures, claims, evidence, sources, breaks, analysis_plan,
    case_studies, front_page, programmes, programme_members
        As in ``data/raw/register/<name>.csv``; an empty cell is an empty string, and the numeric
        columns (``value_from``, ``lower``, ...) are floats with NaN for empty.
    """

    folder: Path
    trusts: pd.DataFrame
    councils: pd.DataFrame
    interventions: pd.DataFrame
    measures: pd.DataFrame
    claims: pd.DataFrame
    evidence: pd.DataFrame
    sources: pd.DataFrame
    breaks: pd.DataFrame
    analysis_plan: pd.DataFrame
    case_studies: pd.DataFrame
    front_page: pd.DataFrame
    programmes: pd.DataFrame
    programme_members: pd.DataFrame

    @cached_property
    def studied(self) -> tuple[str, ...]:
        """The codes of the case studies, in their order."""
        return tuple(self.case_studies.sort_values("order")["org_code"])

    @cached_property
    def parts(self) -> frozenset[str]:
        """The codes of parts of trusts: no trusts of their own, so that no place counts them."""
        return frozenset(self.trusts.loc[self.trusts["part_of"] != "", "org_code"])

    @cached_property
    def titles(self) -> pd.Series:
        """The title of every document and publication, by source."""
        return self.sources.set_index("source_id")["title"]

    @cached_property
    def trust_names(self) -> pd.Series:
        """The present name of every trust, by its code."""
        return self.trusts.set_index("org_code")["name"]

    def trust(self, code: str) -> pd.Series:
        """Return the row of one trust, or of one council.

        Raises
        ------
        DataError
            When the code is in neither ``trusts.csv`` nor ``councils.csv``; the message suggests
            near ones.
        """
        if code not in self._organisations:
            raise DataError(self._unknown_trust(code))
        return self._organisations[code]

    def kind(self, code: str) -> str:
        """Return what an organisation is called among others: ``trust`` or ``council``."""
        return "council" if code in self._councils else "trust"

    @cached_property
    def _councils(self) -> frozenset[str]:
        return frozenset(self.councils["org_code"])

    def people(self, code: str, group: str) -> str:
        """Return of whom a group at an organisation is, as ``BME staff`` or ``female residents``.

        Figures of groups are of the staff of a trust, and of those who live in a council's area.
        """
        people = "residents" if self.kind(code) == "council" else "staff"
        return f"{group.upper() if group == 'bme' else group} {people}"

    def name_on(self, code: str, day: pd.Timestamp) -> str:
        """Return what a trust was called on a day, as far as ``former_names`` dates its names."""
        row = self.trust(code)
        for former in row["former_names"].split("; "):
            dated = _DATED_NAME.fullmatch(former)
            if dated and day < pd.Timestamp(f"1 {dated[2]}") + pd.offsets.MonthBegin():
                return dated[1]
        return str(row["name"])

    def measure(self, name: str) -> pd.Series:
        """Return the row of one measure, or raise ``DataError`` naming near ones."""
        if name not in self._measures:
            near = near_measures(name, self.measures)
            told = f"Did you mean {' or '.join(near)}?" if near else f"{LISTED}."
            raise DataError(f"Unknown measure {name!r}. {told} For example: recommend_work")
        return self._measures[name]

    def programme(self, programme_id: str) -> pd.Series:
        """Return the row of one programme, or raise ``DataError`` naming near ones."""
        found = self.programmes[self.programmes["programme_id"] == programme_id]
        if found.empty:
            near = suggest(
                programme_id, self.programmes["programme_id"], "programmes.csv lists them."
            )
            raise DataError(f"Unknown programme {programme_id!r}. {near}")
        return found.iloc[0]

    def source(self, source_id: str) -> Source:
        """Return a document or publication, or raise ``DataError`` naming near ones."""
        if source_id not in self._sources:
            near = suggest(source_id, self.sources["source_id"], "sources.csv lists them.")
            raise DataError(f"Unknown source {source_id!r}. {near}")
        row = self._sources[source_id]
        told = {name: row[name] for name in ("title", "published", "url", "licence")}
        told["producer"] = row["author_or_producer"]
        if record := self.records.get(source_id):
            told = {name: getattr(record, name) for name in told}
        return Source(source_id, row["kind"], name=row["title"], note=row["note"], **told)

    @cached_property
    def organisations(self) -> pd.DataFrame:
        """Trusts and councils under each other: what figures and claims can be of.

        The two kinds share no measure and no benchmark group, so that a council is only ever set
        beside councils.
        """
        return pd.concat([self.trusts, self.councils], ignore_index=True).fillna("")

    @cached_property
    def council_codes(self) -> dict[str, str]:
        """The ONS code of each council, by the codes that other departments have for it."""
        codes: dict[str, str] = {}
        for kind in ("finance_code", "dfe_number"):
            known = self.councils[self.councils[kind] != ""]
            codes |= dict(zip(known[kind], known["org_code"], strict=True))
        return codes

    @cached_property
    def records(self) -> dict[str, Record]:
        """The records of the publications that are held, by source."""
        paths = sorted(self.folder.parent.glob(f"*/{RECORD}"))
        return {path.parent.name: read_record(path) for path in paths}

    @cached_property
    def figured(self) -> pd.DataFrame:
        """The measures that figures are kept of, by identifier: those that have a frequency."""
        return self.measures[self.measures["frequency"] != "none"].set_index("measure")

    @cached_property
    def _organisations(self) -> dict[str, pd.Series]:
        return _by(self.organisations, "org_code")

    @cached_property
    def _measures(self) -> dict[str, pd.Series]:
        return _by(self.measures, "measure")

    @cached_property
    def _sources(self) -> dict[str, pd.Series]:
        return _by(self.sources, "source_id")

    def _unknown_trust(self, code: str) -> str:
        known = self.organisations
        several = re.split(r"[\s,;]+", code.upper().strip())
        if len(several) > 1 and set(several) <= {*known["org_code"]}:
            return f"{code!r} names {len(several)} organisations; expected one at a time here"
        by_name = known[known["name"].str.contains(code, case=False, regex=False)]
        if len(code) > 3 and not by_name.empty:
            listed = "; ".join(f"{c} {n}" for c, n in by_name[["org_code", "name"]].to_numpy()[:5])
            near = f"Did you mean: {listed}?"
        else:
            called = near_organisations(code, known) if len(code) > 3 else []
            near = f"Did you mean: {'; '.join(called)}?" if called else ""
            misread = code.upper().translate(_MISREAD)
            near = near or suggest(misread, known["org_code"], f"{LISTED}.")
        return (
            f"{code!r} is not an ODS code of trusts.csv, nor an ONS code of councils.csv. {near} "
            "For example: RXM"
        )


def _by(table: pd.DataFrame, key: str) -> dict[str, pd.Series]:
    """Return each row of a table by its identifier; the first where one is there twice."""
    return dict(zip(reversed(table[key]), (row for _, row in table[::-1].iterrows()), strict=True))


LISTED = "`nhs-culture trusts` and `nhs-culture measures` list what there is"


def suggest(
    word: str,
    known: Iterable[str],
    listed: str,
) -> str:
    """Return a sentence with the known words nearest to a wrong one, or else where all stand."""
    near = difflib.get_close_matches(word, list(known), n=4, cutoff=0.6)
    return f"Did you mean {' or '.join(near)}?" if near else listed


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    table = read_rows(path)
    for column in NUMERIC.get(name, ()):
        if column in table:
            table[column] = _numbers(path, table[column])
    return table


def _numbers(path: Path, column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column.where(column != ""), errors="coerce")
    wrong = column[(column != "") & numbers.isna()]
    if not wrong.empty:
        row = int(wrong.index[0]) + 2
        raise RegisterError(Fault(path, repr(wrong.iloc[0]), "a number", row, str(column.name)))
    return numbers.astype(float)


def read_register(folder: Path | None = None) -> Register:
    """Read the register.

    Parameters
    ----------
    folder
        Where its CSV files are; that of the project that is worked in where unset.

    Raises
    ------
    RegisterError
        When a table is missing or cannot be read; ``schemas.validate`` says more.
    """
    return _read(folder) if folder else _read_once(find_project().register)


@lru_cache(maxsize=2)
def _read_once(folder: Path) -> Register:
    return _read(folder)


def _read(folder: Path) -> Register:
    return Register(folder, **{name: _read_table(folder, name) for name in TABLES})
