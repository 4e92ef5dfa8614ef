"""Why a design gives no answer: each kind with its fields, for the caller and for a reader.

The message tells whoever made the call what to change; :meth:`~DesignError.told` tells a reader
what is lacking. Both are made from the fields, and nobody has to read either to know what happened.
"""

from __future__ import annotations

from collections.abc import Sequence

from nhs_culture import periods
from nhs_culture.english import counted
from nhs_culture.errors import DesignError

__all__ = [
    "Constant",
    "MatchedExactly",
    "NoFigures",
    "NoValue",
    "NotPlanned",
    "TooFewMembers",
    "TooFewPeers",
    "TooFewPoints",
    "UnknownPeriod",
    "UnknownUnit",
]


class UnknownUnit(DesignError):
    """The treated unit is not a column of the panel."""

    def __init__(self, design: str, *, unit: object, among: int) -> None:
        self.unit, self.among = unit, among
        reason = f"{unit!r} is not among the {among} units"
        super().__init__(reason, design=design, argument="treated")

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        return f"{name} is not among the {self.among} trusts compared"


class UnknownPeriod(DesignError):
    """The intervention is not one of the periods."""

    def __init__(self, design: str, *, period: object, first: object, last: object) -> None:
        self.period, self.first, self.last = str(period), str(first), str(last)
        reason = f"intervention {period!r} is not a period of the series, which runs from "
        super().__init__(f"{reason}{first} to {last}", design=design, argument="intervention")

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        period, first, last = map(periods.in_words, (self.period, self.first, self.last))
        return f"{period} lies outside the periods compared, {first} to {last}"


class TooFewPoints(DesignError):
    """There are fewer periods with a value on a side of the intervention than are needed."""

    def __init__(self, design: str, *, found: int, needed: int, side: str) -> None:
        self.found, self.needed, self.side = found, needed, side
        reason = (
            f"{found} point{'' if found == 1 else 's'} {side} the intervention; "
            f"at least {needed} are needed on each side"
        )
        super().__init__(reason, design=design, argument="intervention")

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        many = counted(self.found, "figure", in_words=True)
        return (
            f"There {'is' if self.found == 1 else 'are'} {many} {self.side} the date; at least "
            f"{self.needed} are needed on each side"
        )


class NoValue(DesignError):
    """The treated unit has no value in some of the periods that the others have."""

    def __init__(
        self, design: str, *, unit: str, missing: Sequence[str], compared: Sequence[str]
    ) -> None:
        self.unit, self.missing, self.compared = unit, tuple(missing), tuple(compared)
        reason = (
            f"{unit} has no value in {len(self.missing)} of {len(self.compared)} periods, first "
            f"{self.missing[0]}; cut the window"
        )
        super().__init__(reason, design=design, argument="outcomes")

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        have, of = len(self.compared) - len(self.missing), len(self.compared)
        first, last = (periods.in_words(self.compared[end]) for end in (0, -1))
        kind = "years" if self.compared[0].isdigit() else "months"
        held = have or "none"
        return f"{name} has figures for {held} of the {of} {kind} compared, {first} to {last}"


class Constant(DesignError):
    """The treated unit never changes."""

    def __init__(self, design: str, *, unit: str, value: float) -> None:
        self.unit, self.value = unit, value
        super().__init__(f"{unit} is constant at {value:g}", design=design, argument="outcomes")

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        return f"The figure of {name} is the same in every period"


class TooFewPeers(DesignError):
    """Fewer peers have every value than are needed."""

    def __init__(self, design: str, *, found: int, needed: int) -> None:
        self.found, self.needed = found, needed
        peers = f"{found} peer{' has' if found == 1 else 's have'}"
        reason = f"{peers} a value in every period; expected {needed} or more"
        super().__init__(reason, design=design, argument="outcomes")

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        have = f"{self.found} {'trust has' if self.found == 1 else 'trusts have'}"
        return f"Only {have} a figure in every period to compare {name} with"


class TooFewMembers(DesignError):
    """Fewer members of a programme can be compared than are needed."""

    def __init__(self, design: str, *, found: int, needed: int) -> None:
        self.found, self.needed = found, needed
        have = f"{found} member{' has' if found == 1 else 's have'} a window that can be compared"
        super().__init__(f"{have}; expected {needed} or more", design=design, argument="cohorts")

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        have = (
            f"{self.found} {'member' if self.found == 1 else 'members'}" if self.found else "none"
        )
        return f"Of {name}, {have} can be compared; {self.needed} or more are needed"


class MatchedExactly(DesignError):
    """Many mixes of the other units run exactly as the treated one before the intervention."""

    def __init__(self, design: str, *, unit: str, donors: int, n_before: int) -> None:
        self.unit, self.donors, self.n_before = unit, donors, n_before
        reason = (
            f"{donors} donors match {unit!r} exactly over {n_before} periods, so the weights are "
            "not determined; use fewer donors or a longer past"
        )
        super().__init__(reason, design=design, argument="outcomes")

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        return (
            f"Over the {self.n_before} periods before, many different mixes of the {self.donors} "
            f"other trusts match {name} exactly, so none of them is the one to go by"
        )


class NoFigures(DesignError):
    """Nothing was published about the measure at the unit."""

    def __init__(self, *, unit: str, measure: str) -> None:
        self.unit, self.measure = unit, measure
        super().__init__(f"no figure on {measure!r} was published for {unit}", argument="outcomes")

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        return f"There is no figure of {name} to compare"


class NotPlanned(DesignError):
    """The analysis plan asks for a description only; the reason is the plan's own note."""

    def told(self, name: str) -> str:
        """Return what is lacking, for a reader."""
        return self.reason[:1].upper() + self.reason[1:]
