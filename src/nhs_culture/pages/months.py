"""The months of a series, one by one."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from nhs_culture import charts
from nhs_culture.designs import Refused
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart, Note
from nhs_culture.metrics.seasons import seasonal
from nhs_culture.metrics.spc import MOST_BEYOND, XmR, xmr
from nhs_culture.pages.besides import missing
from nhs_culture.pages.subject import marks, refused, subject
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.examined import LAST_MONTH

__all__ = ["control_chart", "control_limits", "usual"]


def control_limits(months: pd.DataFrame, trust: str, rebase: str) -> XmR:
    """Return the limits of a monthly series without its season, or every winter would stand out.

    Parameters
    ----------
    months
        Months x ODS codes.
    trust
        Column.
    rebase
        Month from which the limits start again, where the series has it.

    Raises
    ------
    DesignError
        When there are too few months.
    """
    adjusted = seasonal(months[trust]).adjusted
    return xmr(adjusted, rebase=[rebase] if rebase in adjusted.index else [])


def usual(answer: Answer) -> XmR | Refused:
    """Return the limits up to the pandemic, rebased at the date asked about, or why none."""
    asked = answer.question
    months = answer.own.to_frame(asked.trust).loc[:LAST_MONTH]
    try:
        return control_limits(months, asked.trust, asked.first_after)
    except DesignError as error:
        return Refused(
            design="XmR chart",
            treated=asked.trust,
            intervention=asked.first_after,
            error=error,
        )


def control_chart(answer: Answer, limits: XmR | Refused) -> Chart | Note:
    """Return the XmR chart of a monthly series, with the months as published behind it.

    Parameters
    ----------
    answer
        Whom and what it is about.
    limits
        Of the series without its season, or why there are none.
    """
    if answer.own.empty:
        return missing(answer)
    if isinstance(limits, Refused):
        return refused("The control chart", answer, limits.error)
    if not limits.steady:
        return _drifting(answer, limits)
    drawn = limits.values  # noqa: PD011 - a field of the result
    return charts.xmr(
        subject(answer),
        drawn,
        limits,
        title=f"Seasons apart, {limits.special or 'none'} of {len(drawn)} months "
        f"{'stands' if limits.special == 1 else 'stand'} out from the trust's usual variation",
        published=answer.own.reindex(drawn.index),
        events=marks(answer),
    )


def _drifting(answer: Answer, limits: XmR) -> Chart:
    """Return the months without limits: where this many stand out, single ones cannot be told."""
    about, drawn = subject(answer), limits.values  # noqa: PD011 - a field of the result
    months = {about.trust: drawn, "As published": answer.own.reindex(drawn.index)}
    chart = charts.lines(
        about,
        pd.DataFrame(months),
        title="Seasons apart, the months drift away from any one level: no limits are drawn",
        events=marks(answer),
        name="xmr",
    )
    why = (
        f"seasonally adjusted, and as published. By the rules of a control chart {limits.special} "
        f"of {len(drawn)} months would stand out, and where more than one in "
        f"{1 / MOST_BEYOND:.0f} does, they single none out: the rules take neighbouring months for "
        f"unrelated, and here they are alike (correlation {limits.likeness:.2f}), so that the "
        "rules would point at the drift and not at single months"
    )
    return replace(chart, subtitle=f"{chart.subtitle}, {why}.")
