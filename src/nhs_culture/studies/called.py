"""Which trust, which council and which measure is meant by what people call them."""

from __future__ import annotations

import re

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.english import initials
from nhs_culture.errors import DataError
from nhs_culture.studies.question import EVERY_TRUST

__all__ = ["EXAMPLE", "measure_called", "organisation_called"]

EXAMPLE = "--trust RXM --measure recommend_work --from 52@2016 --to 63@2019"
SHORTEST = 3
"""Letters of a word that may stand for a name; "5" is in the former name of one trust only."""


def organisation_called(data: Data, text: str, measure: str = "") -> str:
    """Return the code of whoever goes by a code, a name, a former name or a part of one.

    Trusts and councils share names, and no measure: of those of a name, the ones are meant that the
    measure is published of.

    Parameters
    ----------
    data
        The register and the panel.
    text
        What is typed.
    measure
        What is asked of it; trusts are meant where empty.

    Raises
    ------
    DataError
        When there is none, or more than one; the message names them.
    """
    everyone, wanted = data.register.organisations, text.strip().upper()
    if wanted in {EVERY_TRUST, "ENGLAND"}:
        raise DataError(f"England has no peers: figures of single trusts are judged. {EXAMPLE}")
    if wanted in set(everyone["org_code"]):
        return wanted
    fits = _fitting(data, text, _asked_of(data, measure))
    fits = _fitting(data, text, everyone) if fits.empty else fits
    if len(fits) == 1:
        return str(fits["org_code"].iloc[0])
    if fits.empty:
        return str(data.register.trust(text)["org_code"])  # raises, with what is near
    near = "; ".join(f"{row['org_code']} {row['name']}" for _, row in fits.head(6).iterrows())
    kinds = {f"{data.register.kind(code)}s" for code in fits["org_code"]}
    raise DataError(
        f"{text!r} fits {len(fits)} {' and '.join(sorted(kinds))}: {near}. Give one by its code"
    )


def _asked_of(data: Data, measure: str) -> pd.DataFrame:
    """Return the trusts or the councils, whichever a measure is of; both where nobody has it."""
    register = data.register
    if not measure:
        return register.trusts
    having = set(data.panel.loc[data.panel["measure"] == measure, "org_code"])
    kinds = [one for one in (register.trusts, register.councils) if having & {*one["org_code"]}]
    return kinds[0] if kinds else register.organisations


def _fitting(data: Data, text: str, among: pd.DataFrame) -> pd.DataFrame:
    """Return those that are meant: by all words of a name, or else by initials.

    A present name goes before a former one, and the one name of its kind that begins so before
    others.
    """
    words = re.findall(r"\w+", _plain(text))
    if not any(len(word) >= SHORTEST for word in words):
        return among.iloc[:0]
    kinds = among["org_code"].map(data.register.kind)
    now = among["name"].map(_plain) + kinds.map({"council": " council", "trust": ""})
    for names in (now, now + " " + among["former_names"].map(_plain)):
        fits = among[names.map(lambda name: all(word in name for word in words))]
        if not fits.empty:
            begin = fits[now[fits.index].str.startswith(f"{_plain(text).strip()} ")]
            alike = len({*kinds[fits.index]}) == 1
            return begin if alike and len(begin) == 1 else fits
    return _by_initials(data, text.strip().upper())


def _by_initials(data: Data, text: str) -> pd.DataFrame:
    """Return the trusts that documents call so, or that have the initials, first without FT."""
    trusts = data.register.trusts
    known_as = data.register.case_studies.set_index("org_code")["short_name"]
    short = trusts["name"].map(lambda name: initials(name)[0])
    called = trusts[(short == text) | (trusts["org_code"].map(known_as) == text)]
    if not called.empty:
        return called
    names = zip(trusts["name"], trusts["former_names"], strict=True)
    return trusts[[text in initials(*both) for both in names]]


def _plain(text: str) -> str:
    """Return a name without what people leave out when they type it."""
    return re.sub("['’.]", "", text.lower())


def measure_called(data: Data, text: str) -> str:
    """Return the identifier of the measure that goes by an identifier, a name or a part of one.

    Of measures that have a part in common those count that figures are kept of.

    Raises
    ------
    DataError
        When there is none, or more than one; the message names them, or suggests near ones.
    """
    measures = data.register.measures
    wanted = text.strip().lower()
    known_as = (measures["name"].str.lower() == wanted) | (
        measures["measure"] == wanted.replace(" ", "_")
    )
    if known_as.any():
        return str(measures.loc[known_as, "measure"].iloc[0])
    fits = _measures_with(data, wanted)
    base = fits[[fits["name"].str.startswith(name).all() for name in fits["name"]]]
    if len(base) == 1:  # the one, or that which the others are variants of
        return str(base["measure"].iloc[0])
    if fits.empty:
        return str(data.register.measure(wanted.replace(" ", "_"))["measure"])  # raises
    near = "; ".join(f"{row['measure']} ({row['name']})" for _, row in fits.iterrows())
    raise DataError(f"{text!r} fits {len(fits)} measures: {near}. Give one of them")


def _measures_with(data: Data, text: str) -> pd.DataFrame:
    """Return the measures that have all words, or their stems, in their identifier or name."""
    measures = data.register.measures
    words = [re.sub("(ies|y)$", "", word) for word in re.findall(r"\w+", text)]
    of_trusts, of_councils = (
        set(data.measured(known["org_code"])["measure"])
        for known in (data.register.trusts, data.register.councils)
    )
    asked = measures["frequency"].ne("none") & ~measures["measure"].isin(of_councils - of_trusts)
    called = (measures["measure"] + " " + measures["name"]).str.lower()
    named = called.map(lambda name: bool(words) and all(word in name for word in words))
    return measures[asked & named]
