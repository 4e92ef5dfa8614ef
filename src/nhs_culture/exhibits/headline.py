"""The headline: the finding that a page opens with, and its verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

from nhs_culture.exhibits.finding import Finding
from nhs_culture.exhibits.markup import slug
from nhs_culture.verdicts.labels import CHANGE, FIGURE

__all__ = ["Headline", "verdicts_html"]

_STATUS = {
    "planned": "As laid down in the analysis plan.",
    "exploratory": "Exploratory: not laid down in the analysis plan.",
}


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The first screen: the finding in plain English and its verdicts.

    Attributes
    ----------
    sentence
        One sentence with the numbers.
    figure_verdict, change_verdict
        As in :class:`~nhs_culture.exhibits.finding.Finding`; empty where not judged.
    context
        A sentence or two that a reader needs before believing the first one.
    trust, trust_name
        ODS code and name; empty on a page about no single trust.
    status
        ``planned``, ``exploratory`` or empty.
    finding
        The record behind the sentence, for ``findings.csv``; it travels beside the headline.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.headline+json"

    sentence: str
    figure_verdict: str = ""
    change_verdict: str = ""
    context: str = ""
    trust: str = ""
    trust_name: str = ""
    status: str = ""
    finding: Finding | None = None

    @classmethod
    def of(cls, finding: Finding, context: str = "") -> Headline:
        """Return the headline that says what a finding says."""
        return cls(
            sentence=finding.reason,
            figure_verdict=finding.figure_verdict,
            change_verdict=finding.change_verdict,
            context=context,
            trust=finding.trust,
            trust_name=finding.trust_name,
            status=finding.status,
            finding=finding,
        )

    def record(self) -> dict[str, Any]:
        """Return what the page shows as JSON-ready values: all but the finding."""
        return {name: value for name, value in vars(self).items() if name != "finding"}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Headline:
        """Return what :meth:`record` wrote."""
        return cls(**record)

    def html(self) -> str:
        """Return the sentence and its verdicts, which stand above the first chart of a page."""
        return (
            f'<div class="headline"><p class="sentence">{escape(self.sentence)}</p>'
            f"{verdicts_html(self.figure_verdict, self.change_verdict)}</div>"
        )

    def context_html(self) -> str:
        """Return what stands below the first chart."""
        status = _STATUS.get(self.status, "")
        context = f'<p class="context">{escape(self.context)}</p>' if self.context else ""
        return context + (f'<p class="status">{status}</p>' if status else "")

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {
            self.MIME: self.record(),
            "text/html": self.html() + self.context_html(),
            "text/plain": self.sentence,
        }
        return shown if self.finding is None else {Finding.MIME: self.finding.record(), **shown}


def verdicts_html(figure_verdict: str, change_verdict: str) -> str:
    """Return the two verdicts, each beside its question; nothing for one that was not given."""
    asked = (
        (FIGURE.question, figure_verdict),
        (CHANGE.question, change_verdict),
    )
    items = "".join(
        f'<div><dt>{question}</dt><dd class="verdict verdict-{slug(verdict)}">'
        f"{escape(verdict)}</dd></div>"
        for question, verdict in asked
        if verdict
    )
    return f'<dl class="verdicts">{items}</dl>' if items else ""
