"""The exhibits of a page about one measure of one trust, each made from an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd

from nhs_culture import charts, periods
from nhs_culture.charts import Event, Subject
from nhs_culture.data.panel import peers
from nhs_culture.designs import DESIGNS, PRIMARY, Refused
from nhs_culture.designs.specification_curve import SpecificationCurve, specification_curve
from nhs_culture.designs.synthetic_control import SyntheticControl
from nhs_culture.english import counted, listed, number_word, short_name
from nhs_culture.errors import DesignError
from nhs_culture.exhibits import Chart, Finding, Headline, Note, Sources, Table
from nhs_culture.metrics.place import place, places
from nhs_culture.metrics.proportions import percentage_interval
from nhs_culture.metrics.scores import to_ten_point
from nhs_culture.metrics.seasons import seasonal
from nhs_culture.metrics.spc import xmr
from nhs_culture.register import read_register
from nhs_culture.studies.answer import Answer
from nhs_culture.studies.compared import compared
from nhs_culture.studies.question import EVERY_TRUST, Question
from nhs_culture.studies.words import as_far_in_words, opening, test_in_words, words_of
from nhs_culture.units import SCORE_1_5, Unit, unit

__all__ = [
    "breaks",
    "control_chart",
    "designs",
    "distribution",
    "events",
    "figures_by_period",
    "finding",
    "headline",
    "missing",
    "placebos",
    "printed",
    "printed_in",
    "source_line",
    "sources",
    "specifications",
    "standings",
    "subject",
    "synthetic",
    "trend",
]

BEFORE_THE_PANDEMIC = "2020-02"


def finding(answer: Answer, notebook: str) -> Finding:
    """Return the finding of the primary design, in the words that the page opens with."""
    return answer.finding(notebook, opening(answer))


def headline(answer: Answer, notebook: str) -> Headline:
    """Return the first screen: what happened, the verdict, and what the test against peers says."""
    return Headline.of(finding(answer, notebook), context=test_in_words(answer))


def trend(answer: Answer) -> Chart | Note:
    """Return the trust's figures over time among its peers, with what happened marked."""
    if answer.own.empty:
        return missing(answer)
    return charts.trend(
        subject(answer),
        answer.group,
        title=_trend_title(answer),
        events=events(answer.question, answer.breaks),
        interval=_sampling_intervals(answer),
    )


def standings(answer: Answer) -> list[Chart]:
    """Return where the trust stood among every trust, a chart for each survey that it has."""
    return [distribution(answer, str(period)) for period in answer.own.index]


def distribution(answer: Answer, period: str) -> Chart:
    """Return where the trust stood among every trust in one period: a dot for each."""
    asked = answer.question
    everyone = pd.Series(peers(asked.trust, asked.measure, "all").T[period]).dropna()
    name, when = short_name(asked.trust_name), periods.in_words(period)
    return charts.distribution(
        subject(answer),
        everyone,
        title=f"In {when} {name} stood {place(everyone, asked.trust).words()} trusts",
        interval=_interval_at(answer, period),
        name=f"distribution-{period}",
    )


def figures_by_period(answer: Answer) -> Table | Note:
    """Return the trust's figures with their base, interval, the median peer and the place.

    Months are averaged over financial years, and the number of months is given.
    """
    if answer.own.empty:
        return missing(answer)
    asked = answer.question
    group = answer.group if asked.frequency != "month" else _by_financial_year(answer.group)
    yearly = group[asked.trust].dropna()
    bounds = _sampling_intervals(answer)
    others = group.drop(columns=asked.trust).loc[yearly.index]
    table = pd.DataFrame(
        {
            "period": [periods.in_words(str(label)) for label in yearly.index],
            "value": yearly.to_numpy(),
            "lower": bounds["lower"].reindex(yearly.index).to_numpy(),
            "upper": bounds["upper"].reindex(yearly.index).to_numpy(),
            "base": _bases(answer).reindex(yearly.index).to_numpy(),
            "median": others.median(axis=1).to_numpy(),
            **places(group, asked.trust).to_dict("list"),
        }
    ).dropna(axis=1, how="all")
    return Table(
        name="figures",
        about=_about(answer),
        unit=unit(asked.unit).name,
        caption=f"{asked.measure_name}, {asked.trust_name} and its peers ({unit(asked.unit).name})",
        data=table,
        source=source_line(answer),
        formats={
            **dict.fromkeys(("value", "lower", "upper", "median"), unit(asked.unit).spec),
            **dict.fromkeys(("base", "place", "of"), ",.0f"),
        },
        headers={
            "period": "Period",
            "value": "This trust",
            "lower": "95% from",
            "upper": "to",
            "base": "Respondents" if asked.frequency == "survey" else "Months",
            "median": "Median peer",
            "place": "Place",
            "of": "of",
        },
    )


def placebos(answer: Answer) -> Chart | Note:
    """Return the trust's difference among the same statistic for every peer, or the refusal."""
    change = answer.change
    if isinstance(change, Refused):
        return _refused("The comparison with peers", answer, change.error)
    name = short_name(answer.question.trust_name)
    chart = charts.placebos(
        subject(answer, answer.estimate_unit),
        change.estimate,
        change.peers["on_its_scale"],
        title=f"{as_far_in_words(name, change)}, measured by how much each usually moves",
        interval=change.interval,
        p_value=change.p_value,
    )
    return replace(chart, subtitle=f"{chart.subtitle}, {_scale_and_left_out(answer)}")


def _scale_and_left_out(answer: Answer) -> str:
    broken = sum(1 for why in answer.left_out.values() if "window" in why)
    told = "put on this trust’s scale by how much each usually moves"
    if not broken:
        return told
    return f"{told}. {counted(broken, 'trust')} with a merger or a transfer in these years left out"


def designs(answer: Answer) -> Table | None:
    """Return what every design says, the primary one first; nothing where none was asked."""
    if not answer.tested:
        return None
    rows = [
        answer.result(design.name)
        .table()
        .assign(title=design.label, says=answer.result(design.name).sentence(*words_of(answer)))
        for design in DESIGNS.values()
    ]
    columns = ["title", "estimate", "lower", "upper", "p_value", "says"]
    return Table(
        name="designs",
        about=_about(answer),
        unit=answer.estimate_unit.name,
        caption=f"The same question put to {number_word(len(rows))} designs "
        f"({answer.estimate_unit.name})",
        data=pd.concat(rows, ignore_index=True)[columns].replace([np.inf, -np.inf], np.nan),
        source=source_line(answer),
        formats={
            **dict.fromkeys(("estimate", "lower", "upper"), "+.2f"),
            "p_value": ".3f",
        },
        headers={
            "title": "Design",
            "estimate": "Difference",
            "lower": "95% from",
            "upper": "to",
            "p_value": "p",
            "says": "In words",
        },
    )


def synthetic(answer: Answer) -> Chart | Note | None:
    """Return how far the trust stood from its synthetic control, or why there is none."""
    if not answer.tested:
        return None
    result = cast("SyntheticControl | Refused", answer.result("synthetic control"))
    if isinstance(result, Refused):
        return _refused("The synthetic control", answer, result.error)
    name = short_name(answer.question.trust_name)
    return charts.gap(
        subject(answer, answer.estimate_unit),
        result.gap,
        result.placebo_gaps,
        title=(
            f"{name} stood {answer.estimate_unit.size(result.estimate)} "
            f"{'above' if result.estimate >= 0 else 'below'} its synthetic control afterwards"
        ),
        events=events(answer.question, answer.breaks),
    )


def control_chart(answer: Answer) -> Chart | Note:
    """Return the XmR chart of a monthly series up to the pandemic, rebased at the intervention.

    The season is taken out before, or every winter would stand out.
    """
    if answer.own.empty:
        return missing(answer)
    asked = answer.question
    values = answer.own.loc[:BEFORE_THE_PANDEMIC]
    rebase = [asked.first_after] if asked.intervention and asked.first_after in values.index else []
    try:
        adjusted = seasonal(values).adjusted
        result = xmr(adjusted, rebase=rebase)
    except DesignError as error:
        return _refused("The control chart", answer, error)
    special = sum(point != "common" for point in result.points)
    return charts.xmr(
        subject(answer),
        adjusted,
        result,
        title=f"Seasons apart, {special} of {len(values)} months stand out from the trust's usual "
        "variation",
        published=values,
        events=events(answer.question, answer.breaks),
    )


def specifications(answer: Answer) -> list[Chart | Note]:
    """Return the estimate under every defensible choice: one chart, one sentence."""
    if not answer.tested:
        return []
    curve = _curve(answer)
    told = Note(label="In words", text=curve.sentence(*words_of(answer)))
    answered = curve.table().dropna(subset="estimate")
    if answered.empty:
        return [replace(told, label="Refused")]
    shown = pd.DataFrame(
        {
            "estimate": answered["estimate"],
            "lower": answered["lower"],
            "upper": answered["upper"],
            "Design": answered["title"],
            "Counted from": answered["date"],
            "Window": answered["first"] + " to " + answered["last"],
            "Peers": answered["peers"],
        }
    )
    above = int((answered["estimate"] > 0).sum())
    small = int((curve.tested["p_value"] <= 0.05).sum())
    chart = charts.specification_curve(
        subject(answer, answer.estimate_unit),
        shown,
        title=(
            f"{above} of {len(answered)} ways of asking find a difference above zero; {small} of "
            f"the {len(curve.tested)} that compare with peers find p at most 0.05"
        ),
        planned=_planned(answer, answered),
    )
    return [chart, told]


def _curve(answer: Answer) -> SpecificationCurve:
    asked = answer.question

    def panel(first: str, last: str, group: str) -> pd.DataFrame:
        return compared(asked, window=periods.span(first, last, asked.frequency), group=group)

    return specification_curve(
        panel,
        asked.trust,
        _dates(answer),
        [(asked.window[0], asked.window[-1]), *_other_windows(answer)],
        ("benchmark group", "all"),
        designs=DESIGNS.values(),
    )


def _dates(answer: Answer) -> list[str]:
    """Return every first period after that the register gives a reason for."""
    asked = answer.question
    interventions = read_register().interventions
    own = interventions[interventions["org_code"] == asked.trust]
    dated = own[own["precision"].isin(("day", "month", "quarter", "year"))]
    near = {periods.containing(str(day), asked.frequency) for day in dated["date"]}
    inside = {date for date in near if asked.window[2] <= date <= asked.window[-3]}
    return sorted({asked.first_after, *inside})


def _other_windows(answer: Answer) -> list[tuple[str, str]]:
    """Return one window a little wider on both sides and one that goes on for as long again."""
    asked = answer.question
    first, last = asked.window[0], asked.window[-1]
    step = 12 if asked.frequency == "month" else 2
    limit = BEFORE_THE_PANDEMIC if asked.frequency == "month" else "2020"
    later = min(periods.shift(last, asked.frequency, step), limit)
    earlier = max(periods.shift(first, asked.frequency, -step), str(answer.group.index[0]))
    return sorted({(earlier, last), (first, later)} - {(first, last)})


def _planned(answer: Answer, answered: pd.DataFrame) -> int | None:
    asked = answer.question
    own = answered[
        (answered["title"] == PRIMARY.title)
        & (answered["date"] == asked.first_after)
        & (answered["first"] == asked.window[0])
        & (answered["last"] == asked.window[-1])
        & (answered["peers"] == asked.peers)
    ]
    return None if own.empty else int(own.index[0])


def printed(answer: Answer) -> Table | Note:
    """Return what documents print about the measure at this trust, beside the official figure.

    Scores on the old scale from 1 to 5 are put on the scale from 0 to 10.
    """
    asked = answer.question
    claims = read_register().claims
    about = claims[(claims["org_code"] == asked.trust) & (claims["measure"] == asked.measure)]
    about = about[about["unit"].isin({asked.unit, SCORE_1_5.code})]
    if about.empty:
        what = f"“{asked.measure_name}” at this trust"
        return Note(label="Claims", text=f"No registered document prints a figure of {what}.")
    titles = read_register().sources.set_index("source_id")["title"]
    rows = [
        (
            periods.in_words(str(claim[f"period_{end}"])[:4]),
            _as_printed(claim, end),
            to_ten_point(claim[f"value_{end}"]) if claim["unit"] == SCORE_1_5.code else None,
            answer.own.get(str(claim[f"period_{end}"])[:4]),
            titles[claim["document"]],
        )
        for _, claim in about.iterrows()
        for end in ("from", "to")
        if np.isfinite(claim[f"value_{end}"])
    ]
    columns = ["year", "printed", "ten_point", "official", "document"]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates().sort_values(["year", "document"])
    return Table(
        name="printed",
        about=_about(answer),
        caption=f"{asked.measure_name} as printed, and as published officially for the same year",
        data=table.dropna(axis=1, how="all"),
        source=source_line(answer) if len(answer.own) else "",
        formats={"ten_point": ".3f", "official": ".2f"},
        headers={
            "year": "Year",
            "printed": "Printed",
            "ten_point": "From 0 to 10",
            "official": "Official",
            "document": "Document",
        },
    )


def _as_printed(claim: pd.Series, end: str) -> str:
    words = claim["precision_words"]
    return f"{claim[f'value_{end}']:.10g}{f' (“{words}”)' if words and end == 'to' else ''}"


def breaks(answer: Answer) -> Table | Note:
    """Return the mergers, transfers and changes of method that bear on the series."""
    rows = answer.breaks
    if rows.empty:
        return Note(label="Breaks", text="No merger, transfer or change of method is registered.")
    titles = read_register().sources.set_index("source_id")["title"]
    return Table(
        name="breaks",
        about=_about(answer),
        caption="What makes a step in the series",
        data=pd.DataFrame(
            {
                "date": rows["date"].str[:7].map(periods.in_words),
                "what": rows["what"],
                "size": rows["size"].replace("", None),
                "source": rows["document"].map(titles),
            }
        ),
        headers={"date": "Month", "what": "What", "size": "Staff in post", "source": "Seen in"},
    )


def missing(answer: Answer) -> Note:
    """Return what was not published about the measure, or what does not compare."""
    entry = read_register().measure(answer.question.measure)
    note = f" {entry['note']}." if entry["note"] else ""
    have = [str(label) for label in answer.own.index]
    if not have:
        return Note(label="Missing", text=f"No figure of this trust is in the panel.{note}")
    gaps = sorted(set(periods.span(have[0], have[-1], answer.question.frequency)) - set(have))
    told = f"No figure for {_stretch(gaps)}." if gaps else "No period is missing in between."
    return Note(label="Missing", text=f"{told}{note}")


def _stretch(labels: list[str]) -> str:
    words = [periods.in_words(label) for label in labels]
    return listed(words) if len(words) <= 4 else f"{words[0]} to {words[-1]}"


def sources(answers: Iterable[Answer]) -> Sources:
    """Return the publications that the figures of some answers come from."""
    used = sorted({source for answer in answers for source in answer.sources})
    return Sources(entries=tuple(read_register().source(source).entry for source in used))


def printed_in(answer: Answer, measures: Iterable[str]) -> Sources:
    """Return the answer's publications, and the documents that print these measures.

    Of the trust itself and of England.
    """
    register = read_register()
    claims = register.claims
    about = claims["org_code"].isin([answer.question.trust, EVERY_TRUST])
    used = claims.loc[about & claims["measure"].isin(list(measures)), "document"]
    documents = register.sources["source_id"]
    entries = [register.source(source).entry for source in documents[documents.isin(used)]]
    return Sources(entries=(*sources([answer]).entries, *entries))


def _refused(what: str, answer: Answer, error: DesignError) -> Note:
    told = error.told(short_name(answer.question.trust_name))
    return Note(label="Refused", text=f"{what} was not computed. {told}.")


def subject(answer: Answer, of: Unit | None = None) -> Subject:
    """Return whom and what a chart of the answer is about, in its own unit or another."""
    asked = answer.question
    return Subject(
        trust=asked.trust,
        trust_name=asked.trust_name,
        measure=asked.measure,
        measure_name=asked.measure_name,
        unit=of or unit(asked.unit),
        frequency=asked.frequency,
        source=source_line(answer),
        higher_is=asked.higher_is,
    )


def _about(answer: Answer) -> str:
    return f"{answer.question.trust} {answer.question.measure}"


def source_line(answer: Answer) -> str:
    """Return the titles of the publications that the trust's figures come from."""
    titles = read_register().sources.set_index("source_id")["title"]
    return "; ".join(titles[source] for source in sorted(set(answer.sources)))


def _trend_title(answer: Answer) -> str:
    asked = answer.question
    known = answer.own
    name = short_name(asked.trust_name)
    first, last = (unit(asked.unit).value(float(known.iloc[i])) for i in (0, -1))
    if len(known) == 1:
        return f"{asked.measure_name} at {name}: {last}"
    start, end = (periods.in_words(str(known.index[i])) for i in (0, -1))
    return f"{asked.measure_name} at {name}: {first} in {start}, {last} in {end}"


def events(asked: Question, breaks: pd.DataFrame) -> list[Event]:
    """Return what is marked on charts: the intervention asked about, and the breaks in the series.

    Parameters
    ----------
    asked
        The question.
    breaks
        As of :class:`Answer`.
    """
    marked = breaks[(breaks["org_code"] == asked.trust) | (breaks["kind"] != "pandemic")]
    found = [
        Event(str(date)[:7], _few_words(str(kind)), "break")
        for date, kind in marked[["date", "kind"]].to_numpy()
    ]
    if asked.intervention:
        found.append(Event(_intervention_date(asked.intervention), asked.intervention_name))
    return found


def _intervention_date(identifier: str) -> str:
    interventions = read_register().interventions.set_index("intervention_id")
    return str(interventions.loc[identifier, "date"])[:7]


def _few_words(kind: str) -> str:
    return {"merger": "merger", "transfer": "services transferred", "method": "new method"}[kind]


def _by_financial_year(months: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over the published months of each financial year."""
    return months.groupby(_financial_years(months.index)).mean()


def _financial_years(months: pd.Index) -> list[str]:
    return [periods.containing(f"{month}-01", "financial_year") for month in months]


def _bases(answer: Answer) -> pd.Series:
    """Return respondents by survey, or the number of published months by financial year."""
    if answer.question.frequency != "month":
        return answer.base
    return answer.own.groupby(_financial_years(answer.own.index)).count()


def _sampling_intervals(answer: Answer) -> pd.DataFrame:
    """Return the sampling interval of each survey percentage with a base, NaN elsewhere."""
    rows = {period: _interval_at(answer, str(period)) for period in answer.own.index}
    table = pd.DataFrame.from_dict(
        {period: bounds or (np.nan, np.nan) for period, bounds in rows.items()},
        orient="index",
        columns=["lower", "upper"],
    )
    return table.reindex(answer.group.index)


def _interval_at(answer: Answer, period: str) -> tuple[float, float] | None:
    asked = answer.question
    base = float(answer.base.get(period, np.nan))
    if asked.frequency != "survey" or not unit(asked.unit).share or not np.isfinite(base):
        return None
    lower, upper = percentage_interval(float(answer.own[period]), round(base))
    return lower, upper
