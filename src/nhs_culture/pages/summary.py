"""One trust on one page: what the other notebooks concluded about it, and what is missing.

Findings are handed in as the other notebooks left them; none is computed again. What documents
print is judged from the register, and what is drawn and tabled are the published figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from nhs_culture import periods
from nhs_culture.charts import Panel, Subject, small_multiples
from nhs_culture.claims import headlined, ledger, tally
from nhs_culture.claims.words import printed as printed_figure
from nhs_culture.data.access import Data
from nhs_culture.english import capitalised, counted, listed, lower_first, number_word, short_name
from nhs_culture.exhibits import Chart, Finding, Group, Headline, Note, Reply, Sources, Table
from nhs_culture.notebooks import Concluded
from nhs_culture.notebooks.conclusions import merged
from nhs_culture.pages import organisation
from nhs_culture.pages.subject import events
from nhs_culture.studies.compared import breaks
from nhs_culture.studies.histories import History, better, histories, key_measures
from nhs_culture.studies.question import EVERY_TRUST, question
from nhs_culture.units import unit
from nhs_culture.verdicts.labels import CHANGE, FIGURE

__all__ = [
    "Summary",
    "chart",
    "claims",
    "done",
    "findings",
    "gaps",
    "headline",
    "history",
    "latest",
    "sources",
    "summary",
]

_KEY = (
    "Line: the trust. Grey line and bands: the median, half and nine in ten of the trusts of its "
    "kind. Upright lines: the programme that the plan asks about (solid), mergers, transfers and "
    "new methods (dashed). Each has its own scale, unless all are in one unit. Most measures are "
    "questions of one survey and move together"
)


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


def headline(about: Summary) -> Headline:
    """Return what moved further than elsewhere, what did not and what cannot be told."""
    return Headline(
        sentence=_sentence(about),
        replies=tuple(filter(None, (_moved(about), _right(about)))),
        context=_no_programme(about),
        trust=about.trust,
        trust_name=about.trust_name,
    )


def _sentence(about: Summary) -> str:
    moved, same, untold = about.moved.values()
    if not about.concluded.findings:
        return f"No notebook about {about.name} has been run yet, so nothing is concluded here."
    if not moved and not same:
        return _nothing_tested(about, len(untold))
    rest = f"; {number_word(len(untold))} more could not be tested" if untold else ""
    n = len(moved) + len(same)
    tested = f"{counted(n, 'measure', in_words=True)} that could be tested at {about.name}"
    if not moved and n == 1:
        return f"The {tested} moved no further than at its peers, or by chance{rest}."
    if not moved:
        return f"Of {tested}, none moved so far beyond its peers that it could not be chance{rest}."
    opens = f"The {tested}" if n == 1 else f"Of {tested}, {number_word(len(moved))}"
    which = listed(f"{lower_first(_name(about, one))} ({_size(one)})" for one in moved)
    return f"{opens} moved further than at nearly all of its peers: {which}{rest}."


def _nothing_tested(about: Summary, untold: int) -> str:
    which = (
        f"none of the {counted(untold, 'measure', in_words=True)} with figures has"
        if untold > 1
        else "its figures do not have"
    )
    return (
        f"Whether anything moved further at {about.name} than elsewhere cannot be told: {which} "
        "enough periods before and after a date, enough peers and no merger in between."
    )


def _moved(about: Summary) -> Reply | None:
    """Return on how many measures it moved more than elsewhere, and which could not be tested."""
    moved, same, untold = about.moved.values()
    verdict = next((label for label, found in about.moved.items() if found), "")
    if not verdict:
        return None
    told = (
        ("Larger than at nearly all peers:", moved),
        ("Could be chance:", same),
        ("Not tested, for want of figures, peers or a date, or because of a merger:", untold),
    )
    n = len(moved) + len(same)
    return Reply(
        question=CHANGE.question,
        verdict=verdict,
        words=f"{capitalised(number_word(len(moved)))} of the {counted(n, 'measure')} tested"
        if n
        else "Cannot be told",
        numbers=" ".join(
            f"{what} {listed(lower_first(_name(about, one)) for one in which)}."
            for what, which in told
            if which
        ),
    )


def _right(about: Summary) -> Reply | None:
    """Return how the facts about outcomes fare that documents print about the trust."""
    counts = tally(headlined(about.claims))
    if not counts.outcomes:
        return None
    found = {label: number for label, number in counts.verdicts.items() if number}
    told = (f"{number} {lower_first(FIGURE.cell(label))}" for label, number in found.items())
    return Reply(
        question=FIGURE.question,
        verdict=next(iter(found)),
        words=f"{capitalised(counted(counts.outcomes, 'printed fact', in_words=True))}",
        numbers=f"{capitalised(listed(told))}.",
    )


def _no_programme(about: Summary) -> str:
    if not about.concluded.findings:
        return ""
    if about.trust in set(about.data.register.interventions["org_code"]):
        return ""
    return (
        "No programme is registered for this trust: it is asked about the years that the plan "
        "fixes for every trust, and nothing is known to have been done in them."
    )


def chart(about: Summary) -> Chart | Note:
    """Return small multiples of the measures that the plan asks about, against the peers.

    All others are in the table: :func:`latest`.
    """
    key = key_measures(about.data)
    chosen = [one for measure, one in about.histories.items() if measure in key and one.runs]
    if not chosen:
        return Note(
            label="No chart", text="No measure of this trust has figures for two periods or more."
        )
    return small_multiples(
        [_panel(about, one) for one in chosen],
        title=_standing(about),
        subtitle=_KEY,
        source=_publishers(about),
        about=about.trust,
        name="key-measures",
    )


def _panel(about: Summary, one: History) -> Panel:
    row, register = one.measure, about.data.register
    subject = Subject(
        trust=about.trust,
        trust_name=about.trust_name,
        measure=str(row["measure"]),
        measure_name=one.name,
        unit=one.unit,
        frequency=str(row["frequency"]),
        source="",
        higher_is=str(row["higher_is"]),
    )
    asked = question(about.data, about.trust, subject.measure)
    broken = breaks(register, subject.measure, [about.trust, EVERY_TRUST])
    window = one.group.loc[one.own.index[0] : one.own.index[-1]]
    return Panel(subject, window, events(register, asked, broken))


def _standing(about: Summary) -> str:
    """Return on how many measures the trust stood better than its median peer, at the last."""
    ahead, of = better(about.histories.values())
    if not of:
        return f"{about.name} and the trusts of its kind"
    return (
        f"By its latest figures {about.name} stood better than the median trust of its kind on "
        f"{ahead} of {counted(of, 'measure', in_words=True)}"
    )


def latest(about: Summary) -> Table | Note:
    """Return every measure's first and latest figure beside the median peer, and the place."""
    rows = [_row(one) for one in about.histories.values()]
    if not rows:
        return Note(label="No figures", text="Nothing about this trust is in the files held here.")
    return Table(
        name="latest",
        caption=f"{about.name}: every measure, first and latest figure. Place 1 is the highest "
        "figure, whether high is good or not",
        data=pd.DataFrame(
            rows, columns=["measure", "first", "latest", "period", "median", "place"]
        ),
        source=_publishers(about),
        headers={
            "measure": "Measure",
            "first": "First figure",
            "latest": "Latest",
            "period": "Of",
            "median": "Median peer then",
            "place": "Place",
        },
    )


def _row(one: History) -> tuple[str, str | None, str, str, str | None, str | None]:
    told, own, at = one.unit.value, one.own, one.place
    first = f"{told(float(own.iloc[0]))} ({periods.in_words(str(own.index[0]))})"
    return (
        one.name,
        first if one.runs else None,
        told(float(own.iloc[-1])),
        periods.in_words(one.last),
        None if at is None else told(one.median),
        None if at is None else f"{at.at} of {at.of}",
    )


def findings(about: Summary) -> Group:
    """Return every finding with both verdicts, and which notebooks have left none."""
    left = about.concluded
    rows = [
        (
            _name(about, one),
            one.reason,
            CHANGE.answer(one.change_verdict) or None,
            FIGURE.cell(one.figure_verdict) or None,
            f"{left.titles.get(one.notebook, one.notebook)}, {one.status}",
        )
        for one in left.findings
    ]
    return Group(
        _findings_table(about, rows) if rows else None,
        Note(
            label="Not run",
            text=f"Nothing was collected from {listed(left.not_run)}: run nhs-culture "
            f"reports --trust {about.trust} and this page again.",
        )
        if left.not_run
        else None,
    )


def _findings_table(about: Summary, rows: Sequence[tuple[str | None, ...]]) -> Table:
    return Table(
        name="findings",
        caption=f"Every finding about {about.trust_name}",
        data=pd.DataFrame(rows, columns=["measure", "finding", "change", "figure", "page"]),
        headers={
            "measure": "Measure",
            "finding": "Finding",
            "change": CHANGE.question,
            "figure": FIGURE.question,
            "page": "Page, and how it was asked",
        },
    )


def claims(about: Summary) -> Table | Note:
    """Return every claim about the trust with the ledger's verdict, the strongest support first."""
    judged, register = about.claims, about.data.register
    if not judged:
        return Note(
            label="No claims",
            text="No document in the register makes a claim about this trust.",
        )
    printed = {str(row["claim_id"]): row for _, row in register.claims.iterrows()}
    titles = register.titles
    order = (*FIGURE.labels,)
    rows = [
        (
            printed[one.claim]["statement"],
            printed_figure(printed[one.claim]),
            FIGURE.cell(one.figure_verdict),
            one.reason,
            titles[printed[one.claim]["document"]],
        )
        for one in sorted(judged, key=lambda one: order.index(one.figure_verdict))
    ]
    return Table(
        name="claims",
        caption=f"Every claim about {about.trust_name} in the documents followed here",
        data=pd.DataFrame(rows, columns=["claim", "printed", "verdict", "why", "document"]),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "verdict": FIGURE.question,
            "why": "Why",
            "document": "Document",
        },
    )


def done(about: Summary) -> Group:
    """Return what was done at the trust and in all of England, with dates and documents."""
    return organisation.done(about.data, about.trust, about.last_day)


def history(about: Summary) -> Group:
    """Return former names, mergers and the steps that they and transfers make in the series."""
    return organisation.history(about.data, about.trust)


def gaps(about: Summary) -> Group:
    """Return the measures that the trust has no figure on, and those that it has one of."""
    measured = about.data.measured(about.data.register.trusts["org_code"])
    have = [lower_first(one.name) for one in about.histories.values()]
    none = [
        lower_first(name)
        for code, name in measured[["measure", "name"]].to_numpy()
        if code not in about.histories
    ]
    once = [lower_first(one.name) for one in about.histories.values() if not one.runs]
    notes = [*_without_figures(have, none)]
    if once:
        text = f"On {listed(once)}: one period alone, so that nothing can have moved."
        notes.append(Note(label="One figure only", text=text))
    complete = Note(label="Complete", text="Every measure has figures for two periods.")
    return Group(*(notes or [complete]))


def _without_figures(have: Sequence[str], none: Sequence[str]) -> list[Note]:
    if not none:
        return []
    if not have:
        text = "Nothing is in the files held here."
    else:
        few = len(have) < len(none)
        text = f"On anything but {listed(have)}." if few else f"On {listed(none)}."
    return [Note(label="No figures", text=text)]


def sources(about: Summary) -> Sources:
    """Return the publications and documents that the page rests on."""
    register, left = about.data.register, about.concluded
    used = {source for one in (*left.findings, *about.claims) for source in one.sources}
    used |= _published_by(about)
    judged = {one.claim for one in about.claims}
    used |= set(register.claims.loc[register.claims["claim_id"].isin(judged), "document"])
    acts = organisation.acts(register, about.trust, about.last_day)
    used |= {document for rows in acts for document in rows["document"]}
    known = [one for one in register.sources["source_id"] if one in used]
    return Sources(entries=tuple(register.source(one).entry for one in known))


def _published_by(about: Summary) -> set[str]:
    return {source for one in about.histories.values() for source in one.sources}


def _publishers(about: Summary) -> str:
    """Return the publications behind the figures in a line."""
    rows = about.data.register.sources
    used = rows[rows["source_id"].isin(_published_by(about))]
    producers = (
        used["author_or_producer"].str.split("[;,]", regex=True).str[0]
    )  # then, who compiled it
    return ", ".join(dict.fromkeys(producers)) or "none"


def _name(about: Summary, finding: Finding) -> str:
    name = str(about.data.register.measure(finding.measure)["name"])
    return name if finding.subgroup == "all" else f"{name}, {finding.subgroup}"


def _size(finding: Finding) -> str:
    if finding.estimate is None:
        return "size not estimated"
    return f"{unit(finding.unit).change(finding.estimate)} against theirs"
