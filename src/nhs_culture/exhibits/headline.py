"""The headline: the sentence that a page opens with, and the answer to each question, apart.

The two questions that are asked of every figure stand above the first chart of a page, and what is
asked of a change further stands below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, ClassVar

from nhs_culture.exhibits.finding import Finding
from nhs_culture.exhibits.markup import slug
from nhs_culture.verdicts.labels import CHANGE, FIGURE, UNPRINTED

__all__ = ["Headline", "Reply", "replies_html"]

_STATUS = {
    "planned": "As laid down in the analysis plan.",
    "exploratory": "Exploratory: not laid down in the analysis plan.",
}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The answer to one question.

    Attributes
    ----------
    question
        As a page puts it.
    verdict
        One of the labels of the question (:mod:`nhs_culture.verdicts.labels`).
    words
        The verdict in plain words.
    numbers
        What it rests on: difference, interval, p, how many peers.
    """

    question: str
    verdict: str
    words: str
    numbers: str = ""

    @property
    def leads(self) -> bool:
        """Whether it answers one of the two questions that are asked of every figure."""
        return self.verdict in {*FIGURE.labels, UNPRINTED, *CHANGE.labels}

    def html(self) -> str:
        """Return the question, the words and the numbers as a pair of a definition list."""
        return self._pair(f"{self._answer}{self._numbers}")

    def foldable(self) -> str:
        """Return the same, with the numbers folded away by whoever touches the words."""
        if not self.numbers:
            return self.html()
        seen = f"<summary>{self._answer}</summary>"
        return self._pair(f'<details class="rests" open>{seen}{self._numbers}</details>')

    def _pair(self, told: str) -> str:
        return f"<div><dt>{escape(self.question)}</dt><dd>{told}</dd></div>"

    @property
    def _answer(self) -> str:
        return f'<span class="verdict verdict-{slug(self.verdict)}">{escape(self.words)}</span>'

    @property
    def _numbers(self) -> str:
        return f'<span class="numbers">{escape(self.numbers)}</span>' if self.numbers else ""


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The first screen: the finding in plain English, and the questions asked of it.

    Attributes
    ----------
    sentence
        One sentence with the numbers.
    replies
        Questions with their answers, in the order in which they are shown.
    context
        A sentence or two that a reader needs before believing the first one.
    trust, trust_name
        ODS code and name; empty on a page about no single trust.
    measure
        What the sentence is about, as in ``measures.csv``; empty where about several.
    status
        ``planned``, ``exploratory`` or empty.
    finding
        The record behind the sentence, for ``findings.csv``; it travels beside the headline.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.headline+json"

    sentence: str
    replies: tuple[Reply, ...] = ()
    context: str = ""
    trust: str = ""
    trust_name: str = ""
    measure: str = ""
    status: str = ""
    finding: Finding | None = None

    @classmethod
    def of(cls, finding: Finding, replies: Iterable[Reply] = (), context: str = "") -> Headline:
        """Return the headline that says what a finding says."""
        return cls(
            sentence=finding.reason,
            replies=tuple(replies),
            context=context,
            trust=finding.trust,
            trust_name=finding.trust_name,
            measure=finding.measure,
            status=finding.status,
            finding=finding,
        )

    def record(self) -> dict[str, Any]:
        """Return what the page shows as JSON-ready values: all but the finding."""
        shown = {name: value for name, value in vars(self).items() if name != "finding"}
        return {**shown, "replies": [asdict(reply) for reply in self.replies]}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Headline:
        """Return what :meth:`record` wrote."""
        replies = tuple(Reply(**reply) for reply in record.get("replies", ()))
        return cls(**{**record, "replies": replies})

    def html(self) -> str:
        """Return what stands above the first chart of a page: the sentence, the two answers."""
        return (
            f'<div class="headline"><p class="sentence">{escape(self.sentence)}</p>'
            f"{replies_html(reply for reply in self.replies if reply.leads)}</div>"
        )

    def context_html(self) -> str:
        """Return what stands below the first chart."""
        status = _STATUS.get(self.status, "")
        context = f'<p class="context">{escape(self.context)}</p>' if self.context else ""
        further = replies_html(reply for reply in self.replies if not reply.leads)
        return further + context + (f'<p class="status">{status}</p>' if status else "")

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {
            self.MIME: self.record(),
            "text/html": self.html() + self.context_html(),
            "text/plain": self.sentence,
        }
        return shown if self.finding is None else {Finding.MIME: self.finding.record(), **shown}


def replies_html(replies: Iterable[Reply]) -> str:
    """Return answers, each beside its question; nothing where there are none."""
    items = "".join(reply.html() for reply in replies)
    return f'<dl class="verdicts">{items}</dl>' if items else ""
