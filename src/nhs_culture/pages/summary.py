"""One trust on one page: what the other notebooks concluded about it, and what is missing.

Findings are collected from the executed copies that a batch keeps; none is computed again. What is
drawn and tabled beside them are the published figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from nhs_culture import open_data, periods
from nhs_culture.charts import Panel, Subject, small_multiples
from nhs_culture.claims import VERDICTS, tally
from nhs_culture.claims.words import printed as printed_figure
from nhs_culture.data.panel import peers, series
from nhs_culture.english import capitalised, counted, listed, lower_first, number_word, short_name
from nhs_culture.exhibits import Chart, Finding, Headline, Note, Sources, Table
from nhs_culture.metrics.place import place
from nhs_culture.pages.subject import events
from nhs_culture.paths import find_project
from nhs_culture.register import read_register
from nhs_culture.site import publish
from nhs_culture.site.executed import executed_copy
from nhs_culture.site.findings import gather
from nhs_culture.studies.compared import breaks
from nhs_culture.studies.question import EVERY_TRUST, question
from nhs_culture.units import unit
from nhs_culture.verdicts.labels import CHANGE, FIGURE

__all__ = [
    "History",
    "Summary",
    "chart",
    "claims",
    "done",
    "findings",
    "gaps",
    "headline",
    "history",
    "latest",
    "others",
    "sources",
    "summary",
]

_KEY_MEASURES = ("recommend_work", "engagement", "sickness_absence", "staff_fte", "shmi")
"""Drawn first, with every measure that a finding is about."""
_KEY = (
    "Line: the trust. Grey line and bands: the median, half and nine in ten of the trusts of its "
    "kind. Upright lines: the programme that the plan asks about (solid), mergers, transfers and "
    "new methods (dashed). Each chart has its own scale. Most measures are questions of one survey "
    "and move together"
)


@dataclass(frozen=True)
class History:
    """One measure of the trust and of trusts of its kind, as published, and by whom."""

    measure: pd.Series
    group: pd.DataFrame
    trust: str
    sources: frozenset[str]

    @property
    def own(self) -> pd.Series:
        """The trust's published figures."""
        return self.group[self.trust].dropna()

    @property
    def median(self) -> float:
        """The median peer's figure in the period of the trust's latest one; NaN without peers."""
        return float(self.group.drop(columns=self.trust).loc[self.own.index[-1]].median())


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What is known about a trust.

    Attributes
    ----------
    trust, trust_name
        ODS code and name.
    findings
        Of the trust's own notebooks, in reading order.
    claims
        Findings of the ledger about the trust.
    not_run
        Titles of the notebooks that have left nothing to collect from.
    """

    trust: str
    trust_name: str
    findings: tuple[Finding, ...]
    claims: tuple[Finding, ...]
    not_run: tuple[str, ...]

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """Every measure that something was published on, in the order of ``measures.csv``."""
        return _histories(self.trust)

    @cached_property
    def moved(self) -> Mapping[str, list[Finding]]:
        """Verdict on the change -> findings on measures with figures of the trust.

        Each measure stands once, under its firmest verdict.
        """
        firmest: dict[str, Finding] = {}
        order = (*CHANGE.labels,)
        for finding in sorted(
            (
                one
                for one in self.findings
                if one.change_verdict in order and one.measure in self.histories
            ),
            key=lambda one: order.index(one.change_verdict),
        ):
            firmest.setdefault(finding.measure, finding)
        return {
            verdict: [one for one in firmest.values() if one.change_verdict == verdict]
            for verdict in order
        }


def summary(trust: str, reports: str = "") -> Summary:
    """Collect what was concluded about a trust.

    Parameters
    ----------
    trust
        ODS code.
    reports
        The folder that a batch wrote; the project's own where empty.

    Raises
    ------
    DataError
        When the trust is unknown.
    """
    name = str(read_register().trust(trust)["name"])
    folder = Path(reports) if reports else find_project().reports
    copies, not_run = [], []
    for notebook in publish.catalogue():
        if notebook.reads or (notebook.scope == "site" and notebook.path.stem != "claims"):
            continue
        of_trust = trust if notebook.scope == "trust" else ""
        copy = executed_copy(folder, notebook.path.stem, of_trust)
        if copy.is_file() and not copy.with_suffix(".log").is_file():
            copies.append(copy)
        else:
            not_run.append(notebook.title)
    found = [one for one in gather(copies) if one.trust == trust]
    order = [copy.stem for copy in copies]
    found.sort(key=lambda one: order.index(one.notebook) if one.notebook in order else len(order))
    return Summary(
        trust=trust,
        trust_name=name,
        findings=tuple(one for one in found if not one.claim),
        claims=tuple(one for one in found if one.claim),
        not_run=tuple(not_run),
    )


def _histories(trust: str) -> dict[str, History]:
    found = {}
    for _, row in _published_measures().iterrows():
        measure = str(row["measure"])
        used = series(trust, measure, column="source_id")
        if not used.empty:
            found[measure] = History(row, peers(trust, measure), trust, frozenset(used))
    return found


def headline(about: Summary) -> Headline:
    """Return what moved further than elsewhere, what did not and what cannot be told."""
    return Headline(
        sentence=_sentence(about),
        context=" ".join(filter(None, (_named(about), _no_programme(about), _claimed(about)))),
        trust=about.trust,
        trust_name=about.trust_name,
    )


def _sentence(about: Summary) -> str:
    name = short_name(about.trust_name)
    moved, same, untold = (about.moved[verdict] for verdict in about.moved)
    if not about.findings:
        return f"No notebook about {name} has been run yet, so nothing is concluded here."
    if not moved and not same:
        which = (
            f"none of the {counted(len(untold), 'measure', in_words=True)} with figures has"
            if len(untold) > 1
            else "its figures do not have"
        )
        return (
            f"Whether anything moved further at {name} than elsewhere cannot be told: {which} "
            "enough periods before and after a date, enough peers and no merger in between."
        )
    rest = f"; {number_word(len(untold))} more could not be tested" if untold else ""
    alone = len(moved) + len(same) == 1
    tested = f"{counted(len(moved) + len(same), 'measure', in_words=True)} tested at {name}"
    if not moved:
        opens = f"The {tested} did not move" if alone else f"Of {tested}, none moved"
        return f"{opens} so much further than at its peers that chance can be left out{rest}."
    opens = f"The {tested}" if alone else f"Of {tested}, {number_word(len(moved))}"
    which = listed(f"{lower_first(_name(one))} ({_size(one)} against theirs)" for one in moved)
    return (
        f"{opens} moved further than at its peers, by more than chance readily gives: "
        f"{which}{rest}."
    )


def _named(about: Summary) -> str:
    """Say on which measures chance cannot be left out, and which could not be tested."""
    _, same, untold = (about.moved[verdict] for verdict in about.moved)
    told = (
        ("Tested, and chance cannot be left out:", same),
        ("Not tested, for want of figures, peers or a date, or because of a merger:", untold),
    )
    return " ".join(
        f"{what} {listed(lower_first(_name(one)) for one in which)}."
        for what, which in told
        if which
    )


def _no_programme(about: Summary) -> str:
    if not about.findings or about.trust in set(read_register().interventions["org_code"]):
        return ""
    return (
        "No programme is registered for this trust: the years compared are those of "
        "Northamptonshire Healthcare's, and nothing is known to have been done in them."
    )


def _claimed(about: Summary) -> str:
    if not about.claims:
        return ""
    counts = tally(about.claims)
    if not counts.outcomes:
        return ""
    fared = listed(f"{number} {word}" for word, number in counts.verdicts.items() if number)
    facts = counted(counts.outcomes, "fact", in_words=True)
    return f"Of {facts} about outcomes that documents print about it: {fared}."


def chart(about: Summary) -> Chart | Note:
    """Return small multiples of the measures that findings are about, against the peers."""
    key = {*_KEY_MEASURES, *(one.measure for one in about.findings)}
    chosen = [one for measure, one in about.histories.items() if measure in key and _runs(one)]
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


def others(about: Summary) -> Chart | Note:
    """Return small multiples of all other measures that have figures for two periods or more."""
    key = {*_KEY_MEASURES, *(one.measure for one in about.findings)}
    rest = [one for measure, one in about.histories.items() if measure not in key and _runs(one)]
    if not rest:
        return Note(label="No more charts", text="No other measure has figures for two periods.")
    return small_multiples(
        [_panel(about, one) for one in rest],
        title=f"{capitalised(counted(len(rest), 'more measure', in_words=True))} of "
        f"{short_name(about.trust_name)}, of which no change was tested",
        subtitle=_KEY,
        source=_publishers(about),
        about=about.trust,
        name="other-measures",
    )


def _runs(one: History) -> bool:
    return len(one.own) > 1


def _panel(about: Summary, one: History) -> Panel:
    row = one.measure
    subject = Subject(
        trust=about.trust,
        trust_name=about.trust_name,
        measure=str(row["measure"]),
        measure_name=str(row["name"]),
        unit=unit(row["unit"]),
        frequency=str(row["frequency"]),
        source="",
        higher_is=str(row["higher_is"]),
    )
    asked = question(open_data(), about.trust, subject.measure)
    return Panel(
        subject,
        one.group.loc[one.own.index[0] : one.own.index[-1]],
        events(
            read_register(),
            asked,
            breaks(read_register(), subject.measure, [about.trust, EVERY_TRUST]),
        ),
    )


def _standing(about: Summary) -> str:
    """Return on how many measures the trust stood better than its median peer, at the last."""
    sides = [
        one.own.iloc[-1] > one.median
        if one.measure["higher_is"] == "better"
        else one.own.iloc[-1] < one.median
        for one in about.histories.values()
        if one.measure["higher_is"] != "neither"
        and not unit(one.measure["unit"]).grows
        and pd.notna(one.median)
    ]
    name = short_name(about.trust_name)
    if not sides:
        return f"{name} and the trusts of its kind"
    return (
        f"By its latest figures {name} stood better than the median trust of its kind on "
        f"{sum(sides)} of {counted(len(sides), 'measure', in_words=True)}"
    )


def latest(about: Summary) -> Table | Note:
    """Return every measure's first and latest figure beside the median peer, and the place."""
    rows = [_row(one) for one in about.histories.values()]
    if not rows:
        return Note(label="No figures", text="Nothing about this trust is in the files held here.")
    columns = ["measure", "first", "latest", "period", "median", "place"]
    return Table(
        name="latest",
        caption=f"{short_name(about.trust_name)}: every measure, first and latest figure. Place 1 "
        "is the highest figure, whether high is good or not",
        data=pd.DataFrame(rows, columns=columns),
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
    told, own = unit(one.measure["unit"]).value, one.own
    last = str(own.index[-1])
    group = pd.Series(one.group.T[last]).dropna()
    alone = len(group) < 2
    at = place(group, one.trust)
    first = f"{told(float(own.iloc[0]))} ({periods.in_words(str(own.index[0]))})"
    return (
        str(one.measure["name"]),
        first if len(own) > 1 else None,
        told(float(own.iloc[-1])),
        periods.in_words(last),
        None if alone else told(one.median),
        None if alone else f"{at.at} of {at.of}",
    )


def findings(about: Summary) -> list[Table | Note]:
    """Return every finding with both verdicts, and which notebooks have left none."""
    shown: list[Table | Note] = []
    if about.findings:
        titles = {one.path.stem: one.title for one in publish.catalogue()}
        rows = [
            (
                _name(one),
                one.reason,
                one.change_verdict or None,
                one.figure_verdict or None,
                f"{titles.get(one.notebook, one.notebook)}, {one.status}",
            )
            for one in about.findings
        ]
        shown.append(_findings_table(about, rows))
    if about.not_run:
        shown.append(
            Note(
                label="Not run",
                text=f"Nothing was collected from {listed(about.not_run)}: run nhs-culture "
                f"reports --trust {about.trust} and this page again.",
            )
        )
    return shown


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
    if not about.claims:
        return Note(
            label="No claims",
            text="The claims have not been judged yet."
            if "Claims" in about.not_run
            else "No document in the register makes a claim about this trust.",
        )
    printed = {str(row["claim_id"]): row for _, row in read_register().claims.iterrows()}
    titles = read_register().sources.set_index("source_id")["title"]
    rows = [
        (
            printed[one.claim]["statement"],
            printed_figure(printed[one.claim]),
            one.figure_verdict,
            one.reason,
            titles[printed[one.claim]["document"]],
        )
        for one in sorted(about.claims, key=lambda one: VERDICTS.index(one.figure_verdict))
    ]
    return Table(
        name="claims",
        caption=f"Every registered claim about {about.trust_name}",
        data=pd.DataFrame(rows, columns=["claim", "printed", "verdict", "why", "document"]),
        headers={
            "claim": "Claim",
            "printed": "Printed",
            "verdict": FIGURE.question,
            "why": "Why",
            "document": "Document",
        },
    )


def done(about: Summary) -> list[Table | Note]:
    """Return what was done at the trust and in all of England, with dates and documents."""
    own, everywhere = _interventions(about)
    shown: list[Table | Note] = []
    if own.empty:
        shown.append(
            Note(label="Nothing registered", text="No document here dates a programme of its own.")
        )
    else:
        shown.append(_acts("done", f"What {about.trust_name} did, as documents date it", own))
    if not everywhere.empty:
        shown.append(_acts("done-england", "What fell on every trust in England", everywhere))
    return shown


def _interventions(about: Summary) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the trust did, and what fell on all trusts while it had figures."""
    table = read_register().interventions
    in_time = table["date"] <= _last_day(about)
    england = table["org_code"] == EVERY_TRUST
    return table[table["org_code"] == about.trust], table[england & in_time]


def _last_day(about: Summary) -> str:
    """Return the last day on which there is a figure, ``YYYY-MM-DD``; empty without figures."""
    days = (
        periods.bounds(str(one.own.index[-1]), str(one.measure["frequency"]))[1]
        for one in about.histories.values()
    )
    return max((f"{last:%Y-%m-%d}" for last in days), default="")


def _acts(name: str, caption: str, rows: pd.DataFrame) -> Table:
    titles = read_register().sources.set_index("source_id")["title"]
    ordered = rows.sort_values("date")
    table = pd.DataFrame(
        {
            "name": ordered["name"],
            "when": [_when(row) for _, row in ordered.iterrows()],
            "what": ordered["what"],
            "document": ordered["document"].map(titles) + ": " + ordered["place"],
            "note": ordered["note"].replace("", None),
        }
    )
    return Table(
        name=name,
        caption=caption,
        data=table,
        headers={
            "name": "What",
            "when": "When",
            "what": "In a sentence",
            "document": "Document and place",
            "note": "How the date is known",
        },
    )


def _when(row: pd.Series) -> str:
    """Return a date as precisely as it is known: ``2017``, ``by 14 October 2019``."""
    digits = {"day": 10, "month": 7, "year": 4}.get(str(row["precision"]))
    if digits:
        return periods.in_words(str(row["date"])[:digits])
    if not row["date_earliest"]:
        return f"by {periods.in_words(str(row['date_latest']))}"
    first, last = (periods.in_words(str(row[f"date_{end}"])) for end in ("earliest", "latest"))
    return f"between {first} and {last}"


def history(about: Summary) -> list[Table | Note]:
    """Return former names, mergers and the steps that they and transfers make in the series."""
    shown: list[Table | Note] = [Note(label="The organisation", text=_organisation(about.trust))]
    breaks = read_register().breaks
    own = breaks[breaks["org_code"] == about.trust].sort_values("date")
    if own.empty:
        return shown
    table = pd.DataFrame(
        {
            "date": own["date"].str[:7].map(periods.in_words),
            "what": own["what"],
            "size": own["size"].replace("", None),
        }
    )
    return [
        *shown,
        Table(
            name="breaks",
            caption="What makes a step in the trust's series",
            data=table,
            headers={"date": "Month", "what": "What", "size": "Staff in post"},
        ),
    ]


def _organisation(trust: str) -> str:
    """Return what is known of a trust's names, predecessors and successors."""
    row = read_register().trust(trust)
    names = read_register().trusts.set_index("org_code")["name"]

    def named(codes: str) -> str:
        return listed(f"{names.get(code, code)} ({code})" for code in codes.split(";"))

    parts = [f"{row['name']} ({trust}), {row['benchmark_group']}, {row['region']}."]
    if trust[3:] and trust[:3] in names:
        parts.append(f"A sector of {named(trust[:3])}, which is surveyed by sector.")
    if row["former_names"]:
        parts.append(f"Formerly {listed(row['former_names'].split(';'))}.")
    if row["predecessors"]:
        parts.append(f"Formed from, or joined by, {named(row['predecessors'])}.")
    if row["successors"]:
        parts.append(f"Became part of {named(row['successors'])}.")
    if row["first_month"]:
        first, last = (periods.in_words(row[f"{end}_month"]) for end in ("first", "last"))
        parts.append(f"Its staff are counted from {first} to {last}.")
    if row["note"]:
        parts.append(f"{row['note']}.")
    return " ".join(parts)


def _published_measures() -> pd.DataFrame:
    """Return the rows of ``measures.csv`` on which the panel has figures of any trust."""
    data = open_data()
    return data.measured(data.register.trusts["org_code"])


def gaps(about: Summary) -> list[Note]:
    """Return the measures that the trust has no figure on, and those that it has one of."""
    published = _published_measures().set_index("measure")["name"]
    have = [lower_first(str(h.measure["name"])) for h in about.histories.values()]
    none = [lower_first(name) for code, name in published.items() if code not in about.histories]
    once = [lower_first(str(h.measure["name"])) for h in about.histories.values() if not _runs(h)]
    notes = []
    if not have:
        notes.append(Note(label="No figures", text="Nothing is in the files held here."))
    elif len(have) < len(none):
        text = f"On anything but {listed(have)}."
        notes.append(Note(label="No figures", text=text))
    elif none:
        notes.append(Note(label="No figures", text=f"On {listed(none)}."))
    if once:
        text = f"On {listed(once)}: one period alone, so that nothing can have moved."
        notes.append(Note(label="One figure only", text=text))
    return notes or [Note(label="Complete", text="Every measure has figures for two periods.")]


def sources(about: Summary) -> Sources:
    """Return the publications and documents that the page rests on."""
    register = read_register()
    used = {source for one in (*about.findings, *about.claims) for source in one.sources}
    used |= _published_by(about)
    judged = {one.claim for one in about.claims}
    used |= set(register.claims.loc[register.claims["claim_id"].isin(judged), "document"])
    used |= {document for acts in _interventions(about) for document in acts["document"]}
    rows = register.sources[register.sources["source_id"].isin(used)]
    renamed = rows.rename(columns={"author_or_producer": "producer"})
    keys = ["title", "producer", "url", "licence", "published"]
    return Sources(
        entries=tuple(
            {str(key): str(value) for key, value in row.items() if value}
            for row in renamed[keys].to_dict("records")
        )
    )


def _published_by(about: Summary) -> set[str]:
    return {source for one in about.histories.values() for source in one.sources}


def _publishers(about: Summary) -> str:
    """Return the publications behind the figures in a line."""
    rows = read_register().sources
    used = rows[rows["source_id"].isin(_published_by(about))]
    producers = (
        used["author_or_producer"].str.split("[;,]", regex=True).str[0]
    )  # then, who compiled it
    return ", ".join(dict.fromkeys(producers)) or "none"


def _name(finding: Finding) -> str:
    name = str(read_register().measure(finding.measure)["name"])
    return name if finding.subgroup == "all" else f"{name}, {finding.subgroup}"


def _size(finding: Finding) -> str:
    if finding.estimate is None:
        return "size not estimated"
    return unit(finding.unit).change(finding.estimate)
