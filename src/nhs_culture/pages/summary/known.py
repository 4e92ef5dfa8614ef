"""What is known about a trust: what the other notebooks left, its series, its claims.

Findings are handed in as the other notebooks left them; none is computed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nhs_culture import periods
from nhs_culture.claims import ledger
from nhs_culture.data.access import Data
from nhs_culture.english import short_name
from nhs_culture.exhibits import Finding
from nhs_culture.notebooks import Concluded
from nhs_culture.notebooks.conclusions import merged
from nhs_culture.studies.histories import History, histories
from nhs_culture.verdicts.labels import CHANGE

__all__ = ["Summary", "named", "summary"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Summary:
    """What is known about a trust.

    Attributes
    ----------
    data
        What is held.
    trust, trust_name
        ODS code and name.
    concluded
        What the other notebooks left.
    """

    data: Data
    trust: str
    trust_name: str
    concluded: Concluded

    @property
    def name(self) -> str:
        """The trust's name without its legal form."""
        return short_name(self.trust_name)

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """Every measure that something was published on, in the order of ``measures.csv``."""
        return histories(self.data, self.trust)

    @cached_property
    def moved(self) -> Mapping[str, list[Finding]]:
        """Verdict on the change -> findings on measures with figures of the trust.

        Each measure stands once, under its firmest verdict.
        """
        order = (*CHANGE.labels,)
        judged = [
            one
            for one in self.concluded.findings
            if one.change_verdict in order and one.measure in self.histories
        ]
        firmest: dict[str, Finding] = {}
        for one in sorted(judged, key=lambda one: order.index(one.change_verdict)):
            firmest.setdefault(one.measure, one)
        return {
            verdict: [one for one in firmest.values() if one.change_verdict == verdict]
            for verdict in order
        }

    @cached_property
    def claims(self) -> tuple[Finding, ...]:
        """What becomes of each claim about the trust."""
        judged = (one.finding() for one in ledger(self.data, self.trust))
        return tuple(merged((*self.concluded.claims, *judged)))

    @property
    def last_day(self) -> str:
        """The last day on which there is a figure, ``YYYY-MM-DD``; empty without figures."""
        days = (
            periods.bounds(one.last, str(one.measure["frequency"]))[1]
            for one in self.histories.values()
        )
        return max((f"{last:%Y-%m-%d}" for last in days), default="")


def summary(data: Data, trust: str, concluded: Concluded) -> Summary:
    """Return what is known about a trust.

    Parameters
    ----------
    data
        What is held.
    trust
        ODS code.
    concluded
        What the other notebooks left: :func:`nhs_culture.notebooks.concluded`.

    Raises
    ------
    DataError
        When the trust is unknown.
    """
    name = str(data.register.trust(trust)["name"])
    return Summary(data=data, trust=trust, trust_name=name, concluded=concluded)


def named(about: Summary, finding: Finding) -> str:
    """Return what a finding is about: its measure, and the group of staff where not all."""
    name = str(about.data.register.measure(finding.measure)["name"])
    return name if finding.subgroup == "all" else f"{name}, {finding.subgroup}"
