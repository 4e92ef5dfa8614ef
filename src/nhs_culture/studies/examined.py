"""What a change is worth: its earlier course, what came after, how it was chosen, what is excluded.

The primary design says whether a trust moved more than its peers. Nothing here changes that answer;
each part puts another question to the same panel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.designs import Refused
from nhs_culture.designs.earlier_course import EarlierCourse, earlier_course
from nhs_culture.designs.event_study import EventStudy, event_study
from nhs_culture.designs.every_unit import every_date, every_unit
from nhs_culture.designs.lasting import Lasting, lasting
from nhs_culture.designs.selection import CHOICE_RULES, Chosen, Shrunken, given_the_choice, shrunken
from nhs_culture.designs.trend_sensitivity import TrendSensitivity, trend_sensitivity
from nhs_culture.errors import DesignError
from nhs_culture.metrics.place import Place, place
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.compared import comparable
from nhs_culture.studies.stretch import between
from nhs_culture.verdicts.course import course_verdict
from nhs_culture.verdicts.equivalence import Equivalence, equivalence
from nhs_culture.verdicts.lasting import lasting_verdict
from nhs_culture.verdicts.rule import Verdict

__all__ = ["LAST_MONTH", "Examined", "examined"]

LAST_MONTH = "2020-02"
"""Monthly series are read to here, unless a window goes on: the pandemic moved every trust, and not
by the same amount."""

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Examined:
    """Further questions about the change of an answer; each part is computed when asked for.

    A part is a :class:`~nhs_culture.designs.Refused` where it cannot be computed.
    """

    answer: Answer

    @cached_property
    def longer(self) -> pd.DataFrame:
        """The window and what came later: peers without a merger or transfer in either.

        The trust itself is kept whatever happened to it: what became of it is what is asked. Where
        nothing is tested nothing is asked of later periods.
        """
        asked = self.answer.question
        known = self.answer.own.index
        if not self.answer.tested:
            return self.answer.outcomes
        limit = LAST_MONTH if asked.frequency == "month" else str(known[-1])
        labels = periods.span(asked.window[0], max(limit, asked.window[-1]), asked.frequency)
        return comparable(
            self.answer.data.register, self.answer.group, asked.measure, labels, keep=asked.trust
        )

    @cached_property
    def since(self) -> pd.DataFrame:
        """What parts the latest figures that are compared from the window.

        Rows of ``breaks.csv`` about the trust, and about a method that is everybody's; none where
        no later figure is compared.
        """
        after, end = self.after, self.answer.question.window[-1]
        later = [] if isinstance(after, Refused) else [one.last for one in after.stretches[-1:]]
        return between(self.answer, [end, *later] if later else [])

    @cached_property
    def path(self) -> EventStudy | Refused:
        """The gap to the peers, period by period."""
        return self._tried(
            lambda trust, date, last: event_study(self.longer, trust, date, last), "event study"
        )

    @cached_property
    def course(self) -> EarlierCourse | Refused:
        """What lies beyond the trust's earlier course."""
        return self._tried(
            lambda trust, date, _: earlier_course(self.answer.outcomes, trust, date),
            "earlier course",
        )

    @cached_property
    def sensitivity(self) -> TrendSensitivity | Refused:
        """How large a departure from the peers' course would explain the change."""
        return self._tried(
            lambda trust, date, _: trend_sensitivity(self.answer.outcomes, trust, date),
            "trend sensitivity",
        )

    @cached_property
    def after(self) -> Lasting | Refused:
        """What came after the window."""
        return self._tried(
            lambda trust, date, last: lasting(self.longer, trust, date, last), "lasting"
        )

    @property
    def course_verdict(self) -> Verdict:
        """From the date on, or on its earlier course."""
        return course_verdict(self.course)

    @property
    def lasting_verdict(self) -> Verdict | None:
        """Lasted, faded, reversed or not known yet; None where nothing can be compared."""
        return None if isinstance(self.after, Refused) else lasting_verdict(self.after)

    @cached_property
    def standing(self) -> tuple[str, Place] | None:
        """Period and place of the latest figure among the trust's group; None without others."""
        last = str(self.answer.own.index[-1])
        values = pd.Series(self.answer.group.T[last]).dropna()
        return (last, place(values, self.answer.question.trust)) if len(values) > 1 else None

    @cached_property
    def chosen(self) -> tuple[Chosen, ...]:
        """The p-value given every rule of choice that picks the trust; the rule ``any`` first.

        Of case studies, where the plan asked beforehand; no other trust was chosen.
        """
        asked, change = self.answer.question, self.answer.change
        studied = asked.trust in self.answer.data.register.studied
        if isinstance(change, Refused) or not studied or asked.status != "planned":
            return ()
        columns = tuple(str(code) for code in self.answer.group)
        dates = _every_date(self.answer.data, asked.measure, (asked.before, asked.after), columns)
        own = self._every_trust
        others = dates.drop(index=asked.first_after, level="date", errors="ignore")
        dates = pd.concat([others, pd.concat({asked.first_after: own}, names=["date", "unit"])])
        direction = -1 if asked.higher_is == "worse" else 1
        given = [
            given_the_choice(dates, asked.trust, asked.first_after, rule, direction)
            for rule in CHOICE_RULES
        ]
        return tuple(one for one in given if one.picked)

    @cached_property
    def _every_trust(self) -> pd.DataFrame:
        """The primary design for every trust of the panel, at the date asked about."""
        return every_unit(self.answer.outcomes, self.answer.question.first_after)

    @property
    def strictest(self) -> Chosen | None:
        """The choice under which p is largest, of those that pick the trust."""
        return max(self.chosen, key=lambda one: one.p_value, default=None)

    @cached_property
    def shrunken(self) -> Shrunken | None:
        """The estimate with what a choice adds by luck taken off; None where there is none."""
        change = self.answer.change
        if isinstance(change, Refused):
            return None
        usual = self._every_trust["usual"][self.answer.question.trust]
        return shrunken(change.estimate, float(usual))

    @cached_property
    def excluded(self) -> Equivalence | None:
        """What the interval rules out; None without a change, or a margin in the plan."""
        change, margin = self.answer.change, self.answer.question.margin
        if isinstance(change, Refused) or margin is None:
            return None
        return equivalence(change, margin)

    def record(self) -> dict[str, Any]:
        """Return the fields of a :class:`~nhs_culture.exhibits.Finding` that are found out here."""
        lasts, after, chosen = self.lasting_verdict, self.after, self.strictest
        found: dict[str, Any] = {"course_verdict": self.course_verdict.label}
        if lasts is not None:
            found["lasting_verdict"] = lasts.label
        if not isinstance(after, Refused) and after.stretches:
            latest = after.stretches[-1]
            lower, upper = latest.change.interval or (None, None)
            found |= {
                "later_period": latest.last,
                "later": latest.change.estimate,
                "later_lower": lower,
                "later_upper": upper,
            }
        if chosen is not None and self.shrunken is not None:
            found |= {"p_chosen": chosen.p_value, "shrunken": self.shrunken.estimate}
        return found

    def _tried(self, compute: Callable[[str, str, str], _T], name: str) -> _T | Refused:
        asked, change = self.answer.question, self.answer.change
        if isinstance(change, Refused):
            return change
        try:
            return compute(asked.trust, asked.first_after, asked.window[-1])
        except DesignError as error:
            return Refused(
                design=name, treated=asked.trust, intervention=asked.first_after, error=error
            )


@lru_cache(maxsize=8)
def examined(answer: Answer) -> Examined:
    """Return the further questions about the change of an answer."""
    return Examined(answer)


@lru_cache(maxsize=16)
def _every_date(
    data: Data, measure: str, lengths: tuple[int, int], codes: tuple[str, ...]
) -> pd.DataFrame:
    """Return the primary design for every trust of a group at every date, months by the quarter."""
    before, after = lengths
    frequency = str(data.register.measure(measure)["frequency"])
    everyone = data.peers(codes[0], measure, ",".join(codes)).dropna(how="all")
    last = LAST_MONTH if frequency == "month" else str(everyone.index[-1])
    labels = periods.span(str(everyone.index[0]), last, frequency)
    step = 3 if frequency == "month" else 1
    starts = range(0, len(labels) - before - after + 1, step)
    windows = ((labels[i + before], labels[i : i + before + after]) for i in starts)
    return every_date(
        (date, comparable(data.register, everyone, measure, window)) for date, window in windows
    )
