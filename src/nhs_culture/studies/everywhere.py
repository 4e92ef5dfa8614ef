"""A question of a case study put to every trust, and how much of a screen is false discovery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.designs import Refused
from nhs_culture.designs.every_unit import every_unit
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.errors import DesignError
from nhs_culture.metrics.place import TIED
from nhs_culture.register import PEER_CHANGE
from nhs_culture.studies.answer import Answer, answer
from nhs_culture.studies.compared import comparable, compared
from nhs_culture.studies.question import EVERY_TRUST, Question, question
from nhs_culture.verdicts.labels import NOT_IDENTIFIABLE
from nhs_culture.verdicts.multiplicity import Discoveries, discoveries

__all__ = ["Everywhere", "everywhere", "identified", "planned", "screens", "studied"]


@dataclass(frozen=True, eq=False)
class Everywhere:
    """What a case's question comes to at every trust in England with figures for its years.

    Attributes
    ----------
    case
        The question and its answer.
    changes
        A row per ODS code: ``before`` and ``after`` (means), ``raw`` (their difference) and
        ``relative`` (less what trusts from the same level changed by), in the unit of the measure.
    """

    case: Answer
    changes: pd.DataFrame

    @property
    def own(self) -> pd.Series:
        """The row of the trust itself."""
        return pd.Series(self.changes.loc[self.case.question.trust])

    @property
    def others(self) -> pd.DataFrame:
        """The trusts that no document here is written about."""
        return self.changes.drop(index=list(self.case.data.register.studied), errors="ignore")

    def as_much(self, column: str) -> int:
        """Return how many of the others changed by as much or more, the same way."""
        own, others = float(self.own[column]), self.others[column]
        return int((others >= own - TIED).sum() if own > 0 else (others <= own + TIED).sum())


def studied(data: Data, measure: str) -> tuple[Answer, ...]:
    """Return the planned question about a measure for each case study.

    Each trust goes by the name that it had in the years of the question, as in the documents.
    """
    return tuple(
        answer(data, _named_then(data, question(data, code, measure)))
        for code in data.register.studied
    )


def _named_then(data: Data, asked: Question) -> Question:
    if not asked.window:
        return asked
    last = periods.bounds(asked.window[-1], asked.frequency)[1]
    return replace(asked, trust_name=data.register.name_on(asked.trust, last))


def identified(case: Answer) -> bool:
    """Whether there is an answer to a question: no refusal, no merger or new method within."""
    return not isinstance(case.change, Refused) and case.verdict.label != NOT_IDENTIFIABLE


def planned(data: Data) -> tuple[Answer, ...]:
    """Return everything that the plan asks about the case studies, in their order."""
    plan = data.register.analysis_plan
    return tuple(
        answer(data, _named_then(data, question(data, code, measure)))
        for code in data.register.studied
        for measure in plan.loc[plan["org_code"] == code, "measure"]
    )


def everywhere(of: Sequence[Answer]) -> tuple[Everywhere, ...]:
    """Ask the question of each case that has an answer, over its window, of every trust."""
    return tuple(Everywhere(case, _changes(case)) for case in of if identified(case))


def _changes(case: Answer) -> pd.DataFrame:
    asked = case.question
    window = compared(case.data, asked, group="all")
    complete = window.dropna(how="all").dropna(axis=1)
    later = complete.index >= asked.first_after
    result = peer_change(window, asked.trust, asked.first_after)
    relative = result.peers["relative"].copy()
    relative[asked.trust] = result.estimate
    table = pd.DataFrame({"before": complete[~later].mean(), "after": complete[later].mean()})
    table["raw"] = table["after"] - table["before"]
    return table.assign(relative=relative).sort_values("relative", ascending=False)


def screens(data: Data) -> Iterator[tuple[Question, Discoveries]]:
    """Yield what the plan tests at every trust, and how many discoveries would be false.

    Each trust is set beside those of its benchmark group, as on its own page.
    """
    plan = data.register.analysis_plan
    everyone = plan[(plan["org_code"] == EVERY_TRUST) & (plan["design"] == PEER_CHANGE)]
    for measure in everyone["measure"]:
        asked = _asked_of_every_trust(data, str(measure))
        groups = list(_groups(data, asked))
        p_values = [p for group in groups for p in group["p_value"]]
        peers = [len(group) - 1 for group in groups for _ in group["p_value"]]
        if p_values:
            yield asked, discoveries(p_values, peers=peers)


def _asked_of_every_trust(data: Data, measure: str) -> Question:
    """Return the question as it is put to a trust without a row of its own in the plan."""
    own = set(data.register.analysis_plan["org_code"])
    code = next(str(one) for one in data.wide(measure) if one not in own)
    return question(data, code, measure)


def _groups(data: Data, asked: Question) -> Iterator[pd.DataFrame]:
    outcomes, trusts = data.wide(asked.measure), data.register.trusts
    for _, group in trusts.groupby("benchmark_group"):
        codes = [code for code in group["org_code"] if code in outcomes]
        panel = comparable(data.register, outcomes[codes], asked.measure, asked.window)
        try:
            yield every_unit(panel, asked.first_after)
        except DesignError:  # too few trusts of this kind, or too few periods
            continue
