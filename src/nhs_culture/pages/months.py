"""The months of a series, one by one."""

from __future__ import annotations

from nhs_culture import charts
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart, Note
from nhs_culture.metrics.seasons import seasonal
from nhs_culture.metrics.spc import xmr
from nhs_culture.pages.besides import missing
from nhs_culture.pages.subject import marks, refused, subject
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.examined import LAST_MONTH

__all__ = ["control_chart"]


def control_chart(answer: Answer) -> Chart | Note:
    """Return the XmR chart of a monthly series up to the pandemic, rebased at the intervention.

    The season is taken out before, or every winter would stand out.
    """
    if answer.own.empty:
        return missing(answer)
    asked = answer.question
    values = answer.own.loc[:LAST_MONTH]
    rebase = [asked.first_after] if asked.intervention and asked.first_after in values.index else []
    try:
        adjusted = seasonal(values).adjusted
        result = xmr(adjusted, rebase=rebase)
    except DesignError as error:
        return refused("The control chart", answer, error)
    special = sum(point != "common" for point in result.points)
    return charts.xmr(
        subject(answer),
        adjusted,
        result,
        title=f"Seasons apart, {special} of {len(values)} months stand out from the trust's usual "
        "variation",
        published=values,
        events=marks(answer),
    )
