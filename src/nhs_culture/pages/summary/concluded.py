"""Every finding and every claim about a trust, with verdicts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nhs_culture.claims.words import printed as printed_figure
from nhs_culture.english import listed
from nhs_culture.exhibits import Group, Note, Table
from nhs_culture.pages.summary.known import Summary, named
from nhs_culture.verdicts.labels import CHANGE, FIGURE

__all__ = ["claims", "findings"]


def findings(about: Summary) -> Group:
    """Return every finding with both verdicts, and which notebooks have left none."""
    left = about.concluded
    rows = [
        (
            named(about, one),
            one.reason,
            CHANGE.answer(one.change_verdict) or None,
            FIGURE.cell(one.figure_verdict) or None,
            f"{left.titles.get(one.notebook, one.notebook)}, {one.status}",
        )
        for one in left.findings
    ]
    return Group(
        _findings_table(about, rows) if rows else None,
        Note(
            label="Not run",
            text=f"Nothing was collected from {listed(left.not_run)}: run nhs-culture "
            f"reports --trust {about.trust} and this page again.",
        )
        if left.not_run
        else None,
    )


def _findings_table(about: Summary, rows: Sequence[tuple[str | None, ...]]) -> Table:
    return Table(
        name="findings",
        caption=f"Every finding about {about.trust_name}",
        data=pd.DataFrame(rows, columns=["measure", "finding", "change", "figure", "page"]),
        headers={
            "measure": "Measure",
            "finding": "Finding",
            "change": CHANGE.question,
            "figure": FIGURE.question,
            "page": "Page, and how it was asked",
        },
    )


def claims(about: Summary) -> Table | Note:
    """Return every claim about the trust with the ledger's verdict, the strongest support first."""
    judged, register = about.claims, about.data.register
    if not judged:
        return Note(
            label="No claims",
            text="No document in the register makes a claim about this trust.",
        )
    printed = {str(row["claim_id"]): row for _, row in register.claims.iterrows()}
    titles = register.titles
    order = (*FIGURE.labels,)
    rows = [
        (
            printed[one.claim]["statement"],
            printed_figure(printed[one.claim]),
            FIGURE.cell(one.figure_verdict),
            one.reason,
            titles[printed[one.claim]["document"]],
        )
        for one in sorted(judged, key=lambda one: order.index(one.figure_verdict))
    ]
    return Table(
        name="claims",
        caption=f"Every claim about {about.trust_name} in the documents followed here",
        data=pd.DataFrame(rows, columns=["claim", "printed", "verdict", "why", "document"]),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "verdict": FIGURE.question,
            "why": "Why",
            "document": "Document",
        },
    )
