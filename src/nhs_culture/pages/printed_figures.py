"""Every figure of the sample of what is printed, beside the official one, in one table."""

from __future__ import annotations

import pandas as pd

from nhs_culture.claims import Judged, ledger
from nhs_culture.english import short_name
from nhs_culture.exhibits import Note, Table
from nhs_culture.pages.printed import KINDS
from nhs_culture.periods import in_words
from nhs_culture.studies.printed import Printed
from nhs_culture.units import unit
from nhs_culture.verdicts.labels import CONSISTENT, FIGURE, MORE_PLAUSIBLE, REPRODUCED

__all__ = ["EVERY_FIGURE", "count_and_verdict", "every_figure"]

_AGREEING = (REPRODUCED, CONSISTENT, MORE_PLAUSIBLE)

EVERY_FIGURE = "every-printed-figure"
"""The name of the table."""


def every_figure(over: Printed) -> Table:
    """Return each printed figure with whose and of what it is, and whether it is right.

    Those with an official figure come first, each kind by trust.
    """
    sample = over.claims.set_index("claim_id")
    ends = _single_ends(over)
    entries = sorted(
        (one for one in ledger(over.data) if one.claim_id in sample.index),
        key=lambda one: (not (one.official or one.claim_id in ends), one.trust_name),
    )
    rows = [
        {
            "trust": short_name(one.trust_name) if one.trust else "Groups of trusts",
            "what": _what(one),
            "period": one.period,
            "printed": one.printed,
            "official": one.official or ends.get(one.claim_id, ""),
            "verdict": FIGURE.cell(one.verdict),
            "kind": KINDS[str(sample["kind_of_source"][one.claim_id])],
            "page": one.document_title,
            "claim": one.claim_id,
        }
        for one in entries
    ]
    return Table(
        name=EVERY_FIGURE,
        caption=f"All {len(rows)} printed figures of the sample, each beside the official figure "
        f"where one is held; {len(rows) - over.facts} repeat what another page prints",
        data=pd.DataFrame(rows),
        headers={
            "trust": "Trust",
            "what": "What",
            "period": "Of when",
            "printed": "Printed",
            "official": "Official",
            "verdict": "Is the figure right?",
            "kind": "Who prints it",
            "page": "Page",
            "claim": "Claim",
        },
        hrefs=[
            f"{one.trust}/index.html" if one.trust in over.data.register.trust_names else ""
            for one in entries
        ],
        source="the pages gathered, and the publications named below",
        folded=True,
    )


def count_and_verdict(over: Printed) -> Note:
    """Say what the count of levels is of, and how often the verdict on the claim is another."""
    verdicts = {one.claim_id: one.verdict for one in ledger(over.data)}
    for_it = over.levels["claim_id"].map(verdicts).isin(_AGREEING)
    agrees = over.levels["agrees"].astype(bool)
    other = over.levels[agrees & ~for_it]
    apart = other["claim_id"].isin(over.levels.loc[~agrees, "claim_id"])
    inferred = int((other["inferred"] & ~apart).sum())
    return Note(
        label="Count and verdict",
        text="The count is of single levels, each end of a printed change by itself, and asks "
        "whether the official figure of that year rounds to what is printed; a verdict is on the "
        f"whole claim and asks more. Of the {int(agrees.sum())} levels that agree "
        f"{len(other)} are of a claim with another verdict: the other end does not agree "
        f"({int(apart.sum())}), the year is inferred from the page ({inferred}), or no figure of "
        f"the other end is held ({len(other) - int(apart.sum()) - inferred}). Of the "
        f"{int((~agrees).sum())} that do not agree in print {int((~agrees & for_it).sum())} lie "
        "within the sampling margin, which a verdict allows for. Where the year itself was not "
        "published here the nearest stands in, and the verdict allows for what figures move by "
        "in between: the two can then lie far apart.",
    )


def _what(one: Judged) -> str:
    return one.measure_name if one.subgroup == "all" else f"{one.measure_name}, {one.subgroup}"


def _single_ends(over: Printed) -> dict[str, str]:
    """Return the official figures of claims of which only one end has one, by claim."""
    figured = over.data.register.figured["unit"]
    told = [
        (
            row["claim_id"],
            f"{unit(str(figured[row['measure']])).value(row['official'])} "
            f"({in_words(row['period'])})",
        )
        for row in over.levels.to_dict("records")
    ]
    return dict(told)
