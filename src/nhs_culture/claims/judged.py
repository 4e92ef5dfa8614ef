"""One claim, what stands beside it, and the verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nhs_culture.claims.beside import BESIDE, Beside, Figure
from nhs_culture.claims.words import LOOSE, printed, span
from nhs_culture.english import lower_first, sentence
from nhs_culture.errors import DesignError, Fault, RegisterError
from nhs_culture.exhibits import Finding
from nhs_culture.periods import in_words
from nhs_culture.register import OTHER_BODIES, Register, read_register
from nhs_culture.verdicts.figures import figure_verdict, movement_verdict
from nhs_culture.verdicts.labels import INDEPENDENT
from nhs_culture.verdicts.printed import Claimed, Evidence
from nhs_culture.verdicts.rule import Verdict

__all__ = ["NAMES", "Judged", "ledger"]

COMPARED = ("same", "near", "own")
"""Relations of ``evidence.csv`` under which the figures are handed to the verdict."""
_CLAUSES = {
    "same figure": "agrees with what is printed",
    "official figures differ": "agrees in one source and not in another",
    "other figure": "does not agree with what is printed",
    "near figure": "agrees as closely as the two can",
    "near figure too far": "is further off than the difference between the two allows",
    "near figure differs": "differs, and how far the two may differ is not known",
}
NAMES = {"ENG": "England", "E08000010": "Wigan Council", "": "Others"}
"""Whom a claim is about, where it is not a trust."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One claim and the verdict on it.

    Attributes
    ----------
    claim_id, document, trust, measure, subgroup, statement, unit
        As in ``claims.csv``; ``trust`` may be ``ENG``, ``E08000010`` or empty.
    document_title, trust_name, measure_name
        In words.
    period
        What the claim is about, as ``2015 to 2018``; empty where no date is printed.
    printed
        The figure as a reader sees it in the document.
    official
        The figure beside it, with its 95% interval where the base is known; shown even where the
        two cannot be compared, empty where there is none.
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
    period: str
    printed: str
    official: str
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

    @property
    def reason(self) -> str:
        """What the verdict rests on, in one sentence."""
        return sentence(self.stands, self.because)

    @property
    def why(self) -> str:
        """The same for a table that has the figures in columns of their own."""
        return sentence(self.because)

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
            sources=self.sources,
        )


def ledger(trust: str = "", register: Register | None = None) -> tuple[Judged, ...]:
    """Return every claim with its verdict, in the order of ``claims.csv``.

    Parameters
    ----------
    trust
        ODS code, ``ENG`` or ``E08000010``; the claims about everyone where empty.
    register
        The register as read from ``data/raw`` where not given.

    Raises
    ------
    DataError
        When the code is unknown; the message suggests near ones.
    RegisterError
        When a row of ``evidence.csv`` cannot be computed; names the claim.
    """
    register = register or read_register()
    if trust and trust not in OTHER_BODIES:
        register.trust(trust)
    claims = register.claims
    chosen = claims if not trust else claims[claims["org_code"] == trust]
    evidence = register.evidence.set_index("claim_id", drop=False)
    return tuple(
        _judged(claim, evidence.loc[claim["claim_id"]], register) for _, claim in chosen.iterrows()
    )


def _judged(claim: pd.Series, row: pd.Series, register: Register) -> Judged:
    beside = BESIDE[row["test"]](claim, row, register)
    try:
        verdicts = _verdicts(claim, row, beside)
    except DesignError as error:
        path, found = Path("data/raw/register/claims.csv"), f"{claim['claim_id']}: {error}"
        raise RegisterError(Fault(path, found, "a claim that can be judged")) from error
    verdict = movement_verdict(*verdicts) if len(verdicts) > 1 else verdicts[0]
    shown = _shown(claim, row, beside, register)
    names = register.trusts.set_index("org_code")["name"]
    titles = register.sources.set_index("source_id")["title"]
    figures = (*beside.start, *beside.end)
    return Judged(
        claim_id=claim["claim_id"],
        document=claim["document"],
        document_title=titles[claim["document"]],
        trust=claim["org_code"],
        trust_name=NAMES.get(claim["org_code"]) or names[claim["org_code"]],
        measure=claim["measure"],
        measure_name=register.measure(claim["measure"])["name"],
        subgroup=claim["subgroup"],
        statement=claim["statement"],
        unit=claim["unit"],
        period=span(claim["period_from"], claim["period_to"]),
        printed=printed(claim),
        official=shown,
        test=row["test"],
        relation=row["relation"],
        verdict=verdict.label,
        rule=verdict.rule,
        stands=_stands(row, beside, shown, verdicts),
        because=_because(row, beside, verdict),
        needed=row["needed"],
        sources=tuple(dict.fromkeys(figure.source_id for figure in figures)),
        conflicts=tuple(filter(None, claim["conflicts_with"].split(";"))),
        pairs=_pairs(claim, row, beside),
    )


def _verdicts(claim: pd.Series, row: pd.Series, beside: Beside) -> tuple[Verdict, ...]:
    """Return the verdict on each end that can be compared, the claim's own figure last."""
    needs = row["needed"] if row["relation"] == "none" else ""
    end = figure_verdict(_claimed(claim, row, "value_to"), _evidence(claim, row, beside.end), needs)
    start = _evidence(claim, row, beside.start)
    if not start:
        return (end,)
    return figure_verdict(_claimed(claim, row, "value_from"), start), end


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
    claim: pd.Series, row: pd.Series, figures: tuple[Figure, ...]
) -> tuple[Evidence, ...]:
    if row["relation"] not in COMPARED:
        return ()
    return tuple(
        Evidence(
            value=figure.value,
            unit=claim["unit"],
            source=figure.source_id,
            near=row["relation"] == "near",
            tolerance=None if math.isnan(row["tolerance"]) else row["tolerance"],
            independent=row["relation"] != "own",
        )
        for figure in figures
    )


def _pairs(
    claim: pd.Series, row: pd.Series, beside: Beside
) -> tuple[tuple[str, float, float], ...]:
    if row["relation"] not in {"same", "near"} or claim["precision"] in LOOSE:
        return ()
    return tuple(
        (in_words(row[period]), float(claim[value]), figures[0].value)
        for period, value, figures in (
            ("period_from", "value_from", beside.start),
            ("period_to", "value_to", beside.end),
        )
        if figures and not math.isnan(claim[value])
    )


def _shown(claim: pd.Series, row: pd.Series, beside: Beside, register: Register) -> str:
    """Return the figure beside a claim, with its name where it measures something else."""
    if not beside.shown or row["measure"] in {"", claim["measure"]} or row["test"] == "rank":
        return beside.shown
    return f"{register.measure(row['measure'])['name']}: {beside.shown}"


def _stands(row: pd.Series, beside: Beside, shown: str, verdicts: tuple[Verdict, ...]) -> str:
    """Say what stands beside the claim and how the two compare."""
    clauses = [_CLAUSES.get(verdict.rule, "") for verdict in verdicts]
    match row["relation"]:
        case "same" | "near" if len(verdicts) > 1:
            texts = (beside.start_shown, beside.end_shown)
            return "; ".join(
                f"officially {text}, which {clause}"
                for text, clause in zip(texts, clauses, strict=True)
            )
        case "same":
            return f"officially {shown}, which {clauses[0]}"
        case "near":
            return f"the nearest figure is {lower_first(shown)}, which {clauses[0]}"
        case "own":
            return f"other printed figures give {shown}"
        case "record" if shown:
            return f"beside it stands {lower_first(shown)}"
    return f"not comparable with {lower_first(shown)}" if shown else ""


def _because(row: pd.Series, beside: Beside, verdict: Verdict) -> str:
    """Say what else the verdict rests on."""
    parts = [beside.note, row["difference"]]
    if row["test"] == "arithmetic":
        holds = "holds" if verdict.rule == "repeated" else "does not hold"
        parts.insert(0, f"the arithmetic {holds}")
    if row["relation"] == "none":
        parts.append(f"it would take {row['needed']}")
    return "; ".join(filter(None, parts))
