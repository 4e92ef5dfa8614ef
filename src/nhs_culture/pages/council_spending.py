"""What became of a council's spending by what is counted in it, and the line that decides it."""

from __future__ import annotations

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.exhibits import Group, Note, Table
from nhs_culture.metrics.place import place
from nhs_culture.pages.council_moves import WHILE, place_among, placed_among, titles
from nhs_culture.periods import in_words
from nhs_culture.studies.councils import spending
from nhs_culture.units import PERCENT_CHANGE, POUNDS

__all__ = ["money", "spending_in_words"]

MEASURE = "council_spending"


def money(data: Data, council: str) -> Group:
    """Return what became of spending by what is counted in, and the line that decides it."""
    first, last = _years()
    scopes = spending(data, first, last)
    if not all(council in held for held in scopes.values()):
        return Group(Note(label="Missing", text="No spending of this council is held."))
    table = Table(
        name="spending",
        caption=f"Spending of {data.register.trust(council)['name']} from {in_words(first)} to "
        f"{in_words(last)}, in cash, by what is counted in",
        data=pd.DataFrame([_scope(what, held, council) for what, held in scopes.items()]),
        source=titles(data, council, [(MEASURE, "all")]),
        headers={
            "what": "What is counted",
            "ends": "From and to",
            "change": "Change",
            "median": "Median of the others",
            "place": "Place among all",
        },
    )
    own, with_other, _ = scopes.values()
    return Group(table, Note(label="One line decides it", text=_one_line(own, with_other, council)))


def spending_in_words(data: Data, council: str) -> str:
    """Return how spending with other services moved; empty where it is not held."""
    _, with_other, _ = spending(data, *_years()).values()
    if council not in with_other:
        return ""
    changes = _growth(with_other)
    return (
        f"With “other services” counted in, which have no line of their own, it changed by "
        f"{PERCENT_CHANGE.change(float(changes[council]))}, {placed_among(changes, council)}: "
        "one line decides it."
    )


def _years() -> tuple[str, str]:
    """Return the financial years that spending is compared between."""
    return next((first, last) for measure, _, first, last in WHILE if measure == MEASURE)


def _growth(held: pd.DataFrame) -> pd.Series:
    """Return by how much each council's spending grew between the two years, in percent."""
    return 100 * (held.iloc[1] / held.iloc[0] - 1).dropna()


def _scope(what: str, held: pd.DataFrame, council: str) -> dict[str, str]:
    changes = _growth(held)
    return {
        "what": what,
        "ends": " to ".join(POUNDS.value(float(amount)) for amount in held[council]),
        "change": PERCENT_CHANGE.change(float(changes[council])),
        "median": PERCENT_CHANGE.short(float(changes.drop(council).median())),
        "place": place_among(changes, council),
    }


def _one_line(own: pd.DataFrame, with_other: pd.DataFrame, council: str) -> str:
    """Say how much of a change is the line of other services, and how large that was elsewhere."""
    line, whole = (with_other - own)[council], with_other[council]
    shares = (100 * (with_other - own) / with_other).iloc[0].dropna()
    first, last = (in_words(str(label)) for label in own.index)
    return (
        f"“Other services”, which have no line of their own, came to {POUNDS.value(line.iloc[0])} "
        f"in {first} and {POUNDS.value(line.iloc[1])} in {last}: "
        f"{POUNDS.value(line.iloc[0] - line.iloc[1])} of the "
        f"{POUNDS.value(whole.iloc[0] - whole.iloc[1])} by which spending with that line fell. In "
        f"{first} it was {shares[council]:.0f}% of that spending, the "
        f"{place(shares, council).words('largest share')} councils; at the middle one it was "
        f"{shares.median():.0f}%. What stood in it is not published, so that its end cannot be "
        "called a saving."
    )
