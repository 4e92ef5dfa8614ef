"""What the data say to a question: the figures, the designs, the verdict, the finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from nhs_culture import periods, verdicts
from nhs_culture.errors import DesignError
from nhs_culture.findings import Finding
from nhs_culture.models.interrupted_time_series import (
    InterruptedTimeSeries,
    interrupted_time_series,
)
from nhs_culture.models.peer_change import PeerChange, peer_change, without_steps
from nhs_culture.models.smallest_detectable import smallest_detectable
from nhs_culture.models.synthetic_control import SyntheticControl, synthetic_control
from nhs_culture.panel import peers, series
from nhs_culture.register import read_register
from nhs_culture.studies.question import DESCRIPTION, EVERY_TRUST, PEER_CHANGE, Question, question

__all__ = ["Answer", "answer", "family"]

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """The data that bear on a question, and what the designs make of them.

    Attributes
    ----------
    question
        What was asked.
    own
        The trust's published values by period; empty where nothing was published.
    base
        Respondents (or FTE days) behind each value; NaN where not known.
    sources
        Identifier of the source of each value.
    group
        Periods x ODS codes: the trust and its peers, as published.
    breaks
        Rows of ``breaks.csv`` for the trust and for England that bear on the measure.
    """

    question: Question
    own: pd.Series
    base: pd.Series
    sources: pd.Series
    group: pd.DataFrame
    breaks: pd.DataFrame

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Every period of the window x ODS codes, in the unit of the estimate.

        Staff in post are logarithms times 100, so that a difference is growth in percent, and
        peers whose staff jump from one month to the next (a merger, a transfer) are left out.
        """
        window = self.group.reindex(self.question.window)
        if self.question.unit != "FTE":
            return window
        others = without_steps(window.drop(columns=self.question.trust))
        return 100 * np.log(others.join(window[self.question.trust]).where(lambda fte: fte > 0))

    @property
    def estimate_unit(self) -> str:
        """The unit of an estimated change."""
        units = {"percent": "percentage points", "FTE": "percent"}
        return units.get(self.question.unit, self.question.unit)

    @cached_property
    def coincident(self) -> pd.DataFrame:
        """The trust's own breaks that fall inside the window."""
        asked = self.question
        first, last = (periods.bounds(asked.window[i], asked.frequency)[i] for i in (0, -1))
        own = self.breaks[self.breaks["org_code"] == asked.trust]
        days = pd.to_datetime(own["date"])
        return own[(days > first) & (days <= last)]

    @cached_property
    def change(self) -> PeerChange | str:
        """The primary design, or why it was not computed."""
        asked = self.question
        if self.own.empty:
            return f"Nothing was published about {asked.measure_name.lower()} at this trust."
        if asked.design == DESCRIPTION:
            return asked.note
        return _result_or_reason(lambda: peer_change(self.outcomes, asked.trust, asked.first_after))

    @cached_property
    def detectable(self) -> float | None:
        """Change that the primary design would have seen 8 times in 10; None where refused."""
        if isinstance(self.change, str):
            return None
        asked = self.question
        found = _result_or_reason(
            lambda: smallest_detectable(self.outcomes, asked.trust, asked.first_after)
        )
        return None if isinstance(found, str) else found

    @cached_property
    def synthetic(self) -> SyntheticControl | str:
        """The synthetic control over the same window, or why there is none."""
        asked = self.question
        present = self.outcomes.loc[:, self.outcomes.notna().sum() == self._published]
        return _result_or_reason(lambda: synthetic_control(present, asked.trust, asked.first_after))

    @cached_property
    def segmented(self) -> InterruptedTimeSeries | str:
        """Segmented regression on the trust alone, blind to its peers, or why there is none."""
        asked = self.question
        season = 12 if asked.frequency == "month" else None
        return _result_or_reason(
            lambda: interrupted_time_series(
                self.outcomes[asked.trust], asked.first_after, season=season
            )
        )

    @property
    def _published(self) -> int:
        """Number of periods of the window in which anything was published."""
        return int(self.outcomes.notna().any(axis=1).sum())
