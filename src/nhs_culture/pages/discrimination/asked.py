"""What the page asks: measures of all staff, claims about minority staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from nhs_culture.claims import Judged, ledger
from nhs_culture.data.access import Data
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.printed_wres import IMPROVED, RATIO
from nhs_culture.studies.question import question

__all__ = [
    "BY_ETHNICITY",
    "CLAIMED",
    "LEADING",
    "MEASURES",
    "NOTEBOOK",
    "NO_PEERS",
    "ask",
    "claim_of",
    "lay",
    "of_staff",
]

NOTEBOOK = "discrimination"
LEADING = "discrimination_colleagues"
"""The measure that the page opens with."""
MEASURES = (LEADING, "discrimination_public", "equal_opportunities")
"""Measures held of all staff."""
BY_ETHNICITY = (LEADING, "harassment_staff", "harassment_public", "fair_careers")
"""Measures held of white and of BME staff apart."""
CLAIMED = (*MEASURES, RATIO, IMPROVED)
"""Measures of the claims that this page is about."""
NO_PEERS = (
    "these are two printed figures of one trust, and none of its peers for those years are held"
)


def ask(
    data: Data,
    trust: str,
    measure: str,
    *,
    intervention: str = "",
    peers: str = "",
    window: str = "",
) -> Answer:
    """Return the official figures of a measure, named as those of all staff wherever they show.

    Parameters and errors are those of :func:`nhs_culture.studies.question`.
    """
    asked = question(data, trust, measure, intervention=intervention, peers=peers, window=window)
    name = f"{asked.measure_name} (all staff)"
    return answer(data, replace(asked, measure_name=name, phrase=of_staff("all", asked.phrase)))


def of_staff(whom: str, phrase: str) -> str:
    """Return a phrase about staff as one about some of them."""
    return phrase.replace("the share of staff", f"the share of {whom} staff")


def lay(data: Data, trust: str) -> tuple[Judged, ...]:
    """Return the claims about discrimination and equal opportunities at a trust, judged."""
    register = data.register.claims
    if not ((register["org_code"] == trust) & register["measure"].isin(CLAIMED)).any():
        return ()
    return tuple(entry for entry in ledger(data, trust) if entry.measure in CLAIMED)


def claim_of(entries: Sequence[Judged], is_meant: Callable[[Judged], bool]) -> Judged:
    """Return the one claim that is meant."""
    return next(entry for entry in entries if is_meant(entry))
