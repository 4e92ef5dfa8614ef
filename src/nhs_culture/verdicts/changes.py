"""Did it move more than elsewhere? A change beside the changes of the peers."""

from __future__ import annotations

from dataclasses import dataclass

from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.designs.permutation import LEVEL, UNADJUSTED
from nhs_culture.designs.result import Refused
from nhs_culture.english import number_word, sentence
from nhs_culture.metrics.arguments import real, unbounded
from nhs_culture.metrics.checked import checked, kind, or_none
from nhs_culture.verdicts.labels import DISTINGUISHABLE, NOT_DISTINGUISHABLE, NOT_IDENTIFIABLE
from nhs_culture.verdicts.rule import Rule, Verdict, judged

__all__ = ["CHANGE_RULES", "PEERS_FOR_A_TEST", "change_verdict", "refused"]

PEERS_FOR_A_TEST = 19
"""With fewer, the smallest p there can be, 1 / (peers + 1), is above 0.05."""


@dataclass(frozen=True, kw_only=True)
class _Case:
    """What the rules are asked of.

    Attributes
    ----------
    change
        None where there is none to judge; ``refusal`` then says why.
    structural_break, calibrated, p_adjusted, smallest_detectable
        As of :func:`change_verdict`.
    """

    change: PeerChange | None
    refusal: str = ""
    structural_break: str = ""
    calibrated: bool = True
    p_adjusted: float | None = None
    smallest_detectable: float | None = None

    @property
    def n_peers(self) -> int:
        """Peers that the change is set beside."""
        return self.change.n_peers if self.change else 0

    @property
    def beyond(self) -> bool:
        """Whether p is at most 0.05, after the adjustment where there is one."""
        if self.change is None:
            return False
        p_value = self.change.p_value if self.p_adjusted is None else self.p_adjusted
        return p_value <= LEVEL

    @property
    def numbers(self) -> str:
        """How many peers moved as far, p, and what would have been seen."""
        if self.change is None:
            return ""
        adjusted = "" if self.p_adjusted is None else f", {self.p_adjusted:.3f} adjusted"
        told = (
            f"{self.change.as_far} of {self.n_peers} peers moved as far: permutation "
            f"p = {self.change.p_value:.3f}{adjusted}."
        )
        if self.smallest_detectable is None:
            return told
        seen = f"{self.smallest_detectable:.3g} would be seen 8 times in 10 {UNADJUSTED}"
        return f"{told} A change of {seen}."


CHANGE_RULES: tuple[Rule[_Case], ...] = (
    Rule(
        "refused",
        NOT_IDENTIFIABLE,
        "The design cannot be computed: too few points, no peers, or no data.",
        holds=lambda case: case.change is None,
        says=lambda case: sentence(case.refusal),
    ),
    Rule(
        "structural break",
        NOT_IDENTIFIABLE,
        "A merger, transfer or change of method falls in the same window, and the two cannot be "
        "told apart.",
        holds=lambda case: bool(case.structural_break),
        says=lambda case: sentence(case.structural_break),
    ),
    Rule(
        "too few peers",
        NOT_IDENTIFIABLE,
        "With fewer than 19 trusts to compare with, no change stands out, however large.",
        holds=lambda case: case.n_peers < PEERS_FOR_A_TEST,
        says=lambda case: (
            f"Here there {'is' if case.n_peers == 1 else 'are'} {number_word(case.n_peers)}."
        ),
    ),
    Rule(
        "not calibrated",
        NOT_IDENTIFIABLE,
        "On this panel the test has not been shown to keep its promise of 5% false alarms.",
        holds=lambda case: not case.calibrated,
    ),
    Rule(
        "beyond the peers",
        DISTINGUISHABLE,
        "The change is among the most extreme 5% of all trusts, allowing for what else is asked of "
        "the trust and of all case studies.",
        holds=lambda case: case.beyond,
        says=lambda case: case.numbers,
    ),
    Rule(
        "among the peers",
        NOT_DISTINGUISHABLE,
        "The change is not among the most extreme 5% of all trusts, or not once what else is asked "
        "is allowed for; that does not show that nothing moved.",
        holds=lambda _: True,
        says=lambda case: case.numbers,
    ),
)
"""In the order in which they are asked."""


@checked(
    result=kind(PeerChange, Refused),
    structural_break=kind(str),
    calibrated=kind(bool),
    p_adjusted=or_none(real),
    smallest_detectable=or_none(unbounded),
)
def change_verdict(
    result: PeerChange | Refused,
    *,
    structural_break: str = "",
    calibrated: bool = True,
    p_adjusted: float | None = None,
    smallest_detectable: float | None = None,
) -> Verdict:
    """Judge whether a trust moved more than its peers.

    Parameters
    ----------
    result
        What the primary design returned, or its refusal.
    structural_break
        What happened to the trust or the measure in the same window, in a few words.
    calibrated
        Whether the test has been shown to keep its promise on this panel: for the project's own
        panels, the column ``calibrated`` of ``measures.csv``, which says on which measures
        ``benchmarks/calibration.py`` shows 3-7% false alarms at 5%.
    p_adjusted
        The p-value allowing for what else is asked (:mod:`nhs_culture.verdicts.multiplicity`): the
        larger of Holm's over the trust's measures and Benjamini and Hochberg's over all case
        studies; the verdict then rests on it.
    smallest_detectable
        In the unit of the measure, for the sentence.

    Raises
    ------
    DesignError
        When ``p_adjusted`` is not between 0 and 1.
    """
    if p_adjusted is not None:
        real(p_adjusted, "p_adjusted", "change verdict", lower=0, upper=1)
    if isinstance(result, Refused):
        return refused(result.error.told("the trust"))
    case = _Case(
        change=result,
        structural_break=structural_break,
        calibrated=calibrated,
        p_adjusted=p_adjusted,
        smallest_detectable=smallest_detectable,
    )
    return judged(CHANGE_RULES, case)


@checked(why=kind(str))
def refused(why: str) -> Verdict:
    """Return the verdict on a change that nothing can be set beside; ``why`` in a few words."""
    return judged(CHANGE_RULES, _Case(change=None, refusal=why))
