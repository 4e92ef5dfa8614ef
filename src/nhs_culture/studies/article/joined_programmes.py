"""What programmes that many trusts joined come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nhs_culture.designs.permutation import LEVEL
from nhs_culture.designs.stacked_programme import StackedProgramme
from nhs_culture.studies.programmes import Examination, adjusted
from nhs_culture.units import Unit

__all__ = ["Joined", "joined"]


@dataclass(frozen=True, kw_only=True)
class Joined:
    """What programmes come to on the measures that they can be compared on.

    Attributes
    ----------
    programmes, tests, members
        Programmes with an answer, programmes by measures, and dated members of all.
    noted, within, beyond
        Tests with p at most 0.05: by themselves, allowing for the measures of the programme, and
        with a share of false finds as small over all programmes.
    expected
        How many by themselves where nothing moved.
    measure, of
        The measure of the next, and the unit of a change in it.
    detectable
        Smallest and largest mean difference that would have been seen eight times in ten.
    """

    programmes: int
    tests: int
    members: int
    noted: int
    within: int
    beyond: int
    measure: str
    of: Unit
    detectable: tuple[float, float]

    @property
    def expected(self) -> float:
        """Tests to expect with p at most 0.05 where nothing moved."""
        return LEVEL * self.tests


def joined(over: Sequence[Examination], measure: str) -> Joined:
    """Return what programmes come to, and how small a difference could be seen on one measure."""
    table = adjusted(over)
    shown = [one for one in over if one.measure == measure]
    found = [one.stacked for one in shown if isinstance(one.stacked, StackedProgramme)]
    seen = [one.detectable for one in found]
    answered = set(table.index.get_level_values("programme"))
    programmes = {one.programme.programme_id: one.programme for one in over}
    return Joined(
        programmes=len(answered),
        tests=len(table),
        members=sum(len(programmes[one].dated) for one in answered),
        noted=int((table["p_value"] <= LEVEL).sum()),
        within=int((table["p_holm"] <= LEVEL).sum()),
        beyond=int((table["p_fdr"] <= LEVEL).sum()),
        measure=str(shown[0].data.register.measure(measure)["name"]),
        of=shown[0].estimate_unit,
        detectable=(min(seen), max(seen)),
    )
