"""What the data say to a question: the figures, the designs, the verdict, the finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import cast

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.designs import DESIGNS, PRIMARY, Refused, Result, attempt
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.designs.refusals import NoFigures, NotPlanned
from nhs_culture.designs.smallest_detectable import smallest_detectable
from nhs_culture.english import lower_first, short_name
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Finding
from nhs_culture.register import DESCRIPTION, PEER_CHANGE
from nhs_culture.studies.compared import breaks, dated, interruptions, reasons, without
from nhs_culture.studies.question import EVERY_TRUST, Question, question
from nhs_culture.units import Unit, unit
from nhs_culture.verdicts.changes import change_verdict
from nhs_culture.verdicts.labels import CHANGE
from nhs_culture.verdicts.multiplicity import false_discovery_rate, holm
from nhs_culture.verdicts.rule import Verdict

__all__ = ["Answer", "answer", "family"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Answer:
    """The data that bear on a question, and what the designs make of them.

    Attributes
    ----------
    data
        What is held.
    question
        What was asked.
    own
        The trust's published values by period; empty where nothing was published.
    base
        Respondents (or FTE days) behind each value; NaN where not known.
    group
        Periods x ODS codes: the trust and its peers, as published.
    breaks
        Rows of ``breaks.csv`` for the trust and for England that bear on the measure.
    """

    data: Data
    question: Question
    own: pd.Series
    base: pd.Series
    group: pd.DataFrame
    breaks: pd.DataFrame
    _results: dict[str, Result | Refused] = field(default_factory=dict, init=False)

    def __repr__(self) -> str:
        """Return what was asked and what the primary design says to it, in two lines."""
        asked, change = self.question, self.change
        told = f"{asked.measure} of {asked.trust} from {asked.first_after or 'no date'} on"
        name = short_name(asked.trust_name)
        verdict = lower_first(CHANGE.cell(self.verdict.label))
        return f"{told}: {verdict}\n{change.sentence(name, unit(asked.unit))}"

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """The panel that the designs get: see :func:`nhs_culture.studies.compared.compared`."""
        measure = self.question.measure
        return without(self.data.register, self._window, measure, self.left_out)

    @cached_property
    def left_out(self) -> dict[str, str]:
        """Peers that the designs do not get, each with the reason."""
        own, happened = self.question.trust, self._interrupted
        others = [str(code) for code in self.group if code != own]
        return reasons(self.data.register, others, happened[happened["org_code"] != own])

    @cached_property
    def _window(self) -> pd.DataFrame:
        return self.group.reindex(self.question.window)

    @cached_property
    def _interrupted(self) -> pd.DataFrame:
        """What happened inside the window to the trust and to each of its peers."""
        codes = [str(code) for code in self.group]
        return interruptions(self.data.register, self._window, self.question.measure, codes)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Identifiers of the publications that the figures of the trust and its peers are from."""
        if self.own.empty:
            return ()
        asked = self.question
        return self.data.publishers(asked.measure, self.group, subgroup=asked.subgroup)

    @property
    def tested(self) -> bool:
        """Whether there is anything to put to the designs: a date, a plan to test, and figures."""
        return self.question.design == PEER_CHANGE and not self.own.empty

    @property
    def estimate_unit(self) -> Unit:
        """The unit of an estimated change."""
        return unit(self.question.unit).difference

    @cached_property
    def coincident(self) -> pd.DataFrame:
        """What happened to the trust itself inside the window."""
        return self._interrupted[self._interrupted["org_code"] == self.question.trust]

    def result(self, design: str) -> Result | Refused:
        """Return what a design of :data:`nhs_culture.designs.DESIGNS` says, computed once."""
        if design not in self._results:
            self._results[design] = self._computed(design)
        return self._results[design]

    def _computed(self, design: str) -> Result | Refused:
        asked = self.question
        if not self.tested:
            error = (
                NoFigures(unit=asked.trust, measure=asked.measure_name)
                if self.own.empty
                else NotPlanned(asked.note)
            )
            return Refused(
                design=design, treated=asked.trust, intervention=asked.first_after, error=error
            )
        return attempt(DESIGNS[design], self.outcomes, asked.trust, asked.first_after)

    @property
    def change(self) -> PeerChange | Refused:
        """What the primary design says."""
        return cast("PeerChange | Refused", self.result(PRIMARY.name))

    @cached_property
    def detectable(self) -> float | None:
        """Change that the primary design would have seen 8 times in 10; None where refused."""
        asked = self.question
        if not self.tested:
            return None
        try:
            return smallest_detectable(self.outcomes, asked.trust, asked.first_after)
        except DesignError:
            return None

    @cached_property
    def p_adjusted(self) -> float | None:
        """The p-value after Holm's adjustment over what is asked about the trust.

        That is what the plan asks, and this question too where it is another one: whoever changes a
        window or a peer asks once more. None where there is no p-value, or nothing to tell it by.
        """
        if isinstance(self.change, Refused) or not self.coincident.empty:
            return None
        return holm([self.change.p_value, *self._within])[0]

    @cached_property
    def p_across(self) -> float | None:
        """The p-value by Benjamini and Hochberg over what the plan asks of all case studies.

        A question put otherwise than planned stands in the place of the planned one: beside it, it
        would count as a second discovery. None where the trust is none of the case studies, and
        where there is nothing to adjust.
        """
        if isinstance(self.change, Refused) or not self.coincident.empty:
            return None
        if self.question.trust not in self.data.register.studied:
            return None
        return false_discovery_rate([self.change.p_value, *self._across])[0]

    @cached_property
    def p_least(self) -> float | None:
        """The smallest that the adjusted p-value could be, were the change the largest of all.

        A permutation p-value is no smaller than 1 / (peers + 1); after an adjustment for many
        questions that may be more than 0.05. None where there is no p-value.
        """
        if isinstance(self.change, Refused) or self.p_adjusted is None:
            return None
        least = 1 / (self.change.n_peers + 1)
        across = self._across if self.p_across is not None else []
        return max(holm([least, *self._within])[0], false_discovery_rate([least, *across])[0])

    @cached_property
    def _within(self) -> list[float]:
        """The p-values of all else that is asked about the trust."""
        asked = family(self.data, self.question.trust)
        return _p_values(one for one in asked if not one.question.put_as(self.question))

    @cached_property
    def _across(self) -> list[float]:
        """The p-values of what the plan asks of all case studies about anything else."""
        own = (self.question.trust, self.question.measure)
        asked = (one for trust in self.data.register.studied for one in family(self.data, trust))
        return _p_values(one for one in asked if (one.question.trust, one.question.measure) != own)

    @cached_property
    def verdict(self) -> Verdict:
        """Whether it moved more than elsewhere, by the rules of :mod:`nhs_culture.verdicts`."""
        asked = self.question
        broken = "; ".join(dated(self.coincident))
        return change_verdict(
            self.change,
            structural_break="" if asked.design == DESCRIPTION else broken,
            calibrated=self.data.register.measure(asked.measure)["calibrated"] == "yes",
            p_adjusted=max(filter(None, (self.p_adjusted, self.p_across)), default=None),
            smallest_detectable=self.detectable,
        )

    def finding(self, notebook: str, reason: str) -> Finding:
        """Return the record of the answer, with the sentence that the notebook opens with."""
        asked, change = self.question, self.change
        numbers: dict[str, float | int | None] = {}
        if not isinstance(change, Refused):
            lower, upper = change.interval or (None, None)
            numbers = {
                "estimate": change.estimate,
                "lower": lower,
                "upper": upper,
                "n_before": change.n_before,
                "n_after": change.n_after,
                "n_peers": change.n_peers,
                "rank": change.rank,
                "p": change.p_value,
                "p_adjusted": self.p_adjusted,
                "p_across": self.p_across,
                "smallest_detectable": self.detectable,
            }
        return Finding(
            trust=asked.trust,
            trust_name=asked.trust_name,
            measure=asked.measure,
            subgroup=asked.subgroup,
            unit=self.estimate_unit.code,
            design=asked.design,
            status=asked.status,
            intervention=asked.intervention,
            date=asked.first_after,
            change_verdict=self.verdict.label,
            rule=self.verdict.rule,
            reason=reason,
            notebook=notebook,
            sources=self.sources,
            **numbers,  # type: ignore[arg-type]
        )


def _p_values(asked: Iterable[Answer]) -> list[float]:
    return [
        one.change.p_value
        for one in asked
        if not isinstance(one.change, Refused) and one.coincident.empty
    ]


def answer(data: Data, asked: Question) -> Answer:
    """Return the data that bear on a question; the designs are computed when asked for.

    Parameters
    ----------
    data
        What is held: :func:`nhs_culture.open_data`.
    asked
        The question.

    Examples
    --------
    >>> from nhs_culture import open_data
    >>> data = open_data()
    >>> recommend = answer(data, question(data, "RP1", "recommend_work"))
    >>> recommend.own[["2013", "2017"]].round(1).to_dict()
    {'2013': 49.2, '2017': 65.7}
    >>> change = recommend.change
    >>> f"{change.estimate:+.1f}, {change.n_before} surveys before and {change.n_after} after"
    '+11.1, 4 surveys before and 3 after'
    """
    trust, measure, whose = asked.trust, asked.measure, asked.subgroup

    def of(column: str) -> pd.Series:
        if not data.holds(measure, whose):
            return pd.Series(dtype=float)
        return data.series(trust, measure, column=column, subgroup=whose)

    own = of("value")
    group = pd.DataFrame() if own.empty else data.peers(trust, measure, asked.peers, subgroup=whose)
    return Answer(
        data=data,
        question=asked,
        own=own,
        base=of("denominator"),
        group=group,
        breaks=breaks(data.register, measure, [trust, EVERY_TRUST]),
    )


@lru_cache(maxsize=16)
def family(data: Data, trust: str) -> tuple[Answer, ...]:
    """Return what the plan asks about a trust with the primary design, answered.

    A measure without a row of the trust's own is asked as of every trust.
    """
    plan = data.register.analysis_plan
    measures = plan.loc[plan["org_code"].isin([trust, EVERY_TRUST]), "measure"].unique()
    asked = [question(data, trust, measure) for measure in measures]
    return tuple(answer(data, one) for one in asked if one.design == PEER_CHANGE)
