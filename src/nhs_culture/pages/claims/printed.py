"""What documents print beside one another: what follows from what, the scales, the conflicts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nhs_culture.claims.judged import Judged
from nhs_culture.data.access import Data
from nhs_culture.exhibits import Note, Table
from nhs_culture.metrics.scores import to_ten_point
from nhs_culture.pages.claims.named import full_name
from nhs_culture.units import SCORE_0_10, SCORE_1_5

__all__ = ["arithmetic", "conflicts", "scales"]


def arithmetic(entries: Sequence[Judged]) -> Table | Note:
    """Return the claims that follow, or do not, from other printed figures."""
    worked_out = [entry for entry in entries if entry.test in {"arithmetic", "other_source"}]
    if not worked_out:
        return Note(label="No arithmetic", text="No figure here follows from other figures.")
    rows = [
        (e.statement, e.printed, e.official, "agree" if e.rule in _AGREE else "disagree")
        for e in worked_out
    ]
    return Table(
        name="arithmetic",
        folded=True,
        caption="Figures worked out from, or repeated by, other printed figures. That they agree "
        "makes neither right.",
        data=pd.DataFrame(rows, columns=["claim", "printed", "gives", "result"]),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "gives": "Other figures give",
            "result": "The two",
        },
        source="the documents named in each claim",
    )


_AGREE = ("repeated", "same figure")


def scales(data: Data, entries: Sequence[Judged]) -> Table | Note:
    """Return the printed engagement scores on both scales."""
    ids = {entry.claim_id for entry in entries}
    claims = data.register.claims
    scores = claims[
        claims["unit"].isin([SCORE_1_5.code, SCORE_0_10.code]) & claims["claim_id"].isin(ids)
    ]
    rows = [
        (
            _scored(data, claim),
            period,
            value if claim["unit"] == SCORE_1_5.code else 1 + value / 2.5,
            to_ten_point(value) if claim["unit"] == SCORE_1_5.code else value,
            "1 to 5" if claim["unit"] == SCORE_1_5.code else "0 to 10",
        )
        for _, claim in scores.iterrows()
        for period, value in (
            (claim["period_from"], claim["value_from"]),
            (claim["period_to"], claim["value_to"]),
        )
        if pd.notna(value)
    ]
    if not rows:
        return Note(label="No scores", text="No engagement score is printed here.")
    frame = pd.DataFrame(sorted(set(rows)), columns=["who", "survey", "five", "ten", "scale"])
    return Table(
        name="scales",
        folded=True,
        caption="Printed engagement scores on both scales: ten-point = (five-point − 1) × 2.5",
        data=frame,
        formats={"five": ".2f", "ten": ".3f"},
        headers={
            "who": "Whose",
            "survey": "Survey",
            "five": "Of five",
            "ten": "Of ten",
            "scale": "Printed on",
        },
        source="the documents named in each claim",
    )


def conflicts(entries: Sequence[Judged]) -> Table | Note:
    """Return the pairs of claims that print something else on the same matter."""
    everyone = {entry.claim_id: entry for entry in entries}
    pairs = {
        frozenset((entry.claim_id, other)): (entry, everyone[other])
        for entry in entries
        for other in entry.conflicts
        if other in everyone
    }
    if not pairs:
        return Note(label="No conflicts", text="No two documents print different figures here.")
    rows = [
        (f"{a.trust_name}: {a.measure_name.lower()}", *_side(a), *_side(b))
        for a, b in pairs.values()
    ]
    columns = ["matter", "one", "printed_one", "other", "printed_other"]
    return Table(
        name="conflicts",
        folded=True,
        caption="Documents that do not print the same on one matter",
        data=pd.DataFrame(rows, columns=columns),
        headers={
            "matter": "On",
            "one": "One document",
            "printed_one": "prints",
            "other": "Another",
            "printed_other": "prints",
        },
        source="the documents named",
    )


def _side(entry: Judged) -> tuple[str, str]:
    when = f" ({entry.period})" if entry.period and entry.unit != "date" else ""
    return entry.document_title, f"{entry.printed}{when}"


def _scored(data: Data, claim: pd.Series) -> str:
    group = "" if claim["subgroup"] == "all" else f", {claim['subgroup']}"
    return f"{full_name(data, claim['org_code'])}{group}"
