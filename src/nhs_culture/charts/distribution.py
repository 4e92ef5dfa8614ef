"""Where a trust stands among all others in one period."""

from __future__ import annotations

import pandas as pd

from nhs_culture.charts.heap import Marked, heap, ranked
from nhs_culture.charts.reading import dots
from nhs_culture.charts.subject import Subject
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart
from nhs_culture.metrics.place import place

__all__ = ["distribution"]


def distribution(
    subject: Subject,
    values: pd.Series,
    *,
    title: str,
    interval: tuple[float, float] | None = None,
    name: str = "distribution",
) -> Chart:
    """Draw where a trust stands among all others in one period: a dot for each.

    Parameters
    ----------
    subject
        Whom and what.
    values
        One figure a trust; the index holds the codes.
    title
        The finding that the chart shows.
    interval
        Sampling interval of the trust's own figure.
    name
        Unique among the charts about the subject.

    Raises
    ------
    DesignError
        When the trust has no figure.
    """
    known = values.dropna().sort_index().sort_values(kind="stable")
    if subject.trust not in known.index:
        raise DesignError(f"{subject.trust} has no figure for {subject.measure_name} to draw")
    told = subject.unit.value
    own, median = float(known[subject.trust]), float(known.median())
    at = place(known, subject.trust)
    marked = Marked(
        own,
        f"{subject.name}: {told(own)}, {at.words()}",
        median,
        f"median {told(median)}",
        interval,
    )
    others = known.drop(subject.trust)
    wide, narrow = heap(others.to_numpy(dtype=float), marked, subject.unit.tick)
    return Chart(
        name=name,
        title=title,
        subtitle=f"{subject.measure_name}; each dot is one of {len(known)} {subject.kind}s",
        alt=(
            f"Dot chart. {subject.at_trust}: {told(own)}, the {at.words()} {subject.kind}s, "
            f"which range from {told(known.iloc[0])} to {told(known.iloc[-1])} around a median of "
            f"{told(median)}."
        ),
        data=ranked(known, "value"),
        source=subject.source,
        unit=subject.unit.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
        reading=dots(others, subject.trust, own, told),
    )
