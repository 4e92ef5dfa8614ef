"""A trust's estimate among the same statistic computed for each of its peers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nhs_culture.charts.heap import Marked, heap, ranked
from nhs_culture.charts.reading import dots
from nhs_culture.charts.subject import Subject
from nhs_culture.english import lower_first
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart

__all__ = ["placebos"]


def placebos(
    subject: Subject,
    estimate: float,
    others: pd.Series,
    *,
    title: str,
    interval: tuple[float, float] | None = None,
    p_value: float | None = None,
    name: str = "placebos",
) -> Chart:
    """Draw a trust's estimate among the same statistic computed for each of its peers.

    Parameters
    ----------
    subject
        Whom and what.
    estimate
        The trust's own, in the unit of a difference.
    others
        The peers' estimates; the index holds the codes.
    title
        The finding that the chart shows.
    interval
        95% interval of the estimate.
    p_value
        Share of trusts that moved at least as much; told in the alternative text.
    name
        Unique among the charts about the subject.
    """
    rest = (
        others.dropna().drop(subject.trust, errors="ignore").sort_index().sort_values(kind="stable")
    )
    if rest.empty or not np.isfinite(estimate):
        raise DesignError(f"{subject.trust}: no estimate, or no peers to set it among")
    as_much = int((rest.abs() >= abs(estimate)).sum())
    told = subject.unit.change(estimate)
    marked = Marked(estimate, f"{subject.name}: {told}", 0.0, "no change", interval)
    wide, narrow = heap(rest.to_numpy(dtype=float), marked, subject.unit.change_tick)
    band = f" (95% interval {subject.unit.span(*interval)})" if interval else ""
    chance = f"; p = {p_value:.2g}" if p_value is not None else ""
    return Chart(
        name=name,
        title=title,
        subtitle=f"Change in {lower_first(subject.measure_name)} "
        f"({subject.unit.difference.name}) relative to peers; each dot is one of {len(rest)} "
        "peers",
        alt=(
            f"Dot chart. {subject.at_trust} moved by {told}{band} relative to its peers; "
            f"{as_much} of {len(rest)} peers moved by at least as much in either direction{chance}."
        ),
        data=ranked(pd.concat([pd.Series({subject.trust: estimate}), rest]), "estimate"),
        source=subject.source,
        unit=subject.unit.difference.name,
        about=subject.about,
        svg=wide,
        narrow=narrow,
        reading=dots(rest, subject.trust, estimate, subject.unit.change),
    )
