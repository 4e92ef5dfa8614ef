"""The page on what staff say of those who lead them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.charts import Event, Panel
from nhs_culture.data.access import Data
from nhs_culture.designs import Refused
from nhs_culture.english import capitalised, counted, listed, lower_first, short_name
from nhs_culture.exhibits import Chart, Headline, Note, Table
from nhs_culture.metrics.place import Place
from nhs_culture.metrics.proportions import percentage_interval
from nhs_culture.pages import documents, first_to_last, lead
from nhs_culture.pages.subject import about, events, sources_of, subject
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.leadership import REWORDED, SENIOR_MANAGERS, mean_of, reworded, stands
from nhs_culture.studies.question import EVERY_TRUST, question
from nhs_culture.studies.stretch import MERGER, stretch
from nhs_culture.units import PERCENT

__all__ = [
    "ASKED",
    "england",
    "headline",
    "rewording",
    "side_by_side",
    "standing",
    "what_staff_say",
]

NOTEBOOK = "leadership"
ASKED = "senior_managers_act"
"""The question that the plan asks about."""
SMALL_SAMPLE = 500
"""Answers below which a share may lie four points or more from that of all staff."""


def headline(answer: Answer) -> Headline:
    """Return the first screen: the change where a design was put to it, else both ends."""
    if not isinstance(answer.change, Refused):
        found = lead.headline(answer, NOTEBOOK, SENIOR_MANAGERS)
        context = f"{found.context} {_stood(answer)} {_few(answer)}"
        return Headline.of(lead.finding(answer, NOTEBOOK), found.replies, _spaced(context))
    return Headline.of(
        first_to_last.finding(answer, NOTEBOOK),
        [*documents.right(answer, SENIOR_MANAGERS), *lead.replies(answer)],
        context=_spaced(
            f"{_extremes(answer)} {_stood(answer)} {_few(answer)} "
            f"{first_to_last.in_between(answer)}"
        ),
    )


def _happened(one: Answer) -> list[Event]:
    """Return the marks of a question: its own breaks, and the programme that the page asks about.

    The plan dates the programme for one of the questions, and it began for all of them.
    """
    planned = question(one.data, one.question.trust, ASKED)
    return events(one.data.register, planned, one.breaks)


def _spaced(text: str) -> str:
    """Return sentences with one blank between them, some of them empty."""
    return " ".join(text.split())


def _stood(answer: Answer) -> str:
    """Say where the trust stood among its own kind on the three questions together."""
    everyone = mean_of(answer.data, answer.question.trust, SENIOR_MANAGERS)
    kind = everyone[everyone.columns.intersection(answer.group.columns)]
    found = stands(kind, answer.question.trust)
    if found.empty:
        return ""
    best = found["place"].idxmin()
    told = [
        f"{Place(at=round(row.place), of=round(row.of)).words()} in {periods.in_words(str(at))}"
        for at, row in found.iterrows()
        if at in {found.index[0], best, found.index[-1]}
    ]
    return (
        "On the mean of the three questions on senior managers it stood, among its peers, "
        f"{listed(told)}."
    )


def _extremes(answer: Answer) -> str:
    """Say where the share stood highest and lowest between the first survey and the last."""
    own = stretch(answer, (MERGER,)).own
    if len(own) < 3:
        return ""
    between, ends = own.iloc[1:-1], own.iloc[[0, -1]]
    beyond = [
        ("highest", str(between.idxmax()), between.max() > ends.max()),
        ("lowest", str(between.idxmin()), between.min() < ends.min()),
    ]
    told = [
        f"{word} in {periods.in_words(at)} ({PERCENT.value(float(between[at]))})"
        for word, at, holds in beyond
        if holds
    ]
    return f"In between it stood {listed(told)}." if told else ""


def _few(answer: Answer) -> str:
    """Say in which surveys few staff answered."""
    few = answer.base[answer.base < SMALL_SAMPLE]
    if few.empty:
        return ""
    fewest = str(few.idxmin())
    return (
        f"Fewer than {SMALL_SAMPLE} staff answered in {len(few)} of {len(answer.own)} surveys, the "
        f"fewest ({few.min():,.0f}) in {periods.in_words(fewest)}: a few points from one year to "
        "the next may then be who was asked."
    )


def side_by_side(answers: Iterable[Answer], *, title: str, name: str) -> Chart | Note:
    """Return a small chart for each question that the trust has figures on."""
    held = [one for one in answers if not one.own.empty]
    if not held:
        return Note(label="Missing", text="None of these questions is held here for this trust.")
    panels = [Panel(subject(one), one.group, _happened(one)) for one in held]
    asked = held[0].question
    return charts.small_multiples(
        panels,
        title=f"{title} at {short_name(asked.trust_name)}",
        subtitle="% who agree or strongly agree, on one scale. Line: the trust. Grey line and "
        "bands: the median, half and nine in ten of its peers",
        source=sources_of(held[0].data, {one.question.measure: one.group for one in held}),
        about=about(held[0]),
        name=name,
    )


def rewording(data: Data) -> Note:
    """Return which questions were reworded, and how far each trust moved with the wording."""
    moved = [_with_the_wording(data, *pair) for pair in REWORDED]
    return Note(
        label="Two wordings",
        text=f"{capitalised(counted(len(REWORDED), 'question', in_words=True))} on the manager "
        "were reworded: each is two measures here, and they are never joined. Between the last "
        f"survey of the one and the first of the other, {'; '.join(moved)}. The new "
        "words and what changed at the trusts are both in these moves.",
    )


def _with_the_wording(data: Data, before: str, after: str) -> str:
    moved = reworded(data, before, after)
    what = lower_first(data.register.measure(before)["name"])
    return (
        f"“{what}” moved from {moved.name} by {PERCENT.change(moved.median())} at the middle one "
        f"of {counted(len(moved), 'trust')} ({PERCENT.span(moved.min(), moved.max())}) and rose at "
        f"{(moved > 0).sum()}"
    )


def what_staff_say(answer: Answer, found: pd.DataFrame, *, of: str, name: str) -> Table | Note:
    """Return every question in every survey with the answers that it rests on.

    Parameters
    ----------
    answer
        Whom it is about.
    found
        As :func:`nhs_culture.studies.leadership.questions` returns it.
    of
        Whom the questions are about, for the caption.
    name
        Of the table, unique on the page.
    """
    if found.empty:
        return Note(label="Missing", text="None of these questions is held here for this trust.")
    names = answer.data.register.measures.set_index("measure")["name"]
    bounds = [_interval(*row) for row in found[["value", "answers"]].to_numpy(dtype=float)]
    return Table(
        name=name,
        about=answer.question.trust,
        unit=PERCENT.name,
        caption=f"What staff of {answer.question.trust_name} say of {of}: % who agree or strongly "
        "agree",
        data=pd.DataFrame(
            {
                "question": found["measure"].map(names),
                "period": found["period"].map(periods.in_words),
                "value": found["value"],
                "lower": [low for low, _ in bounds],
                "upper": [high for _, high in bounds],
                "answers": found["answers"],
            }
        ),
        source=_asked_in(answer.data, answer.question.trust, found),
        formats={
            **dict.fromkeys(("value", "lower", "upper"), PERCENT.spec),
            "answers": ",.0f",
        },
        headers={
            "question": "Question",
            "period": "Survey",
            "value": "%",
            "lower": "95% from",
            "upper": "to",
            "answers": "Answers",
        },
    )


def _asked_in(data: Data, trust: str, found: pd.DataFrame) -> str:
    """Return the publications of one organisation's answers to several questions, in a line."""
    return sources_of(
        data,
        {
            str(name): rows.set_index("period")[["value"]].set_axis([trust], axis=1)
            for name, rows in found.groupby("measure")
        },
    )


def _interval(value: float, answers: float) -> tuple[float | None, float | None]:
    if not answers > 0:
        return None, None
    lower, upper = percentage_interval(value, round(answers))
    return lower, upper


def standing(answer: Answer, alike: pd.DataFrame, everyone: pd.DataFrame) -> Table | Note:
    """Return where the trust stood by survey, among its own kind and among all trusts.

    Parameters
    ----------
    answer
        Whom it is about.
    alike, everyone
        Surveys x ODS codes: the mean of the three questions.
    """
    trust = answer.question.trust
    found, kind = stands(everyone, trust), stands(alike, trust)
    if found.empty:
        return Note(label="Not placed", text="Without a figure there is no place.")
    return Table(
        name="standing",
        about=answer.question.trust,
        unit=PERCENT.name,
        caption=f"Mean of the three questions on senior managers, {answer.question.trust_name}: "
        "its place among trusts of its kind and among all that were asked, from the highest",
        data=pd.DataFrame(
            {
                "period": found.index.map(periods.in_words),
                "value": found["value"].to_numpy(),
                "kind": kind["place"].to_numpy(),
                "of_kind": kind["of"].to_numpy(),
                "all": found["place"].to_numpy(),
                "of_all": found["of"].to_numpy(),
            }
        ),
        source=sources_of(answer.data, dict.fromkeys(SENIOR_MANAGERS, everyone.loc[found.index])),
        formats={
            "value": PERCENT.spec,
            **dict.fromkeys(("kind", "of_kind", "all", "of_all"), ",.0f"),
        },
        headers={
            "period": "Survey",
            "value": "Mean (%)",
            "kind": "Place in its kind",
            "of_kind": "of",
            "all": "Place among all",
            "of_all": "of",
        },
    )


def england(answer: Answer, found: pd.DataFrame, measures: Iterable[str]) -> Table:
    """Return what all staff of England answered, beside what documents print of these measures.

    Parameters
    ----------
    answer
        Any answer; it carries the register.
    found
        As :func:`nhs_culture.studies.leadership.questions` returns it, of England.
    measures
        Of the claims to set beside it.
    """
    register = answer.data.register
    claims = register.claims
    printed = claims[
        (claims["org_code"] == EVERY_TRUST) & claims["measure"].isin([*measures, *found["measure"]])
    ]
    names = register.measures.set_index("measure")["name"]
    titles = register.titles
    official = found.assign(where="official, all organisations")
    printed = pd.DataFrame(
        {
            "measure": printed["measure"],
            "period": printed["period_to"],
            "value": printed["value_to"],
            "where": printed["document"].map(titles),
        }
    )
    rows = pd.concat([official, printed], ignore_index=True)
    rows.insert(0, "question", rows.pop("measure").map(names))
    return Table(
        name="england",
        about=EVERY_TRUST,
        unit=PERCENT.name,
        caption="England: % who agree or strongly agree, and the figures that documents print",
        data=rows.sort_values(["question", "period"], kind="stable", ignore_index=True),
        source=_asked_in(answer.data, EVERY_TRUST, found),
        formats={"value": PERCENT.spec, "answers": ",.0f"},
        headers={
            "question": "Question",
            "period": "Survey",
            "value": "%",
            "answers": "Answers",
            "where": "From",
        },
    )
