"""White and BME staff of one trust over several surveys, where a workbook with several is held."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.english import counted
from nhs_culture.exhibits import Note, Table
from nhs_culture.studies.by_ethnicity import BME, WHITE, Apart, Share, surveys

__all__ = ["over_the_surveys", "share_in_words", "surveys_held"]


def surveys_held(data: Data, trust: str, measure: str) -> str:
    """Say in how many surveys the two groups are held apart, as the reason why no test is made."""
    held = counted(len(surveys(data, trust, measure)), "survey", in_words=True)
    return f"white and minority staff are held apart in {held}, and a test would take six"


def over_the_surveys(data: Data, held: Sequence[Apart]) -> Table | Note:
    """Return both shares and their ratio in every survey of one edition, a description.

    Parameters
    ----------
    data
        What is held.
    held
        As :func:`nhs_culture.studies.by_ethnicity.surveys` returns them.
    """
    if len(held) < 2:
        return Note(
            label="No trend",
            text="White and BME staff of this trust are held apart in "
            f"{'one survey only' if held else 'no survey'}. The benchmark workbook of the staff "
            "survey has five years of both: once imported, they stand here.",
        )
    trust, measure = held[-1].trust, held[-1].measure
    name = data.register.measure(measure)["name"]
    return Table(
        name="by-ethnicity-over-time",
        about=f"{trust} {measure}",
        caption=f"{name}: BME and white staff of {data.register.trust(trust)['name']} in "
        f"{counted(len(held), 'survey')}, percent with 95% intervals, and the ratio. All are "
        f"weighted by the occupations of the last; a change between two surveys is not tested",
        data=pd.DataFrame([_row(two) for two in held]),
        source=data.register.source(held[-1].source).entry["title"],
        formats={"ratio": ".2f"},
        headers={
            "survey": "Survey",
            BME: "BME staff",
            WHITE: "White staff",
            "ratio": "Ratio",
            "interval": "95% interval",
            "place": "Highest ratio among trusts",
        },
    )


def _row(two: Apart) -> dict[str, object]:
    ratio, at = two.likelihood, two.place
    return {
        "survey": two.period,
        BME: share_in_words(two.bme),
        WHITE: share_in_words(two.white),
        "ratio": ratio.ratio,
        "interval": f"{ratio.interval.lower:.2f} to {ratio.interval.upper:.2f}",
        "place": f"{at.at} of {at.of}",
    }


def share_in_words(share: Share) -> str:
    """Return a share with its interval and its base, where that is known."""
    lower, upper = share.interval
    base = "a number not known" if share.too_few else f"{share.base:,}"
    return f"{share.percent:.1f} ({lower:.1f} to {upper:.1f}) of {base}"
