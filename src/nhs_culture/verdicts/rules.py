"""From results to a verdict, by written rules.

Two questions, never mixed. Is the figure right? A printed figure is set beside the figures that
others published (:func:`figure_verdict`). Did it move more than elsewhere? A change is set beside
the changes of the peers (:func:`change_verdict`). Each answer is one of a few fixed words, with the
rule that gave it and the reason in a sentence; neither says what brought anything about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nhs_culture.designs import Refused
from nhs_culture.designs.peer_change import LEVEL, PeerChange
from nhs_culture.english import sentence
from nhs_culture.errors import DesignError
from nhs_culture.metrics.scores import to_ten_point
from nhs_culture.units import DATE, SCORE_0_10, SCORE_1_5, unit

__all__ = [
    "CHANGE_RULES",
    "FIGURE_RULES",
    "PEERS_FOR_A_TEST",
    "Claimed",
    "Evidence",
    "Rule",
    "Verdict",
    "change_verdict",
    "figure_verdict",
    "holm",
    "movement_verdict",
    "refused",
]

REPRODUCED = "reproduced"
CONSISTENT = "consistent"
CONTRADICTED = "contradicted"
SINGLE_SOURCE = "single source"
NOT_TESTABLE = "not testable"

DISTINGUISHABLE = "distinguishable from peers"
NOT_DISTINGUISHABLE = "not distinguishable"
NOT_IDENTIFIABLE = "not identifiable"

PEERS_FOR_A_TEST = 19
"""With fewer, the smallest p there can be, 1 / (peers + 1), is above 0.05."""

ABOUT = 0.1
"""How far from a figure "about" reaches, as a share of it; for a year, one year."""


_TEN_POINT = {SCORE_1_5.code: SCORE_0_10.code}

_WORDING = {
    "exact": "",
    "rounded": "",
    "approximate": "about ",
    "about": "about ",
    "at_least": "at least ",
    "at_most": "at most ",
    "more_than": "more than ",
    "less_than": "less than ",
    "words": "",
}


@dataclass(frozen=True)
class Rule:
    """A rule: its name, the verdict it gives and what it says."""

    name: str
    label: str
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """A verdict: one of the fixed words, the name of the rule, and the reason in a sentence."""

    label: str
    rule: str
    reason: str


FIGURE_RULES = (
    Rule(
        "no figure",
        NOT_TESTABLE,
        "The statement has no figure that another could be set beside.",
    ),
    Rule(
        "same figure",
        REPRODUCED,
        "An independent figure of the same definition and date agrees within rounding.",
    ),
    Rule(
        "official figures differ",
        CONSISTENT,
        "Of the independent figures of the same definition and date, one agrees and one does not.",
    ),
    Rule(
        "other figure",
        CONTRADICTED,
        "An independent figure of the same definition and date does not agree within rounding.",
    ),
    Rule(
        "near figure",
        CONSISTENT,
        "An independent figure of a near definition or date agrees, as closely as the two can.",
    ),
    Rule(
        "near figure too far",
        CONTRADICTED,
        "An independent figure of a near definition or date is further off than the difference in "
        "definition or date allows.",
    ),
    Rule(
        "near figure differs",
        NOT_TESTABLE,
        "The only independent figure is of a near definition or date and differs; how far the two "
        "may differ is not known.",
    ),
    Rule(
        "needs data",
        NOT_TESTABLE,
        "No independent figure is to be had; the data that would settle it are named.",
    ),
    Rule(
        "repeated",
        SINGLE_SOURCE,
        "The figure is printed elsewhere too, but not independently.",
    ),
    Rule(
        "printed differently",
        SINGLE_SOURCE,
        "The figure is printed elsewhere with another value, and no independent figure decides.",
    ),
    Rule(
        "one source",
        SINGLE_SOURCE,
        "Only the document itself prints the figure.",
    ),
)
"""Rules of :func:`figure_verdict`. Independent figures go first, those of the same definition and
date before near ones, agreement before disagreement."""

CHANGE_RULES = (
    Rule(
        "refused",
        NOT_IDENTIFIABLE,
        "The design cannot be computed: too few points, no peers, or no data.",
    ),
    Rule(
        "structural break",
        NOT_IDENTIFIABLE,
        "A merger, transfer or change of method falls in the same window, and the two cannot be "
        "told apart.",
    ),
    Rule(
        "too few peers",
        NOT_IDENTIFIABLE,
        "With fewer than 19 peers no change, however large, has p at most 0.05.",
    ),
    Rule(
        "not calibrated",
        NOT_IDENTIFIABLE,
        "On this panel the test has not been shown to keep its promise of 5% false alarms.",
    ),
    Rule(
        "beyond the peers",
        DISTINGUISHABLE,
        "The change is among the most extreme 5% of all trusts, after adjusting for the number of "
        "measures.",
    ),
    Rule(
        "among the peers",
        NOT_DISTINGUISHABLE,
        "Other trusts changed as much; that does not show that nothing moved.",
    ),
)
"""Rules of :func:`change_verdict`, in the order in which they are asked."""


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A figure as a document prints it.

    Attributes
    ----------
    value
        None where there are only words.
    unit
        As in ``claims.csv``; a score on ``score_1_5`` is compared on ``score_0_10``.
    precision
        As in ``claims.csv``: ``exact``, ``rounded``, ``approximate``, ``about``, ``at_least``,
        ``at_most``, ``more_than``, ``less_than`` or ``words``.
    step
        Rounding: 1 for a whole number, 0.01 for two decimals. None reads it off the value: its last
        decimal; of a round number from 1,000 on that is not exact, its last digit that is not
        zero, but the second at most (20 billion is to the nearest billion).
    """

    value: float | None
    unit: str
    precision: str = "rounded"
    step: float | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A figure to set beside the claim.

    Attributes
    ----------
    value
        In ``unit``, as precisely as it is known.
    unit
        As of :class:`Claimed`.
    source
        Who publishes it, as a reader would name it, with its date.
    near
        Of a near definition or date, not the same.
    tolerance
        For a near figure, how far the difference of definition or date may put the two apart, in
        ``unit``; None where that is not known.
    independent
        Not published by, or taken from, those who make the claim.
    step
        Rounding of the figure itself, where it is not known more precisely.
    """

    value: float
    unit: str
    source: str
    near: bool = False
    tolerance: float | None = None
    independent: bool = True
    step: float = 0.0


def figure_verdict(claim: Claimed, evidence: Sequence[Evidence] = (), needs: str = "") -> Verdict:
    """Judge whether a printed figure is right.

    Parameters
    ----------
    claim
        The figure.
    evidence
        Whatever it can be compared with; none where there is nothing.
    needs
        The data that would settle it, where no independent figure is to be had.

    Raises
    ------
    DesignError
        When the precision is unknown, or claim and evidence are in units that do not compare.
    """
    if claim.precision not in _WORDING:
        expected = ", ".join(_WORDING)
        raise DesignError(f"figure verdict: precision {claim.precision!r}; expected {expected}")
    wanted = f"It would take {needs}." if needs else ""
    if claim.value is None:
        return _figure("no figure", wanted)
    low, high = _accepted(claim)
    compared = [(item, _agrees(low, high, item, claim.unit)) for item in evidence]
    same = [(item, agrees) for item, agrees in compared if item.independent and not item.near]
    near = [(item, agrees) for item, agrees in compared if item.independent and item.near]
    if same:
        return _figure(_same_rule([agrees for _, agrees in same]), _beside(claim, same))
    if near:
        rule = _near_rule(near)
        open_question = wanted if rule == "near figure differs" else ""
        return _figure(rule, _beside(claim, near), open_question)
    if compared:
        every = all(agrees for _, agrees in compared)
        return _figure("repeated" if every else "printed differently", _beside(claim, compared))
    if needs:
        return _figure("needs data", wanted)
    return _figure("one source")


def movement_verdict(start: Verdict, end: Verdict) -> Verdict:
    """Judge a movement by the verdicts on the two figures that it runs between.

    The less favourable of the two holds for the whole, and the reason gives both.
    """
    order = (CONTRADICTED, NOT_TESTABLE, SINGLE_SOURCE, CONSISTENT, REPRODUCED)
    worse = min(start, end, key=lambda verdict: order.index(verdict.label))
    reason = f"From: {start.label}. {start.reason} To: {end.label}. {end.reason}"
    return replace(worse, reason=reason)


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
        The p-value after :func:`holm` over the trust's measures; the verdict then rests on it.
    smallest_detectable
        In the unit of the measure, for the sentence.
    """
    if isinstance(result, Refused):
        return refused(result.error.reason)
    if structural_break:
        return _change("structural break", sentence(structural_break))
    if result.n_peers < PEERS_FOR_A_TEST:
        return _change("too few peers", f"There are {result.n_peers}.")
    if not calibrated:
        return _change("not calibrated")
    p_value = result.p_value if p_adjusted is None else p_adjusted
    adjusted = "" if p_adjusted is None else f", {p_adjusted:.3f} adjusted"
    facts = [
        f"{result.as_far} of {result.n_peers} peers moved as far: permutation "
        f"p = {result.p_value:.3f}{adjusted}."
    ]
    if smallest_detectable is not None:
        facts.append(f"A change of {smallest_detectable:.3g} would be seen 8 times in 10.")
    rule = "beyond the peers" if p_value <= LEVEL else "among the peers"
    return _change(rule, *facts)


def refused(why: str) -> Verdict:
    """Return the verdict on a change that nothing can be set beside; ``why`` in a few words."""
    return _change("refused", sentence(why))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values adjusted for their number (Holm 1979), in the order given.

    Raises
    ------
    DesignError
        When one is not between 0 and 1.
    """
    from statsmodels.stats.multitest import multipletests

    values = [float(p) for p in p_values]
    for place, p in enumerate(values):
        if not 0 <= p <= 1:
            raise DesignError(f"holm: p-value number {place + 1} is {p}; expected 0 to 1")
    if not values:
        return ()
    return tuple(float(p) for p in multipletests(values, method="holm")[1])


def _figure(name: str, *details: str) -> Verdict:
    return _verdict(FIGURE_RULES, name, details)


def _change(name: str, *details: str) -> Verdict:
    return _verdict(CHANGE_RULES, name, details)


def _verdict(rules: tuple[Rule, ...], name: str, details: Sequence[str]) -> Verdict:
    rule = next(rule for rule in rules if rule.name == name)
    return Verdict(rule.label, rule.name, " ".join(filter(None, (rule.sentence, *details))))


def _same_rule(agrees: Sequence[bool]) -> str:
    if all(agrees):
        return "same figure"
    return "official figures differ" if any(agrees) else "other figure"


def _near_rule(compared: Sequence[tuple[Evidence, bool]]) -> str:
    if any(agrees for _, agrees in compared):
        return "near figure"
    known = any(item.tolerance is not None for item, _ in compared)
    return "near figure too far" if known else "near figure differs"


def _accepted(claim: Claimed) -> tuple[float, float]:
    """Return the lowest and the highest figure that the claim's wording is true of."""
    value = _value(claim)
    # Decimals that are equal on paper may differ in their last bit.
    half = _step(claim) / 2 + 1e-9 * max(1.0, abs(value))
    match claim.precision:
        case "about" | "approximate":
            reach = 1.0 if claim.unit == DATE.code else max(ABOUT * abs(value), half)
            return value - reach, value + reach
        case "at_least":
            return value - half, math.inf
        case "more_than":
            return math.nextafter(value, math.inf), math.inf
        case "at_most":
            return -math.inf, value + half
        case "less_than":
            return -math.inf, math.nextafter(value, -math.inf)
    return value - half, value + half


def _agrees(low: float, high: float, item: Evidence, code: str) -> bool:
    if _TEN_POINT.get(item.unit, item.unit) != _TEN_POINT.get(code, code):
        raise DesignError(
            f"figure verdict: the claim is in {code} and {item.source} in {item.unit}; "
            "expected one unit"
        )
    allowed = (item.step / 2 + (item.tolerance or 0.0)) * _stretch(item.unit)
    return low - allowed <= _value(item) <= high + allowed


def _value(figure: Claimed | Evidence) -> float:
    """Return a figure, scores on the ten-point scale."""
    if figure.value is None:
        raise DesignError("figure verdict: a figure without a value")
    return to_ten_point(figure.value) if figure.unit in _TEN_POINT else figure.value


def _stretch(code: str) -> float:
    return 2.5 if code in _TEN_POINT else 1.0


def _step(claim: Claimed) -> float:
    """Return the rounding of a claim, on the scale of :func:`_value`."""
    if claim.step is not None:
        return claim.step * _stretch(claim.unit)
    exponent = int(Decimal(str(claim.value)).normalize().as_tuple().exponent)
    size = abs(claim.value or 0.0)
    if exponent > 0:
        whole = size < 1000 or claim.precision == "exact"
        exponent = 0 if whole else min(exponent, math.floor(math.log10(size)) - 1)
    return float(10.0**exponent) * _stretch(claim.unit)


def _beside(claim: Claimed, compared: Sequence[tuple[Evidence, bool]]) -> str:
    """Say what stands beside what."""
    decimals = max(0, math.ceil(-math.log10(_step(claim) / _stretch(claim.unit)) - 1e-9))
    word = _WORDING[claim.precision]
    printed = f"{word}{_show(claim.value, claim.unit, decimals)}"
    if claim.unit in _TEN_POINT:
        printed += f" ({_show(_value(claim), _TEN_POINT[claim.unit], 3)} on the ten-point scale)"
    others = [
        f"{item.source} has {_show(item.value, item.unit, decimals + 1)}" for item, _ in compared
    ]
    return f"The document has {printed}; {'; '.join(others)}."


def _show(value: float | None, code: str, decimals: int) -> str:
    return unit(code).exact(round(math.nan if value is None else value, decimals))
