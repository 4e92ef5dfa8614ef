"""Whether a change lies beyond the course that a trust was on already.

A trust that had been rising for years rises after any date that one picks, and a comparison of
means calls that a change. Here each trust's line through its gaps before the intervention is
carried on, and only what lies beyond it is counted. It is the primary change less the earlier
slope times the periods between the middles of the two sides, so that the two add up.

A line through three to five surveys is mostly noise, and carrying it on multiplies the noise: the
test then sees only very large departures. A result among the peers denies that the date can be
told, and not that the means differ. How much of an earlier course goes on as a rule is a question
that the peers answer, and the change beyond that usual part is given beside.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.designs.inputs import cut
from nhs_culture.designs.paths import Paths, paths
from nhs_culture.designs.peer_change import FEWEST_PEERS
from nhs_culture.designs.permutation import Standing, permuted
from nhs_culture.designs.result import Result
from nhs_culture.english import p_value
from nhs_culture.units import Unit

__all__ = ["EarlierCourse", "earlier_course"]

Array = npt.NDArray[np.float64]

_NAME = "earlier course"


@dataclass(frozen=True, eq=False, kw_only=True)
class EarlierCourse(Result):
    """A trust's change beyond its own earlier course, judged by its place among its peers.

    The ``estimate`` is what lies beyond the trust's line before the intervention, carried on in
    full, relative to peers that started at the same level.

    Attributes
    ----------
    change
        Change of means relative to peers that started alike: the primary estimate, which is
        ``estimate + carried_on``.
    carried_on
        What the earlier slope comes to over the ``lead``.
    lead
        Periods between the middle of those before and the middle of those after.
    slope
        The earlier course itself: change per period before the intervention, relative to peers that
        started alike.
    usual_share
        Share of an earlier course that went on afterwards at the peers, by a line through them; 1
        if courses go on in full, 0 if they say nothing about what follows.
    beyond_usual
        The change beyond that usual share.
    beyond_own_line
        What lies beyond the trust's own line in its gaps to the median trust, with nothing taken
        off for where it started.
    detectable
        Smallest ``estimate`` that would have been seen 8 times in 10; None with too few peers.
    """

    p_value: float
    as_far: int
    change: float
    carried_on: float
    lead: float
    slope: Standing
    usual_share: float
    beyond_usual: Standing
    beyond_own_line: float
    detectable: float | None

    def sentence(self, name: str, unit: Unit) -> str:
        """Return the course in plain English."""
        interval = f"95% interval {unit.interval(*self.interval)}; " if self.interval else ""
        return (
            f"Over the {self.n_before} periods before, {name} moved by "
            f"{unit.change(self.slope.estimate)} a period against peers that started at the same "
            f"level ({p_value(self.slope.p_value)}). Had that gone on, it would have moved by "
            f"{unit.change(self.carried_on)}; it moved by {unit.change(self.change)}, a difference "
            f"of {unit.change(self.estimate)} ({interval}{p_value(self.p_value)}). "
            f"Elsewhere {self.usual_share:.0%} of an earlier course went on; against that the "
            f"difference is {unit.change(self.beyond_usual.estimate)} "
            f"({p_value(self.beyond_usual.p_value)})."
        )


def earlier_course(outcomes: pd.DataFrame, treated: str, intervention: Hashable) -> EarlierCourse:
    """Compare what a trust did beyond its own earlier course with what every other did.

    Parameters, errors and the handling of gaps are those of
    :func:`~nhs_culture.designs.peer_change.peer_change`. The noise of a unit is that around its own
    line, so that a steep course does not pass for noise.

    Examples
    --------
    >>> from nhs_culture import open_data
    >>> from nhs_culture.studies import compared, question
    >>> data = open_data()
    >>> outcomes = compared(data, question(data, "RP1", "recommend_work"))
    >>> course = earlier_course(outcomes, "RP1", "2017")
    >>> f"{course.carried_on:+.2f} had it gone on, and {course.estimate:+.2f} beyond"
    '+4.87 had it gone on, and +6.28 beyond'
    """
    panel = cut(outcomes, treated, intervention, design=_NAME, fewest_peers=FEWEST_PEERS)
    found = paths(panel, _NAME)
    slope, noise = found.course, found.around(1.0)
    beyond = found.change - found.lead * slope

    def standing(contrast: Array, like: Array = found.alike, own: Array = noise) -> Standing:
        return permuted(contrast, like, own, panel.position, design=_NAME).standing()

    excess, course = standing(beyond), standing(slope)
    return EarlierCourse(
        design=_NAME,
        **panel.counts,
        estimate=excess.estimate,
        interval=excess.interval,
        p_value=excess.p_value,
        as_far=excess.as_far,
        change=excess.estimate + found.lead * course.estimate,
        carried_on=found.lead * course.estimate,
        lead=found.lead,
        slope=course,
        usual_share=_usual_share(found, panel.position),
        beyond_usual=standing(found.change, np.column_stack([found.start, slope]), found.own),
        beyond_own_line=float(beyond[panel.position]),
        detectable=excess.detectable,
    )


def _usual_share(found: Paths, treated: int) -> float:
    """Return the coefficient of what an earlier course would come to, over the other units."""
    every = (found.lead * found.course, found.start, found.change)
    course, start, change = (np.delete(one, treated) for one in every)
    design = np.column_stack([np.ones_like(start), start, course])
    return float(np.linalg.lstsq(design, change, rcond=None)[0][2])
