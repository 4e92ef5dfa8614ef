"""What staff say of those who lead them: the questions on senior managers and on their own."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.metrics.place import places

__all__ = [
    "OWN_MANAGER",
    "REWORDED",
    "SENIOR_MANAGERS",
    "answers",
    "halves",
    "mean_of",
    "questions",
    "reworded",
    "similar",
    "stands",
]

SENIOR_MANAGERS = (
    "senior_managers_communicate",
    "senior_managers_involve",
    "senior_managers_act",
)
"""Asked in one wording from 2012 to 2019, and of nobody in 2024."""
OWN_MANAGER = (
    "valued_by_manager",
    "manager_feedback",
    "manager_asks_opinion",
    "manager_wellbeing",
    "manager_supportive",
    "manager_teamwork",
    "manager_encourages",
    "manager_difficult_task",
    "manager_difficult_task_2018",
)
"""Some from 2015, some up to 2024. The last four are two questions before and after their rewording
in 2018, each two measures."""
REWORDED = (
    ("manager_teamwork", "manager_encourages"),
    ("manager_difficult_task", "manager_difficult_task_2018"),
)
"""Those two questions, each before and after."""


def questions(data: Data, trust: str, measures: Iterable[str]) -> pd.DataFrame:
    """Return what staff of a trust answered, with the number of answers.

    Parameters
    ----------
    data
        What is held.
    trust
        ODS code; ``ENG`` where a publication has it.
    measures
        As in ``measures.csv``.

    Returns
    -------
    DataFrame
        A row for each measure and survey in which it has a figure: ``measure``, ``period``,
        ``value`` (% who agree) and ``answers``.
    """
    found = [
        pd.DataFrame(
            {
                "measure": name,
                "value": data.series(trust, name),
                "answers": data.series(trust, name, column="denominator"),
            }
        )
        for name in measures
    ]
    table = pd.concat(found).rename_axis("period").reset_index()
    return table[["measure", "period", "value", "answers"]]


def answers(data: Data, measure: str, trusts: Iterable[str]) -> pd.Series:
    """Return how many staff of each trust answered a question, as a harmonic mean over the years.

    Sampling errors go by the mean of one over the number of answers, so that a year in which few
    were asked counts for most.
    """
    held = data.panel[(data.panel["measure"] == measure) & (data.panel["denominator"] > 0)]
    codes = held["org_code"].astype(str)
    asked = held[codes.isin(list(trusts))]
    inverse = (1 / asked["denominator"]).groupby(asked["org_code"].astype(str)).mean()
    many: pd.Series = 1 / inverse
    return many


def halves(answers: pd.Series) -> tuple[frozenset[str], frozenset[str]]:
    """Return the trusts with the fewer answers and those with the more, as many of each.

    >>> few, many = halves(pd.Series({"RRF": 365, "RM3": 758, "RA7": 1321, "REN": 497}))
    >>> sorted(few), sorted(many)
    (['REN', 'RRF'], ['RA7', 'RM3'])
    """
    place = answers.rank(method="first")
    upper = place > len(place) / 2
    return frozenset(answers.index[~upper]), frozenset(answers.index[upper])


def similar(data: Data, outcomes: pd.DataFrame, measure: str, trust: str) -> pd.DataFrame:
    """Return a trust and those of a panel that had a similar number of answers: its half of them.

    Parameters
    ----------
    outcomes
        Periods x ODS codes; who lacks a figure in a period that others have is left out first.
    """
    complete = outcomes.loc[:, outcomes.dropna(how="all").notna().all()]
    found = halves(answers(data, measure, complete.columns))
    own = next((half for half in found if trust in half), frozenset({trust}))
    return outcomes[[code for code in outcomes if code in own]]


def reworded(data: Data, before: str, after: str) -> pd.Series:
    """Return how far each trust stood in a new wording from the last survey in the old one.

    Returns
    -------
    Series
        By ODS code, in percentage points, named after the two surveys (``2017 to 2018``).
    """
    old, new = data.wide(before).iloc[-1], data.wide(after).iloc[0]
    moved: pd.Series = (new - old).dropna()
    return moved.rename(f"{old.name} to {new.name}")


def mean_of(data: Data, trust: str, measures: Iterable[str]) -> pd.DataFrame:
    """Return the mean of several questions for a trust and every other.

    Returns
    -------
    DataFrame
        Surveys x ODS codes, in %; NaN where a trust lacks one of the questions.
    """
    answered = [data.wide(name, also=trust) for name in measures]
    return sum(answered[1:], start=answered[0]) / len(answered)


def stands(shares: pd.DataFrame, trust: str) -> pd.DataFrame:
    """Return a trust's figure, its place from the highest and the share of others below it.

    Parameters
    ----------
    shares
        Surveys x ODS codes.
    trust
        ODS code.

    Returns
    -------
    DataFrame
        By survey: ``value``, ``place``, ``of`` and ``above`` (% of the other trusts that it stands
        above). Empty where the trust has no figure.
    """
    if trust not in shares:
        return pd.DataFrame(columns=["value", "place", "of", "above"])
    own = shares[trust].dropna()
    below = shares.loc[own.index].lt(own, axis=0).sum(axis=1)
    found = places(shares, trust)
    return pd.DataFrame({"value": own, **found, "above": 100 * below / (found["of"] - 1)})
