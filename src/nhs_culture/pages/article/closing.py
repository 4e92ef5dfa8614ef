"""How the article ends: limits, what would settle what is open, where everything is."""

from __future__ import annotations

import pandas as pd

from nhs_culture.english import counted, portion
from nhs_culture.exhibits import Paragraph, Table
from nhs_culture.studies.article import Results

__all__ = ["availability", "limits", "open_questions", "wanted"]

_TOP = 10


def limits(found: Results) -> Paragraph:
    """Return what the numbers themselves say of the limits."""
    moved, levels = found.changes, found.levels
    known = [one for one in moved.cases if one.measure == found.joined.measure]
    half = [(one.interval[1] - one.interval[0]) / 2 for one in known]
    widths = (
        f" On “{found.joined.measure}” an interval for one trust reaches "
        f"{known[0].of.size(min(half))} to {known[0].of.size(max(half))} to either side: changes "
        "that would matter to a board can be there unseen."
        if known
        else ""
    )
    unanswered = moved.asked - len(moved.cases)
    return Paragraph(
        text=f"{counted(levels.counts.outcomes - levels.counts.tested, 'fact')} of "
        f"{levels.counts.outcomes} cannot be checked, and {portion(unanswered, moved.asked)} "
        "planned questions could not be tested, so that what can be said rests on the rest."
        f"{widths}"
    )


def open_questions(found: Results) -> Paragraph:
    """Return how many claims wait for data, and for how many files."""
    files = found.levels.wanted
    claims = {claim for one in files for claim in one.claims}
    return Paragraph(
        text=f"Nothing held can be set beside {counted(len(claims), 'claim')}. "
        f"{counted(len(files), 'file')} or sets of papers would settle them. "
        "Those that the largest number of claims of an outcome waits for come first "
        "([@tbl:wanted])."
    )


def wanted(found: Results) -> Table:
    """Return what would settle the largest number of claims of an outcome."""
    rows = [(one.file, one.outcomes, len(one.claims)) for one in found.levels.wanted[:_TOP]]
    return Table(
        name="wanted",
        caption=f"What would settle claims that nothing can be set beside: the first {len(rows)}",
        data=pd.DataFrame(rows, columns=["file", "outcomes", "claims"]),
        headers={"file": "File or papers", "outcomes": "Claims of an outcome", "claims": "Claims"},
    )


def availability() -> Paragraph:
    """Return where data and code are."""
    return Paragraph(
        text="Every figure, its source and the code are in one repository under the MIT licence "
        "(code) and the Open Government Licence (figures). The command nhs-culture article makes "
        "this text again from them, and nhs-culture archive lays out tables, executed notebooks, "
        "article, versions and checksums as an RO-Crate [@soilandreyes2022]. Documents "
        "are cited and not copied."
    )
