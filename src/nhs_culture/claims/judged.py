"""One claim, what stands beside it, and the verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nhs_culture.claims.beside import BESIDE, Beside, Figure, counts_ratings, parts
from nhs_culture.claims.margin import Margin, margin
from nhs_culture.claims.same import verify
from nhs_culture.claims.words import LOOSE, likelihood, printed, ranged, span
from nhs_culture.data.access import Data
from nhs_culture.english import lower_first, sentence
from nhs_culture.errors import DataError, DesignError, RegisterError
from nhs_culture.exhibits import Finding
from nhs_culture.metrics.scores import to_ten_point
from nhs_culture.periods import in_words
from nhs_culture.register import OTHER_BODIES
from nhs_culture.units import SCORE_0_10, SCORE_1_5
from nhs_culture.verdicts.chance import Chance, chance, times_as_likely
from nhs_culture.verdicts.figures import figure_verdict, movement_verdict
from nhs_culture.verdicts.labels import INDEPENDENT, NOT_TESTABLE, REPRODUCED
from nhs_culture.verdicts.printed import Claimed, Evidence, Off, reach
from nhs_culture.verdicts.rule import Verdict

__all__ = ["NAMES", "Judged", "judged", "ledger"]

COMPARED = ("same", "near", "own")
"""Relations of ``evidence.csv`` under which the figures are handed to the verdict."""
_CLAUSES = {
    "could not differ": "in agreement, as nearly all others would be",
    "same figure": "in agreement as closely as it is printed",
    "within the margin": "within its margin of what is printed",
    "official figures differ": "in agreement in one source and not in another",
    "other figure": "not in agreement with what is printed",
    "near figure": "within the margin of a near figure",
    "near figure too far": "beyond the margin of a near figure",
    "near figure against it": "against what is printed, which holds of few with such a figure",
    "near figure of unknown margin": "further off than its rounding, and how far apart the two may "
    "lie is not known",
    "near figures differ": "one within the margin of a near figure and one not",
    "near figure does not tell": "neither for it nor against it",
}
"""Rule of the verdict -> how what stands beside a claim compares, be it one figure or several."""
NAMES = {"ENG": "England", "": "Others"}
"""Whom a claim is about, where it is no organisation of the register."""
_UNJUDGED = Verdict(NOT_TESTABLE, "cannot be judged", "")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One claim and the verdict on it.

    Attributes
    ----------
    claim_id, document, trust, measure, subgroup, statement, unit, about, fact, collection
        As in ``claims.csv``; ``trust`` may be ``ENG`` or empty; claims with one ``fact`` print it.
    document_title, trust_name, measure_name
        In words.
    period
        What the claim is about, as ``2015 to 2018``; empty where no date is printed.
    printed
        The figure as a reader sees it in the document.
    official
        The figure beside it, with its 95% interval where the base is known; shown even where the
        two cannot be compared, empty where there is none.
    accepted
        The official figures that would have agreed, as ``54.1% to 59.9%``; empty where none can be
        compared.
    chance
        How many others would have agreed in its place, None where that cannot be counted.
    test, relation
        As in ``evidence.csv``.
    verdict, rule
        Of :func:`nhs_culture.verdicts.figure_verdict`.
    stands, because
        What stands beside the claim, and all else that the verdict rests on, as clauses; together
        they are the :attr:`reason`.
    needed
        The published data that would settle it; empty where it is settled.
    sources
        Source identifiers of the figures beside it.
    conflicts
        Claims that print something else on the same matter.
    pairs
        Period, printed figure and independent figure of each pair that was compared, in ``unit``;
        none where a bound is printed, or a figure that is only about right.
    fault
        Why it cannot be judged, where its row of the register is wrong.
    """

    claim_id: str
    document: str
    document_title: str
    trust: str
    trust_name: str
    measure: str
    measure_name: str
    subgroup: str
    statement: str
    unit: str
    about: str
    fact: str
    collection: str
    period: str
    printed: str
    official: str
    accepted: str
    chance: Chance | None
    test: str
    relation: str
    verdict: str
    rule: str
    stands: str
    because: str
    needed: str
    sources: tuple[str, ...]
    conflicts: tuple[str, ...]
    pairs: tuple[tuple[str, float, float], ...]
    fault: str = ""

    @property
    def reason(self) -> str:
        """What the verdict rests on, in one sentence."""
        return sentence(self.stands, self.because)

    @property
    def why(self) -> str:
        """The same for a table that has the figures in columns of their own."""
        return sentence(self.because)

    @property
    def figure_verdict(self) -> str:
        """The verdict, as a finding calls it."""
        return self.verdict

    @property
    def agreeing(self) -> str:
        """How many others would have agreed, as ``18 of 235``, or why they are not counted.

        Empty where nothing is compared.
        """
        if not self.accepted:
            return ""
        if self.chance:
            return f"{self.chance.passed} of {self.chance.of}"
        if self.relation == "own":
            return "not counted: no figure beside it is independent"
        if self.trust in NAMES:
            return "not counted: England has one figure"
        return "not counted: no others are held"

    @property
    def independent(self) -> bool:
        """Whether an independent figure of the same or a near definition and date decides."""
        return self.verdict in INDEPENDENT

    def finding(self) -> Finding:
        """Return the finding that says the same."""
        return Finding(
            trust=self.trust,
            trust_name=self.trust_name,
            measure=self.measure,
            subgroup=self.subgroup,
            unit=self.unit,
            design="claim",
            notebook="claims",
            figure_verdict=self.verdict,
            rule=self.rule,
            reason=self.reason,
            claim=self.claim_id,
            fact=self.fact,
            about=self.about,
            collection=self.collection,
            sources=self.sources,
        )


def ledger(data: Data, trust: str = "") -> tuple[Judged, ...]:
    """Return every claim with its verdict, in the order of ``claims.csv``.

    A claim whose row cannot be judged has a :attr:`Judged.fault`; the others are judged all the
    same.

    Parameters
    ----------
    data
        The register and the panel.
    trust
        ODS code, ONS code of a council, or ``ENG``; the claims about everyone where empty.

    Raises
    ------
    DataError
        When the code is unknown; the message suggests near ones.
    """
    register = data.register
    if trust and trust not in OTHER_BODIES:
        register.trust(trust)
    claims = register.claims
    chosen = claims if not trust else claims[claims["org_code"] == trust]
    evidence = register.evidence.set_index("claim_id", drop=False)
    return tuple(
        judged(claim, evidence.loc[claim["claim_id"]], data) for _, claim in chosen.iterrows()
    )


@dataclass(frozen=True)
class _Compared:
    """One end of a claim beside its evidence."""

    claim: Claimed
    evidence: tuple[Evidence, ...]
    verdict: Verdict

    @property
    def at_most(self) -> Off:
        """How far off a figure may lie that is said to agree."""
        return Off.IN_PRINT if self.verdict.label == REPRODUCED else Off.WITHIN


def judged(claim: pd.Series, row: pd.Series, data: Data) -> Judged:
    """Return one claim with its verdict.

    Parameters
    ----------
    claim, row
        As rows of ``claims.csv`` and of ``evidence.csv``, in the register or not.
    data
        The register and the panel.
    """
    try:
        beside = BESIDE[row["test"]](claim, row, data)
        verify(claim, row, beside, data)
        return _judged(claim, row, beside, _ends(claim, row, beside, data), data)
    except (DataError, DesignError, RegisterError) as error:
        return _unjudged(claim, row, str(error), data)


def _judged(
    claim: pd.Series, row: pd.Series, beside: Beside, ends: tuple[_Compared, ...], data: Data
) -> Judged:
    verdicts = tuple(end.verdict for end in ends)
    verdict = movement_verdict(*verdicts) if len(verdicts) > 1 else verdicts[0]
    shown = _shown(claim, row, beside, data)
    compared = tuple(end for end in ends if end.evidence)
    return Judged(
        **_printed(claim, row, data),
        official=shown,
        accepted=" → ".join(_accepted(end) for end in compared),
        chance=_chance(compared),
        verdict=verdict.label,
        rule=verdict.rule,
        stands=_stands(row, beside, shown, verdicts),
        because=_because(row, beside, verdict, _likelier(compared)),
        sources=tuple(dict.fromkeys(figure.source for figure in (*beside.start, *beside.end))),
        pairs=_pairs(claim, row, beside),
    )


def _unjudged(claim: pd.Series, row: pd.Series, fault: str, data: Data) -> Judged:
    return Judged(
        **_printed(claim, row, data),
        official="",
        accepted="",
        chance=None,
        verdict=_UNJUDGED.label,
        rule=_UNJUDGED.rule,
        stands="the row of the register cannot be judged",
        because=fault.rstrip("."),
        sources=(),
        pairs=(),
        fault=fault,
    )


def _printed(claim: pd.Series, row: pd.Series, data: Data) -> dict[str, Any]:
    """Return what is known of a claim before anything is set beside it."""
    register = data.register
    code = claim["org_code"]
    return {
        **{name: claim[name] for name in _COPIED},
        "trust": code,
        "trust_name": NAMES.get(code) or register.trust_names.get(code, claim["org_name"]),
        "document_title": register.source(claim["document"]).title if claim["document"] else "",
        "measure_name": register.measure(claim["measure"])["name"],
        "fact": claim["fact"] or claim["claim_id"],
        "period": span(claim["period_from"], claim["period_to"]),
        "printed": _as_printed(claim, row, data),
        "test": row["test"],
        "relation": row["relation"],
        "needed": row["needed"],
        "conflicts": parts(claim["conflicts_with"]),
    }


def _as_printed(claim: pd.Series, row: pd.Series, data: Data) -> str:
    """Return the printed figure, with what is counted, or on the scale of what stands beside it."""
    text = printed(claim)
    if counts_ratings(claim, data):
        return f"{text} ({claim['precision_words']})"
    beside_it = {data.register.measure(one)["unit"] for one in parts(row["measure"])}
    if claim["unit"] != SCORE_1_5.code or SCORE_0_10.code not in beside_it:
        return text
    ends = ("value_from", "value_to")
    of_ten = {x: math.nan if math.isnan(claim[x]) else to_ten_point(claim[x]) for x in ends}
    return f"{text} ({printed(pd.Series({**claim, **of_ten, 'unit': SCORE_0_10.code}))} of ten)"


_COPIED = (
    *("claim_id", "document", "measure", "subgroup", "statement", "unit", "about"),
    "collection",
)


def _ends(claim: pd.Series, row: pd.Series, beside: Beside, data: Data) -> tuple[_Compared, ...]:
    """Return each end that can be compared, the claim's own figure last."""
    relation = row["relation"]
    common = [set(figure.others.index) for figure in (*beside.start, *beside.end)]
    others = sorted(set.intersection(*common)) if common else []

    def evidence(figures: tuple[Figure, ...], end: str) -> tuple[Evidence, ...]:
        return tuple(
            _evidence(
                figure,
                _unit(figure, claim, data),
                margin(figure, claim, row, end, data),
                others,
                relation,
            )
            for figure in figures
            if relation in COMPARED
        )

    needs = row["needed"] if relation == "none" else ""
    end = _compared(_claimed(claim, row, "value_to"), evidence(beside.end, "to"), needs)
    start = evidence(beside.start, "from")
    if not start:
        return (end,)
    return _compared(_claimed(claim, row, "value_from"), start, ""), end


def _compared(claim: Claimed, evidence: tuple[Evidence, ...], needs: str) -> _Compared:
    kept = evidence if claim.value is not None else ()
    return _Compared(claim, kept, figure_verdict(claim, evidence, needs))


def _claimed(claim: pd.Series, row: pd.Series, column: str) -> Claimed:
    if row["test"] == "rise":  # the direction alone is claimed
        return Claimed(value=0.0, unit=claim["unit"], precision="more_than")
    return Claimed(
        value=None if math.isnan(claim[column]) else claim[column],
        unit=claim["unit"],
        precision=claim["precision"],
        step=None if math.isnan(row["step"]) else row["step"],
    )


def _evidence(
    figure: Figure, code: str, off_by: Margin, others: list[str], relation: str
) -> Evidence:
    return Evidence(
        value=figure.value,
        unit=code,
        source=figure.source,
        near=off_by.near,
        margin=off_by.size,
        independent=relation != "own",
        step=figure.rounding,
        ranked=len(figure.others) + 1 if figure.group else 0,
        others=tuple(figure.others[others]),
    )


def _unit(figure: Figure, claim: pd.Series, data: Data) -> str:
    """Return the unit of a figure: its measure's own, or the claim's where it is worked out."""
    worked_out = figure.group or not figure.measure or figure.levels > 1
    return str(claim["unit"] if worked_out else data.register.measure(figure.measure)["unit"])


def _accepted(end: _Compared) -> str:
    """Say which official figures would have agreed with what is printed."""
    ranges = [reach(end.claim, item, end.at_most) for item in end.evidence]
    low, high = max(low for low, _ in ranges), min(high for _, high in ranges)
    return ranged(low, high, end.evidence[0])


def _chance(ends: tuple[_Compared, ...]) -> Chance | None:
    """Count the others that would have agreed with everything that is printed."""
    compared = [(end.claim, item, end.at_most) for end in ends for item in end.evidence]
    found = chance(*compared) if compared else None
    return found if found and found.of else None


def _likelier(ends: tuple[_Compared, ...]) -> str:
    """Say how much likelier near figures make what is printed, from the least of several."""
    times = [times_as_likely(end.claim, item) for end in ends for item in end.evidence if item.near]
    known = [time for time in times if time is not None]
    if not known:
        return ""
    return f"{likelihood(min(known), max(known))} as likely as of any other"


def _pairs(
    claim: pd.Series, row: pd.Series, beside: Beside
) -> tuple[tuple[str, float, float], ...]:
    if row["relation"] not in {"same", "near"} or claim["precision"] in LOOSE:
        return ()
    return tuple(
        (in_words((*parts(row[period]), claim[period])[0]), float(claim[value]), figures[0].value)
        for period, value, figures in (
            ("period_from", "value_from", beside.start),
            ("period_to", "value_to", beside.end),
        )
        if figures and not math.isnan(claim[value])
    )


def _shown(claim: pd.Series, row: pd.Series, beside: Beside, data: Data) -> str:
    """Return the figure beside a claim, with its name where it measures something else."""
    named = row["measure"] in {"", claim["measure"]} or len(parts(row["measure"])) > 1
    if not beside.shown or named or row["among"]:
        return beside.shown
    return f"{data.register.measure(row['measure'])['name']}: {beside.shown}"


def _stands(row: pd.Series, beside: Beside, shown: str, verdicts: tuple[Verdict, ...]) -> str:
    """Say what stands beside the claim and how the two compare."""
    clauses = [_CLAUSES.get(verdict.rule, "") for verdict in verdicts]
    match row["relation"]:
        case "same" | "near" if len(verdicts) > 1:
            texts = (beside.start_shown, beside.end_shown)
            return "; ".join(
                f"officially {text}: {clause}" for text, clause in zip(texts, clauses, strict=True)
            )
        case "same":
            return f"officially {shown}: {clauses[0]}"
        case "near":
            several = len({(x.measure, x.period, x.group) for x in beside.end}) > 1
            figures = "figures are" if several else "figure is"
            return f"the nearest {figures} {lower_first(shown)}: {clauses[0]}"
        case "own":
            return f"other printed figures give {shown}"
        case "record" if shown:
            return f"beside it stands {lower_first(shown)}"
    return f"not comparable with {lower_first(shown)}" if shown else ""


def _because(row: pd.Series, beside: Beside, verdict: Verdict, likelier: str) -> str:
    """Say what else the verdict rests on."""
    clauses = [beside.note, row["difference"], likelier]
    if row["test"] == "arithmetic":
        holds = "holds" if verdict.rule == "repeated" else "does not hold"
        clauses.insert(0, f"the arithmetic {holds}")
    if row["relation"] == "none":
        clauses.append(f"it would take {row['needed']}")
    return "; ".join(filter(None, clauses))
