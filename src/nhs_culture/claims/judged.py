"""One claim, what stands beside it, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from nhs_culture.claims.beside import BESIDE, Beside, parts
from nhs_culture.claims.ends import Compared, accepted, compared, likelier, others_agreeing
from nhs_culture.claims.same import verify
from nhs_culture.claims.told import as_printed, because, pairs, shown, stands
from nhs_culture.claims.words import span
from nhs_culture.data.access import Data
from nhs_culture.data.wanted import in_words
from nhs_culture.english import sentence
from nhs_culture.errors import DataError, DesignError, RegisterError
from nhs_culture.exhibits import Finding
from nhs_culture.register import OTHER_BODIES
from nhs_culture.verdicts.chance import Chance
from nhs_culture.verdicts.figures import movement_verdict
from nhs_culture.verdicts.labels import INDEPENDENT, NOT_TESTABLE
from nhs_culture.verdicts.rule import Verdict

__all__ = ["NAMES", "Judged", "judged", "ledger"]


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


def judged(claim: pd.Series, row: pd.Series, data: Data) -> Judged:
    """Return one claim with its verdict.

    Parameters
    ----------
    claim, row
        As rows of ``claims.csv`` and of ``evidence.csv``, in the register or not.
    data
        The register and the panel.
    """
    needed = in_words(data, str(row["claim_id"]), str(row["needed"]))
    row = pd.Series({**row, "subgroup": _group_beside(claim, row, data), "needed": needed})
    try:
        beside = BESIDE[row["test"]](claim, row, data)
        verify(claim, row, beside, data)
        return _judged(claim, row, beside, compared(claim, row, beside, data), data)
    except (DataError, DesignError, RegisterError) as error:
        return _unjudged(claim, row, str(error), data)


def _group_beside(claim: pd.Series, row: pd.Series, data: Data) -> str:
    """Return whose figures stand beside a claim: those of its own group where any are held."""
    measures, code = parts(row["measure"]), row["org_code"]
    if claim["subgroup"] == "all" or not (measures and code):
        return "all"
    held = {data.group_held(code, one, str(claim["subgroup"])) for one in measures}
    return held.pop() if len(held) == 1 else "all"


def _judged(
    claim: pd.Series, row: pd.Series, beside: Beside, ends: tuple[Compared, ...], data: Data
) -> Judged:
    verdicts = tuple(end.verdict for end in ends)
    verdict = movement_verdict(*verdicts) if len(verdicts) > 1 else verdicts[0]
    official = shown(claim, row, beside, data)
    beside_figures = tuple(end for end in ends if end.evidence)
    return Judged(
        **_printed(claim, row, data),
        official=official,
        accepted=" → ".join(accepted(end) for end in beside_figures),
        chance=others_agreeing(beside_figures),
        verdict=verdict.label,
        rule=verdict.rule,
        stands=stands(row, beside, official, verdicts),
        because=because(row, beside, verdict, likelier(beside_figures)),
        sources=tuple(dict.fromkeys(figure.source for figure in (*beside.start, *beside.end))),
        pairs=pairs(claim, row, beside),
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
        "printed": as_printed(claim, row, data),
        "test": row["test"],
        "relation": row["relation"],
        "needed": row["needed"],
        "conflicts": parts(claim["conflicts_with"]),
    }


_COPIED = (
    *("claim_id", "document", "measure", "subgroup", "statement", "unit", "about"),
    "collection",
)
