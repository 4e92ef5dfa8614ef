"""What executed notebooks conclude: headlines and findings, gathered; nothing is computed here.

An executed notebook is large, and pages that go over all of them want little of it: the
:class:`Extract` of a notebook holds that little, and is kept beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nhs_culture.errors import DataError
from nhs_culture.exhibits import Finding, Headline, read
from nhs_culture.files import write_text
from nhs_culture.notebooks.catalogue import catalogue
from nhs_culture.notebooks.executed import bundles, executed_copy, load
from nhs_culture.paths import Project

__all__ = [
    "Concluded",
    "Extract",
    "concluded",
    "extract",
    "gather",
    "merged",
    "read_extract",
    "write_extract",
]

LEDGER = "claims"
"""Notebook that judges every claim."""


@dataclass(frozen=True)
class Extract:
    """What an executed notebook concludes: its first headline, if any, and its findings."""

    headline: Headline | None
    findings: tuple[Finding, ...]


def extract(executed: Path) -> Extract:
    """Return the conclusions of an executed notebook."""
    outputs = list(bundles(load(executed)))
    exhibits = (read(data) for data in outputs)
    headline = next((exhibit for exhibit in exhibits if isinstance(exhibit, Headline)), None)
    return Extract(
        headline, tuple(Finding.from_record(o[Finding.MIME]) for o in outputs if Finding.MIME in o)
    )


def write_extract(path: Path, conclusions: Extract) -> None:
    """Write conclusions as JSON, whole or not at all."""
    record = {
        "headline": conclusions.headline and conclusions.headline.record(),
        "findings": [finding.record() for finding in conclusions.findings],
    }
    write_text(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def read_extract(path: Path) -> Extract:
    """Return what :func:`write_extract` wrote.

    Raises
    ------
    DataError
        When the file is spoilt or from another version.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        headline = record["headline"] and Headline.from_record(record["headline"])
        return Extract(headline, tuple(Finding.from_record(one) for one in record["findings"]))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path}: expected what a page concludes, as this version writes it; remove it, "
            "and make the page again"
        ) from error


def gather(executed: Iterable[Path]) -> list[Finding]:
    """Return the findings that executed notebooks hold, :func:`merged`."""
    return merged(finding for path in executed for finding in extract(path).findings)


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order of trust, notebook, measure and so on, each of them once.

    A claim that a notebook goes into, with an estimate and its interval, is left out as the ledger
    has it.
    """
    found = set(findings)
    gone_into = {(one.trust, one.claim) for one in found if one.notebook != LEDGER}
    return sorted(
        (
            one
            for one in found
            if not one.claim or one.notebook != LEDGER or (one.trust, one.claim) not in gone_into
        ),
        key=_order,
    )


def _order(finding: Finding) -> tuple[str, ...]:
    record = finding.record()
    first = ("trust", "notebook", "measure", "subgroup", "claim", "design", "date")
    return tuple(str(record[name]) for name in (*first, *sorted(set(record) - set(first))))


@dataclass(frozen=True)
class Concluded:
    """What the notebooks about one trust have left.

    Attributes
    ----------
    findings
        On what was measured, in reading order.
    claims
        On what documents print, where a notebook goes into it.
    titles
        Notebook -> title of its page.
    not_run
        Titles of the notebooks that have left nothing to collect from.
    """

    findings: tuple[Finding, ...] = ()
    claims: tuple[Finding, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    not_run: tuple[str, ...] = ()


def concluded(project: Project, trust: str, reports: str = "") -> Concluded:
    """Collect what was concluded about a trust.

    Parameters
    ----------
    project
        Whose notebooks they are.
    trust
        ODS code.
    reports
        The folder that a batch wrote; the project's own where empty.
    """
    folder = Path(reports) if reports else project.reports
    every = catalogue(project.notebooks)
    own = [one for one in every if one.scope == "trust" and not one.reads]
    left = {one: executed_copy(folder, one.path.stem, trust) for one in own}
    copies = {one: copy for one, copy in left.items() if _has_ended_well(copy)}
    found = [one for one in gather(copies.values()) if one.trust == trust]
    order = [one.path.stem for one in copies]
    found.sort(key=lambda one: order.index(one.notebook) if one.notebook in order else len(order))
    return Concluded(
        findings=tuple(one for one in found if not one.claim),
        claims=tuple(one for one in found if one.claim),
        titles={one.path.stem: one.title for one in every},
        not_run=tuple(one.title for one in left if one not in copies),
    )


def _has_ended_well(copy: Path) -> bool:
    return copy.is_file() and not copy.with_suffix(".log").is_file()
