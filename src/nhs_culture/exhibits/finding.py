"""The finding: what a notebook concludes, as a record that people and programs can read.

A notebook shows its findings; in a browser each is a sentence, and in the executed notebook each is
also a JSON record under :attr:`Finding.MIME`, from which ``reports/findings.csv`` and the
trust pages are gathered. Nothing is computed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from html import escape
from typing import Any, ClassVar

from nhs_culture.verdicts.labels import CHANGE, FIGURE

__all__ = ["Finding"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one design says about one measure of one trust.

    Attributes
    ----------
    trust, trust_name
        ODS code and name.
    measure, subgroup, unit
        As in ``measures.csv``; ``subgroup`` is ``all`` for all staff.
    design
        ``peer change``, ``interrupted time series``, ``synthetic control``, ``XmR``,
        ``description``, ``claim``.
    status
        ``planned`` for a row of the analysis plan, ``exploratory`` otherwise.
    intervention, date
        Identifier in ``interventions.csv``, and the label of the first period after it (``2017``,
        ``2017-01``); empty where there is none.
    estimate, lower, upper
        In ``unit``, with a 95% interval; None where nothing could be estimated.
    n_before, n_after
        Periods on each side.
    n_peers, rank
        Trusts compared with, and the place of this one among all of them (1 is the highest).
    p, p_adjusted
        Two-sided permutation p and the same after Holm's adjustment over the trust's measures.
    p_across
        The p-value by Benjamini and Hochberg's method over what the plan asks of all case studies;
        None for other trusts.
    p_chosen, shrunken
        The p-value given that the trust was chosen because it rose, and the estimate with what such
        a choice adds by luck taken off; None where it was not.
    smallest_detectable
        Change that the design would have seen 8 times in 10, in ``unit``.
    figure_verdict, change_verdict
        The two verdicts of :mod:`nhs_culture.verdicts.labels`; empty where not judged.
    course_verdict
        Of what may be more than chance: from the date on, or on its earlier course.
    lasting_verdict, later_period, later, later_lower, later_upper
        Of the same: whether it lasted, and the difference in the latest figures with its interval.
    rule
        The written rule that gave the verdict.
    reason
        One plain-English sentence, with the numbers.
    claim, fact, about, collection
        Identifier in ``claims.csv`` where the finding judges a claim, the fact that it shares with
        others, what it is about, and whether it is of the documents or of the sample.
    notebook
        Name without suffix.
    sources
        Source identifiers in ``sources.csv``.
    """

    MIME: ClassVar[str] = "application/vnd.nhs-culture.finding+json"

    trust: str
    trust_name: str
    measure: str
    reason: str
    design: str
    notebook: str
    subgroup: str = "all"
    unit: str = ""
    status: str = "planned"
    intervention: str = ""
    date: str = ""
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    n_before: int | None = None
    n_after: int | None = None
    n_peers: int | None = None
    rank: int | None = None
    p: float | None = None
    p_adjusted: float | None = None
    p_across: float | None = None
    p_chosen: float | None = None
    shrunken: float | None = None
    smallest_detectable: float | None = None
    figure_verdict: str = ""
    change_verdict: str = ""
    course_verdict: str = ""
    lasting_verdict: str = ""
    later_period: str = ""
    later: float | None = None
    later_lower: float | None = None
    later_upper: float | None = None
    rule: str = ""
    claim: str = ""
    fact: str = ""
    about: str = ""
    collection: str = ""
    sources: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """Return the finding as JSON-ready values."""
        return {**asdict(self), "sources": list(self.sources)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Finding:
        """Return the finding that :meth:`record` wrote; unknown fields raise ``TypeError``."""
        return cls(**{**record, "sources": tuple(record.get("sources", ()))})

    @classmethod
    def columns(cls) -> list[str]:
        """Return the names of the fields, in the order of ``findings.csv``."""
        return [field.name for field in fields(cls)]

    @property
    def answer(self) -> str:
        """The answer of a cell of a table: to whether it moved, or else whether it is right."""
        return CHANGE.cell(self.change_verdict) or FIGURE.cell(self.figure_verdict)

    def html(self) -> str:
        """Return the sentence for a page, behind its verdicts."""
        told = ((FIGURE, self.figure_verdict), (CHANGE, self.change_verdict))
        answers = (asked.answer(verdict).partition(":")[0] for asked, verdict in told if verdict)
        verdicts = "".join(
            f'<span class="verdict">{escape(answer)}</span> ' for answer in dict.fromkeys(answers)
        )
        return f'<p class="finding">{verdicts}{escape(self.reason)}</p>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            self.MIME: self.record(),
            "text/html": self.html(),
            "text/plain": self.reason,
        }
