"""Shares and ratios of minority staff as printed, under every number who may have answered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nhs_culture import charts
from nhs_culture.claims.wres import BASE_SURVEY, PrintedShare
from nhs_culture.data.access import Data
from nhs_culture.exhibits import Chart, Note, Table
from nhs_culture.studies.printed_wres import PrintedWres
from nhs_culture.units import PERCENT, PERCENTAGE_POINTS

__all__ = [
    "changes",
    "how_many_answered",
    "ratios_in_cases",
    "shares",
    "what_would_change",
]

_FEWER = 10
"""Answers fewer than those of a sample, with which the chart of what is not known begins."""
_STEPS = 41
"""Numbers of answers that are tried."""


def changes(printed: PrintedWres, data: Data) -> Chart:
    """Draw the printed changes of shares of BME staff with the sampling error they may have."""
    found = printed.changes()
    many, few = (_more_than_chance(printed, scenario) for scenario in (0, -1))
    bases = found[["base_first", "base_last"]].astype(str).agg(" and ".join, axis=1)
    names = found["measure"].map(data.register.measures.set_index("measure")["name"])
    lead = printed.shares[0]
    return charts.estimates(
        found.assign(label=names + " (" + bases + ")"),
        title=f"Had as many BME staff answered as in the survey of {BASE_SURVEY}, {many} of "
        f"{len(printed.shares)} printed changes would be more than chance; had only a sample been "
        f"asked both times, {few or 'none'}",
        subtitle=f"Printed changes among BME staff, {lead.first} to {lead.last} "
        f"({PERCENTAGE_POINTS.name}), with 95% sampling intervals; in brackets how many BME staff "
        "may have answered in each year",
        unit=PERCENT,
        source=_source(printed, data),
        name="printed-changes",
    )


def _more_than_chance(printed: PrintedWres, scenario: int) -> int:
    """Return of how many changes the interval leaves out no change, under one pair of bases."""
    ends = [share.difference(*share.scenarios[scenario][1:]) for share in printed.shares]
    return sum(not interval.lower <= 0 <= interval.upper for interval in ends)


def how_many_answered(printed: PrintedWres) -> Note | None:
    """Return why two numbers of answers are tried for each printed share; none without shares."""
    if not printed.shares:
        return None
    return Note(
        label="How many answered",
        text="A percentage of few people moves by chance from one survey to the next; how far "
        "depends on how many answered, which is not printed. Two numbers are therefore tried: as "
        f"many as in the survey of {BASE_SURVEY}, whose numbers are known, and as few as a sample "
        "would have given. A change has the chance of both surveys in it.",
    )


def shares(printed: PrintedWres, found: pd.DataFrame, data: Data) -> Table | None:
    """Return each printed share with the interval it has if many or few BME staff answered.

    Parameters
    ----------
    printed
        What is printed of the trust.
    found
        Its table, with the ends of the two intervals: ``low`` and ``high`` if many answered,
        ``lowest`` and ``highest`` if few did.
    data
        What is held.
    """
    if found.empty:
        return None
    names = data.register.measures.set_index("measure")["name"]
    what = found["measure"].map(names) + ", BME staff, " + found["year"]
    ends = ["share", "likely", "low", "high", "fewest", "lowest", "highest"]
    table = pd.concat([what.rename("what"), found[ends]], axis=1)
    return Table(
        name="printed-shares",
        caption="Printed shares of BME staff, percent, with the 95% sampling interval if as many "
        f"answered as in the survey of {BASE_SURVEY} and if only a sample was asked",
        data=table,
        source=_source(printed, data),
        formats={"share": ".0f"} | dict.fromkeys(("low", "high", "lowest", "highest"), ".1f"),
        headers={
            "what": "Printed",
            "share": "%",
            "likely": "If answered by",
            "low": "from",
            "high": "to",
            "fewest": "If only by",
            "lowest": "from",
            "highest": "to",
        },
    )


def _source(printed: PrintedWres, data: Data) -> str:
    register = data.register
    ours = register.claims["claim_id"].isin([share.claim for share in printed.shares])
    documents = dict.fromkeys(register.claims.loc[ours, "document"])
    titles = [register.source(document).entry["title"] for document in documents]
    return "; ".join([*titles, f"NHS Staff Survey {BASE_SURVEY} for the numbers of respondents"])


def what_would_change(printed: PrintedWres, data: Data) -> Chart | None:
    """Return the leading printed change by how many answered in its first year."""
    if not printed.shares:
        return None
    lead = printed.shares[0]
    tried = np.linspace(max(lead.fewest - _FEWER, 2), lead.likely, _STEPS).round()
    answering = np.unique([*tried, lead.fewest, lead.enough or lead.likely])
    ends = [lead.difference(int(n), lead.likely) for n in answering]
    table = pd.DataFrame(ends, columns=["lower", "upper"])
    table.insert(0, "assumed", answering)
    table.insert(1, "estimate", lead.change)
    return charts.assumed(
        charts.Assumed(
            name=f"BME staff who answered in {lead.first}",
            told=lambda n: f"{n:.0f} answered in {lead.first}",
            tick=lambda n: f"{n:.0f}",
            figure=PERCENT.change,
            figure_tick=PERCENT.change_tick,
            interval=PERCENT.interval,
            marks=[
                (lead.fewest, f"{lead.fewest}: had a sample been asked"),
                (lead.likely, f"{lead.likely}: as in the survey of {BASE_SURVEY}"),
            ],
            reference=(0.0, "No change"),
        ),
        table,
        title=_tipping(lead),
        subtitle=f"Printed change of the share, {lead.first} to {lead.last} "
        f"({PERCENTAGE_POINTS.name}), with its 95% sampling interval, by how many answered in "
        f"{lead.first}; {lead.likely} are taken to have answered in {lead.last}",
        source=_source(printed, data),
        unit=PERCENTAGE_POINTS.name,
        name="what-would-change",
    )


def _tipping(share: PrintedShare) -> str:
    moved = f"{share.start:g}% in {share.first} and {share.end:g}% in {share.last}"
    if share.enough is None:
        return f"What would change the verdict: nothing, {moved} are within chance of each other"
    return (
        f"What would change the verdict: {moved} are further apart than chance alone gives if "
        f"{share.enough} or more BME staff answered in {share.first}, and not if fewer did"
    )


def ratios_in_cases(printed: PrintedWres, data: Data) -> Table | None:
    """Return what each printed likelihood can stand for, by how many cases there were."""
    if not printed.ratios:
        return None
    rows = [
        (
            f"{ratio.value:g} times, {ratio.year}",
            cases,
            "{} to {}".format(*ratio.minority_cases(cases)),
            *ratio.interval(cases),
        )
        for ratio in printed.ratios
        for cases in ratio.cases
    ]
    columns = ["what", "cases", "minority", "lower", "upper"]
    return Table(
        name="disciplinary",
        caption="How many times as likely BME staff are to be formally disciplined as white staff: "
        "as printed, and the 95% interval over the counts that print so, with few cases and with "
        "many",
        data=pd.DataFrame(rows, columns=columns),
        source=f"{_source(printed, data)}; NHS Workforce Statistics for the numbers of staff",
        formats={"cases": ".0f", "lower": ".1f", "upper": ".1f"},
        headers={
            "what": "Printed",
            "cases": "Cases in all, assumed",
            "minority": "Of these BME",
            "lower": "95% from",
            "upper": "to",
        },
    )
