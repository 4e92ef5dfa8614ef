"""What was printed and what holds: one row for each matter that people come for.

Which claims those are, and which page goes into each, is in ``front_page.csv``. Verdicts and
numbers are those of the pages themselves, handed in; nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from nhs_culture.charts import Panel, Subject, small_multiples
from nhs_culture.data.access import Data
from nhs_culture.data.wanted import in_words
from nhs_culture.english import lower_first, short_name
from nhs_culture.exhibits import Chart, Finding, Headline, Reply
from nhs_culture.exhibits.markup import slug
from nhs_culture.pages.documents import is_it_right
from nhs_culture.pages.subject import events
from nhs_culture.studies.compared import breaks
from nhs_culture.studies.question import EVERY_TRUST, question
from nhs_culture.units import unit
from nhs_culture.verdicts.labels import CHANGE, NOT_IDENTIFIABLE

__all__ = ["Row", "rows"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Row:
    """One matter: what is printed about it, the two verdicts, and a chart.

    Attributes
    ----------
    topic
        In a few words.
    trust, trust_name
        ODS code, and the name by which the trust goes in documents.
    printed
        What each document prints, with the answer to whether it is right.
    moved
        The answer of the page that goes into it to whether it moved more than elsewhere; None
        where no page asks.
    notebook
        That of the page; empty where there is none.
    chart
        The official series nearest to it; None where none is held.
    """

    topic: str
    trust: str
    trust_name: str
    printed: tuple[tuple[str, Reply], ...]
    moved: Reply | None
    notebook: str
    chart: Chart | None

    @property
    def anchor(self) -> str:
        """The id of the row on the page."""
        return slug(self.topic)


def rows(
    data: Data, findings: Iterable[Finding], headlines: Mapping[tuple[str, str], Headline]
) -> list[Row]:
    """Return the rows of the front page for the trusts that pages have been made of.

    Parameters
    ----------
    data
        What is held.
    findings
        Of all pages.
    headlines
        ODS code and notebook -> what the page opens with.
    """
    register = data.register
    judged = {one.claim: one for one in findings if one.claim}
    needed = {
        claim: in_words(data, str(claim), str(text))
        for claim, text in register.evidence.set_index("claim_id")["needed"].items()
    }
    wanted = register.front_page.sort_values("order").merge(register.claims, on="claim_id")
    made = {trust for trust, _ in headlines}
    return [
        _row(data, of_topic.assign(needed=of_topic["claim_id"].map(needed)), judged, headlines)
        for _, of_topic in wanted.groupby("topic", sort=False)
        if set(of_topic["org_code"]) <= made and set(of_topic["claim_id"]) <= set(judged)
    ]


def _row(
    data: Data,
    claims: pd.DataFrame,
    judged: Mapping[str, Finding],
    headlines: Mapping[tuple[str, str], Headline],
) -> Row:
    first = claims.iloc[0]
    trust, notebook = str(first["org_code"]), str(first["notebook"])
    page = headlines.get((trust, notebook))
    short = data.register.case_studies.set_index("org_code")["short_name"]
    return Row(
        topic=str(first["topic"]),
        trust=trust,
        trust_name=str(short.get(trust, short_name(data.register.trust(trust)["name"]))),
        printed=tuple(
            (str(one["statement"]), _right(judged[str(one["claim_id"])], str(one["needed"])))
            for _, one in claims.iterrows()
        ),
        moved=_moved(data, page) if page else _no_series(data, str(first["measure_y"])),
        notebook=notebook if page else "",
        chart=_chart(data, trust, str(first["measure_x"])),
    )


def _moved(data: Data, page: Headline) -> Reply | None:
    """Return a page's answer to whether it moved, with the measure that the page asks of."""
    found = (reply for reply in page.replies if reply.verdict in CHANGE.labels)
    reply = next(found, None)
    if reply is None or reply.question != CHANGE.question:
        return reply
    if page.measure not in set(data.register.measures["measure"]):
        return reply
    name = data.register.measure(page.measure)["name"]
    return replace(reply, question=f"{name}: {lower_first(reply.question)}")


def _no_series(data: Data, measure: str) -> Reply:
    """Return why it cannot be told whether something moved that no official series is held of."""
    name = lower_first(str(data.register.measure(measure)["name"]))
    return Reply(
        question=CHANGE.question,
        verdict=NOT_IDENTIFIABLE,
        words=CHANGE.answer(NOT_IDENTIFIABLE),
        numbers=f"No official figure of “{name}” is held, of this trust or of any other.",
    )


def _right(judged: Finding, needed: str) -> Reply:
    return is_it_right(judged.figure_verdict, judged.reason, needed)


def _chart(data: Data, trust: str, measure: str) -> Chart | None:
    if not measure or len(data.series(trust, measure)) < 2:
        return None
    entry, register = data.register.measure(measure), data.register
    own = data.series(trust, measure)
    subject = Subject(
        trust=trust,
        trust_name=str(register.trust(trust)["name"]),
        measure=measure,
        measure_name=str(entry["name"]),
        unit=unit(entry["unit"]),
        frequency=str(entry["frequency"]),
        source="",
        higher_is=str(entry["higher_is"]),
    )
    window = data.peers(trust, measure).loc[own.index[0] : own.index[-1]]
    marked = events(
        register,
        question(data, trust, measure),
        breaks(register, measure, [trust, EVERY_TRUST]),
    )
    used = data.series(trust, measure, column="source_id")
    producers = dict.fromkeys(
        _who(register.source(one).producer, str(entry["phrase"])) for one in sorted(set(used))
    )
    return small_multiples(
        [Panel(subject, window, marked)],
        title=subject.measure_name,
        subtitle="",
        source=", ".join(producers),
        about=f"{trust} {measure}",
        name="front",
    )


def _who(producer: str, phrase: str) -> str:
    """Return who published figures, in a few words.

    Of several who each published a part of a file, as ``Picker (survey); NHS Digital (SHMI)``, only
    whoever published what the phrase is about.
    """
    parts = [one.partition(" (") for one in producer.split("; ")]
    named = [who for who, _, part in parts if part and f"({part}" in phrase]
    return re.sub(" and its predecessors|, for .*| for NHS.*", "", "; ".join(named) or producer)
