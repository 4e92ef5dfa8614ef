"""A figure that somebody has read as rows of the register, which then has it on its pages."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.data.datapackage import write_datapackage
from nhs_culture.english import capitalised
from nhs_culture.errors import DataError
from nhs_culture.files import write_together
from nhs_culture.paths import Project
from nhs_culture.register import appended, read_register
from nhs_culture.register.schemas import validate
from nhs_culture.register.tables import KINDS_OF_SOURCE
from nhs_culture.studies.judged import Opinion

__all__ = ["enter"]

_SAME = ("org_code", "measure", "subgroup", "kind", "value_from", "value_to", "period_from")


def enter(data: Data, opinion: Opinion, source: str, place: str, kind: str = "") -> str:
    """Write typed figures into ``claims.csv`` and ``evidence.csv``, both or neither.

    Parameters
    ----------
    data
        The register and the panel.
    opinion
        What the official data say to them.
    source
        Who prints them: identifier in ``sources.csv``.
    place
        Where in it they stand, such as ``page 3``.
    kind
        What kind of source it is, one of :data:`nhs_culture.register.tables.KINDS_OF_SOURCE`; as
        its other claims have it where empty.

    Returns
    -------
    str
        The identifier that the claim has from now on.

    Raises
    ------
    DataError
        When the source is unknown, no place or kind is given, or the figure is registered already.
    RegisterError
        When the rows would break the register.
    """
    folder = data.project.register
    try:
        document = data.register.source(source)
    except DataError as error:
        hint = f"A new document is a row of {folder / 'sources.csv'} first"
        raise DataError(f"Unknown source {source!r}. {hint}") from error
    if not place.strip():
        raise DataError("Say where in the source the figure stands, such as --place 'page 3'")
    if opinion.figure is None:
        raise DataError("Only a figure can be registered: type one, such as --to 63@2019")
    if len(opinion.stated) > 1:
        raise DataError(
            "The two ends are not printed alike and are claims of their own: register each with "
            "--to alone"
        )
    _refuse_again(data, opinion, source)
    named = {"claim_id": _free(data, opinion)}
    claim = {
        **opinion.claim,
        **named,
        "document": source,
        "place": place.strip(),
        "who": document.producer or document.title,
        "url": document.url,
        "statement": _statement(opinion),
        "collection": "documents",
        "kind_of_source": kind or _kind_of(data, source),
    }
    _append(data.project, {"claims": claim, "evidence": {**opinion.evidence, **named}})
    return named["claim_id"]


def _kind_of(data: Data, source: str) -> str:
    """Return what kind of source the other claims of it say it is."""
    claims = data.register.claims
    known = claims.loc[claims["document"] == source, "kind_of_source"]
    if known.empty:
        kinds = ", ".join(KINDS_OF_SOURCE)
        raise DataError(f"Say what kind of source {source} is, such as --kind award: {kinds}")
    return str(known.iloc[0])


def _statement(opinion: Opinion) -> str:
    asked, figure = opinion.change.question, opinion.figure
    what = asked.phrase.format(trust=asked.trust_name) if asked.phrase else asked.measure_name
    told = f"{figure.printed}, {figure.period}" if figure else ""
    return f"{capitalised(what)} is printed as {told}."


def _refuse_again(data: Data, opinion: Opinion, source: str) -> None:
    """Refuse what the same source already has in the register."""
    claims = data.register.claims
    held = claims[claims["document"] == source]
    same = pd.Series(True, index=held.index)
    for column in (*_SAME, "period_to"):
        own = opinion.claim[column]
        same &= held[column].isna() if pd.isna(own) else held[column] == own
    if same.any():
        raise DataError(f"Registered already, as {held.loc[same, 'claim_id'].iloc[0]}")


def _free(data: Data, opinion: Opinion) -> str:
    """Return an identifier that no claim has yet."""
    claim, taken = opinion.claim, set(data.register.claims["claim_id"])
    words = (claim["org_code"], claim["measure"], claim["period_to"])
    stem = "-".join(words).lower().replace("_", "-").replace("/", "-")
    number = 1
    while (name := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return name


def _append(project: Project, rows: Mapping[str, Mapping[str, object]]) -> None:
    """Add a row to each table, after the whole register has been read and held with them."""
    told = {
        name: pd.DataFrame([{column: _cell(value) for column, value in row.items()}])
        for name, row in rows.items()
    }
    with TemporaryDirectory() as scratch:
        tried = Path(scratch) / project.register.name
        shutil.copytree(project.register, tried)
        write_together(appended(tried, told))
        validate(read_register(tried), project.register)
    write_datapackage(project, appended(project.register, told))


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
