"""Nothing is also a result: what the data rule out.

"Not distinguishable" says that a change was not shown, and not that there was none. Where the
interval is short it says more: a change of a size fixed beforehand can be ruled out (two one-sided
tests at 5% each, that is a 90% interval within the margin; Schuirmann 1987, Lakens 2017), and in
any case changes beyond the 95% interval are.
"""

from __future__ import annotations

from dataclasses import dataclass

from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.designs.permutation import LEVEL
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import real
from nhs_culture.metrics.checked import checked, kind
from nhs_culture.units import Unit

__all__ = ["Equivalence", "equivalence"]


@dataclass(frozen=True, kw_only=True)
class Equivalence:
    """What an estimate rules out.

    Attributes
    ----------
    margin
        Smallest change that would matter, fixed in the analysis plan, above 0, in the unit of the
        estimate.
    interval
        90% interval by permutation; None with fewer than 9 peers.
    excluded_above, excluded_below
        Changes above the one and below the other are ruled out by the 95% interval; None with
        fewer than 19 peers.
    """

    margin: float
    interval: tuple[float, float] | None
    excluded_above: float | None
    excluded_below: float | None

    @property
    def equivalent(self) -> bool:
        """Whether changes of the margin or more are ruled out, either way."""
        if self.interval is None:
            return False
        lower, upper = self.interval
        return -self.margin < lower and upper < self.margin

    @property
    def least(self) -> float | None:
        """Smallest margin that could be ruled out, by a trust that moved as its peers did.

        Half the 90% interval, whose width does not depend on what the trust did.
        """
        if self.interval is None:
            return None
        lower, upper = self.interval
        return (upper - lower) / 2

    @property
    def within_reach(self) -> bool:
        """Whether a change of the margin could have been ruled out at all."""
        return self.least is not None and self.least < self.margin

    @property
    def excluded(self) -> float | None:
        """Size beyond which a change is ruled out either way."""
        if self.excluded_above is None or self.excluded_below is None:
            return None
        return max(abs(self.excluded_above), abs(self.excluded_below))

    def sentence(self, unit: Unit) -> str:
        """Return what is ruled out in plain English."""
        if self.excluded_above is None or self.excluded_below is None:
            return "With so few peers no change can be ruled out."
        excluded = (
            f"Changes above {unit.change(self.excluded_above)} and below "
            f"{unit.change(self.excluded_below)} are ruled out"
        )
        if self.equivalent:
            return f"{excluded}; a change of {unit.size(self.margin)} or more is."
        would = f"{excluded}; a change of {unit.size(self.margin)}, which would matter, is not"
        if self.within_reach or self.least is None:
            return f"{would}."
        return (
            f"{would}, and could not have been: with these peers and years the smallest that can "
            f"be ruled out, by a trust that moves as its peers do, is {unit.size(self.least)}."
        )


@checked(change=kind(PeerChange))
def equivalence(change: PeerChange, margin: float) -> Equivalence:
    """Return what a change relative to peers rules out.

    Parameters
    ----------
    change
        Result of the primary design.
    margin
        Smallest change that would matter, above 0, fixed beforehand.

    Raises
    ------
    DesignError
        When the margin is not above 0.
    """
    if not real(margin, "margin", "equivalence") > 0:
        reason = f"margin is {margin}; expected a size above 0"
        raise DesignError(reason, design="equivalence", argument="margin")
    lower, upper = change.bounds(LEVEL) or (None, None)
    return Equivalence(
        margin=margin,
        interval=change.bounds(2 * LEVEL),
        excluded_above=upper,
        excluded_below=lower,
    )
