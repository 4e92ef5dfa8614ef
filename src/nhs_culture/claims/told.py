"""What stands beside a claim and what its verdict rests on, in words."""

from __future__ import annotations

import math

import pandas as pd

from nhs_culture.claims.beside import Beside, counts_ratings, parts
from nhs_culture.claims.words import LOOSE, printed
from nhs_culture.data.access import Data
from nhs_culture.english import lower_first
from nhs_culture.metrics.scores import to_ten_point
from nhs_culture.periods import in_words
from nhs_culture.units import SCORE_0_10, SCORE_1_5
from nhs_culture.verdicts.rule import Verdict

__all__ = ["as_printed", "because", "pairs", "shown", "stands"]


_CLAUSES = {
    "could not differ": "in agreement, as nearly all others would be",
    "same figure": "in agreement as closely as it is printed",
    "within the margin": "within its margin of what is printed",
    "official figures differ": "in agreement in one source and not in another",
    "other figure": "not in agreement with what is printed",
    "near figure": "within the margin of a near figure",
    "near figure too far": "beyond the margin of a near figure",
    "near figure against it": "few trusts with such a figure are as the print says",
    "near figure of unknown margin": "further off than its rounding, and how far apart the two may "
    "lie is not known",
    "near figures differ": "one within the margin of a near figure and one not",
    "near figure does not tell": "neither for it nor against it",
}
"""Rule of the verdict -> how what stands beside a claim compares, be it one figure or several."""


def as_printed(claim: pd.Series, row: pd.Series, data: Data) -> str:
    """Return the printed figure, with what is counted, or on the scale of what stands beside it."""
    text = printed(claim, row["step"])
    if counts_ratings(claim, data):
        return f"{text} ({claim['precision_words']})"
    beside_it = {data.register.measure(one)["unit"] for one in parts(row["measure"])}
    if claim["unit"] != SCORE_1_5.code or SCORE_0_10.code not in beside_it:
        return text
    ends = ("value_from", "value_to")
    of_ten = {x: math.nan if math.isnan(claim[x]) else to_ten_point(claim[x]) for x in ends}
    return f"{text} ({printed(pd.Series({**claim, **of_ten, 'unit': SCORE_0_10.code}))} of ten)"


def pairs(claim: pd.Series, row: pd.Series, beside: Beside) -> tuple[tuple[str, float, float], ...]:
    """Return period, printed and official figure of each end: see ``Judged.pairs``."""
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


def shown(claim: pd.Series, row: pd.Series, beside: Beside, data: Data) -> str:
    """Return the figure beside a claim, with its name where it measures something else."""
    named = row["measure"] in {"", claim["measure"]} or len(parts(row["measure"])) > 1
    if not beside.shown or named or row["among"]:
        return beside.shown
    return f"{data.register.measure(row['measure'])['name']}: {beside.shown}"


def stands(row: pd.Series, beside: Beside, shown: str, verdicts: tuple[Verdict, ...]) -> str:
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


def because(row: pd.Series, beside: Beside, verdict: Verdict, likelier: str) -> str:
    """Say what else the verdict rests on."""
    clauses = [beside.note, row["difference"], likelier]
    if row["test"] == "arithmetic":
        holds = "holds" if verdict.rule == "repeated" else "does not hold"
        clauses.insert(0, f"the arithmetic {holds}")
    if row["relation"] == "none":
        clauses.append(f"it would take {row['needed']}")
    return "; ".join(filter(None, clauses))
