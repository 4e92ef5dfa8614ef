"""Tell NHS provider trusts from the other organisations that the publications list."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

import pandas as pd

from nhs_culture.loaders.grid import Grid, clean
from nhs_culture.loaders.tidy import ODS_CODE
from nhs_culture.register import Register

__all__ = [
    "COMMISSIONERS",
    "LEFT_OUT",
    "NO_TRUSTS",
    "REGIONS",
    "known_as",
    "named",
    "plain",
    "provider_codes",
    "split",
    "trusts",
    "unheard",
]

LEFT_OUT = (
    "Organisations that are not NHS provider trusts: regions and integrated care systems as "
    "totals, CCGs, ICBs, CSUs, primary care trusts, national bodies, social enterprises.",
    "RYK-X (Dudley and Walsall Mental Health Partnership before its code was reused): the code is "
    "not of the form that the project keeps.",
)
"""What :func:`trusts` drops, for the records of the publications that list every organisation."""

COMMISSIONERS = {"clinical commissioning groups": r"\d\d[A-Z](?:/\d\d[A-Z])*"}
"""Codes of commissioners: one, or several that answered as one (``01T/01V``)."""
REGIONS = {"totals of regions": r"Y\d\d"}
"""Codes of NHS regions, where a publication lists them among the organisations."""
NO_TRUSTS = {
    "primary care trusts": r"5[A-Z0-9]{2}",
    **COMMISSIONERS,
    "commissioning groups and bodies with codes as A3A8R": r"[A-Z]\d[A-Z]\d[A-Z]",
    "integrated care boards and systems": r"Q[A-Z0-9]{2}",
    "commissioning support units": r"0[A-Z]{2}",
    "social enterprises and companies": r"[ADN][A-Z0-9]{2}|8[A-Z0-9]{4}",
    "national bodies": r"X\d\d|T\d{4}",
    "staff banks with a code of their own (RTF1Q)": r"RTF1Q",
    "trusts whose code was reused (RYK-X)": r"RYK-X",
}
"""Organisations that are no trusts, each kind with the pattern of its codes."""

_TRUST_NAME = re.compile(
    r".*\bNHS\s*(?:F(?:OUNDATION)?\s*)?T(?:RUST)?\s*(?:[^\w\s].*|\d.*)?", re.IGNORECASE | re.DOTALL
)
_TRUST_CODE = re.compile(r"[RT][A-Z0-9]{2}(?:00)?(?:[^A-Z0-9].*)?", re.IGNORECASE | re.DOTALL)
"""How a trust is named and coded, also in other letters, with a site's 00 or a mark behind it."""
_TOTAL_NAME = re.compile(
    r"(?:grand |sub[- ]?)?totals?\b.*|(?:all|overall|sum of)(?: .*)?|england|national|(?:the )?nhs"
    r"|(?:.* )?(?:trusts|providers)",
    re.IGNORECASE,
)
"""How a row is named that adds others up."""


def trusts(
    grid: Grid, code: str, name: str, totals: Mapping[str, str] = MappingProxyType({})
) -> tuple[Grid, dict[str, int]]:
    """Return the rows of NHS provider trusts, and the number of rows of each other kind.

    Parameters
    ----------
    grid
        Rows of all kinds of organisations, and remarks.
    code, name
        The headings of the ODS code and of the organisation's name.
    totals
        Kinds of totals that the publication lists among them, each with the pattern of its codes.

    Raises
    ------
    SourceError
        When a row is named or coded like a trust, or has the name of one, and its code is not one;
        when it is named like a total where none is expected; when a name has two codes; or when it
        has figures and is of no known kind. So nothing is dropped, and nothing added up twice, in
        silence.
    """
    codes, names = grid.text(code), grid.text(name)
    provider = codes.str.fullmatch(ODS_CODE)
    exempt = codes.isin(["RYK-X", "RTF1Q"])
    alike = _alike(codes, _TRUST_CODE) | _alike(names, _TRUST_NAME)
    alike |= names.map(_stem).isin(_stems())
    grid.refuse_rows(
        ~provider & alike & ~exempt, code, "expected the ODS code of this trust (as RP1)"
    )
    of_many = codes.str.fullmatch("|".join(totals.values()) or "(?!)")
    grid.refuse_rows(
        _alike(names, _TOTAL_NAME) & ~of_many & (codes != ""),
        name,
        "expected an organisation, and no total among them",
    )
    called = names.map(plain).where(provider & (names != ""))
    own = codes.groupby(called).transform("first")
    grid.refuse_rows(called.notna() & (codes != own), code, "expected one code for one name")
    return split(grid.where(~grid.remarks(code, name)), code, {**NO_TRUSTS, **totals})


def _alike(texts: pd.Series[str], pattern: re.Pattern[str]) -> pd.Series[bool]:
    """Mark the texts that are of a pattern, with plain letters for odd ones; none among none."""
    return texts.map(lambda text: unicodedata.normalize("NFKC", text)).str.fullmatch(pattern)


def split(grid: Grid, code: str, others: Mapping[str, str]) -> tuple[Grid, dict[str, int]]:
    """Return the rows of NHS trusts, and the number of rows of each other kind.

    Parameters
    ----------
    grid
        Rows of organisations of known kinds.
    code
        The heading of the ODS code.
    others
        Kinds that the publication lists beside trusts, each with the pattern of its codes; where a
        code is of several, the last counts.

    Raises
    ------
    SourceError
        When a row is of none of these kinds: a spoilt code never drops a trust in silence.
    """
    codes = grid.text(code)
    trust = codes.str.fullmatch(ODS_CODE)
    kind = pd.Series("", index=codes.index)
    for name, pattern in others.items():
        kind = kind.mask(codes.str.fullmatch(pattern), name)
    known = ", or one of ".join(["expected the ODS code of an NHS trust (as RP1)", *others])
    grid.refuse_rows(~trust & (kind == ""), code, known)
    return grid.where(trust), {name: int((kind == name).sum()) for name in others}


def named(
    code: pd.Series[str], name: pd.Series[str], period: pd.Series[str] | str = ""
) -> pd.DataFrame:
    """Return ``org_code`` and ``name`` of each organisation, as it is called last."""
    rows = pd.DataFrame({"org_code": code, "name": name.map(clean), "period": period})
    latest = rows.sort_values("period", kind="stable").drop_duplicates("org_code", keep="last")
    return latest[["org_code", "name"]].reset_index(drop=True)


def plain(name: str) -> str:
    """Return a name for comparison: no case, punctuation, article or ampersand."""
    words = re.sub(r"[’'`]", "", name.lower()).replace("&", " and ")
    return re.sub(r"^the ", "", re.sub(r"[^a-z0-9]+", " ", words).strip())


@cache
def provider_codes() -> Mapping[str, str]:
    """Return the ODS code of each name of a trust that the official files print, by :func:`plain`.

    ``provider_names.csv`` holds the names in the official files of the project; a test holds the
    two together.
    """
    place = files("nhs_culture.loaders.publications").joinpath("provider_names.csv")
    rows = csv.DictReader(place.read_text("utf-8").splitlines())
    return MappingProxyType({plain(row["name"]): row["code"] for row in rows})


def unheard(names: pd.DataFrame, register: Register) -> list[str]:
    """Say which trusts of a file the register does not know, or not by this name.

    What kind of trust it is, foundation or not, and how that is spelt, is left aside.
    """
    called = _called(register)
    told = []
    for code, name in names[["org_code", "name"]].itertuples(index=False):
        if code not in called:
            told.append(f"{code} {name}: not in trusts.csv")
        elif _stem(name) not in map(_stem, called[code]):
            told.append(f"{code} is {name} here, and {called[code][0]} in trusts.csv")
    return told


def known_as(code: str, name: str, register: Register) -> bool:
    """Tell whether the register knows a trust by a name; in brackets may stand one of its sites."""
    called = set(map(_stem, _called(register).get(code, ())))
    return not called.isdisjoint({_stem(name), _stem(name.partition(" (")[0])})


@lru_cache(maxsize=2)
def _called(register: Register) -> Mapping[str, tuple[str, ...]]:
    """Return the name of each trust of the register, and its former ones."""
    rows = register.trusts[["org_code", "name", "former_names"]].itertuples(index=False)
    return {
        code: (name, *(one.partition(" (to ")[0] for one in former.split("; ")))
        for code, name, former in rows
    }


@cache
def _stems() -> frozenset[str]:
    """Return what the trusts that the official files name are called, without NHS Trust."""
    return frozenset(map(_stem, provider_codes()))


def _stem(name: str) -> str:
    return re.sub(r" (?:nhs|national health service)? ?(?:foundation )?trust$", "", plain(name))
