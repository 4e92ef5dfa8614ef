"""How the article begins: the answer, the abstract, and what is printed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import yaml

from nhs_culture import periods
from nhs_culture.claims import Judged
from nhs_culture.data.access import Data
from nhs_culture.english import (
    capitalised,
    counted,
    listed,
    lower_first,
    number_word,
    p_value,
    portion,
)
from nhs_culture.exhibits import Group, Headline, Paragraph, Table
from nhs_culture.paths import Project
from nhs_culture.studies.article import Case, Changes, Results
from nhs_culture.verdicts.labels import FADED, FIGURE, REVERSED

__all__ = ["abstract", "byline", "claimed", "documents", "headline", "speak"]


def headline(found: Results) -> Headline:
    """Return what the article comes to, in one sentence."""
    return Headline(
        sentence=f"{_agreement(found)}; {_standing_out(found.changes)}.",
        context="No comparison here says why a figure moved. Every number is computed from the "
        "official statistics and the register of printed figures that come with the project.",
    )


def _agreement(found: Results) -> str:
    counts = found.levels.counts
    return (
        f"Official statistics can be set beside {counts.tested} of {counts.outcomes} printed facts "
        "about outcomes of culture and leadership programmes in English public services: "
        f"{counts.judged} (plausible or doubtful: only a near official figure is known)"
    )


def _standing_out(moved: Changes) -> str:
    out = portion(moved.beyond, len(moved.cases))
    verb = "stands" if moved.beyond <= 1 else "stand"
    return (
        f"of the changes at the case studies that can be compared with other trusts, {out} {verb} "
        "out once the number of questions is allowed for"
    )


def byline(project: Project) -> Paragraph:
    """Return who wrote it, and which version it is, as ``CITATION.cff`` has them."""
    cited = yaml.safe_load((project.root / "CITATION.cff").read_text(encoding="utf-8"))
    return Paragraph(
        text=f"{listed(one['name'] for one in cited['authors'])}. Version {cited['version']}, "
        f"{periods.in_words(str(cited['date-released']))}."
    )


def abstract(found: Results) -> Group:
    """Return the structured abstract."""
    held = found.held
    return Group(
        Paragraph(
            label="Background",
            text="Articles hold up English National Health Service (NHS) trusts as proof that "
            "leadership and culture change outcomes. Are their figures right, and did they "
            "move more than others?",
        ),
        Paragraph(
            label="Methods",
            text=f"Panel study of official statistics on {held.trusts} trusts, "
            f"{held.first_of_trusts} to {held.last_of_trusts}. Printed facts were set beside "
            "official figures, and changes beside those of trusts of the same "
            "kind and starting level, by permutation.",
        ),
        Paragraph(label="Results", text=" ".join(_results(found))),
        Paragraph(label="Conclusions", text=conclusion(found)),
    )


def _results(found: Results) -> list[str]:
    levels, moved, joined, field = found.levels, found.changes, found.joined, found.field
    counts, sample, every = levels.counts, found.sample, found.sample.directions[0]
    return [
        f"Of {counts.outcomes} printed facts about outcomes {counts.tested} could be checked: "
        f"{counts.judged}. In a sample about any trust "
        f"{portion(sample.agreeing, sample.levels)} levels agreed and "
        f"{portion(every.better, every.better + every.worse)} changes were for the better.",
        f"Of {moved.asked} planned questions {len(moved.cases)} could be tested; "
        f"{_furthest(moved.furthest)}.",
        f"With false discoveries held, {number_word(joined.beyond)} of {joined.tests} tests of "
        f"programmes stood out. Of {field.looks:,} comparisons of every trust and date "
        f"{field.unusual} were as unusual as one in twenty, {field.expected:.0f} expected by "
        f"chance, and {number_word(field.found)} stood out.",
    ]


def _furthest(one: Case) -> str:
    """Return the test with the smallest p, no full stop."""
    since = f", since {one.lasting}" if one.lasting in {FADED, REVERSED} else ""
    return (
        f"the smallest p was that of {one.name} (“{lower_first(one.measure)}”): "
        f"{one.of.size(one.estimate)} {'above' if one.estimate > 0 else 'below'} comparable trusts "
        f"(95% interval {one.of.span(*one.interval)}; {p_value(one.p_value)}, or "
        f"{p_value(one.across)} allowing for all tests){since}"
    )


def conclusion(found: Results) -> str:
    """Return what follows from the numbers, and what does not."""
    counts, moved = found.levels.counts, found.changes
    unchecked = portion(counts.outcomes - counts.tested, counts.outcomes)
    return (
        f"Official statistics {speak(found.levels.agree, counts.tested)} what is printed; "
        f"{unchecked} facts cannot be checked. A right figure does not show that a trust moved "
        f"more than others: allowing for all tests, {portion(moved.beyond, len(moved.cases))} "
        f"changes {'stands' if moved.beyond <= 1 else 'stand'} out. At single trusts only large "
        "differences can be seen. No comparison here says why a figure moved."
    )


def speak(agree: int, tested: int) -> str:
    """Return whether figures speak for or against what is printed, more often than not."""
    if 2 * agree == tested:
        return "agree as often as not with"
    return f"more often {'agree' if 2 * agree > tested else 'disagree'} than not with"


def documents(found: Results) -> Paragraph:
    """Return how much the documents print, and of what kind."""
    levels = found.levels
    counts = levels.counts
    return Paragraph(
        text=f"The study began with {number_word(levels.documents)} documents that hold up "
        f"{number_word(found.changes.trusts)} trusts and a council, and went on to "
        f"{counted(levels.others, 'document')} that these rest on or that print the same figures. "
        f"Together they make {counts.claims} claims. Claims that print one thing are one fact: "
        f"{counts.outcomes} facts are about outcomes, and {counts.others} about plans, rules, "
        "recollections and what was done, which no statistic can test and which are not counted. "
        "The figures that the documents are best known for come first ([@tbl:claimed])."
    )


def claimed(data: Data, claims: Sequence[Judged]) -> Table:
    """Return the figures that the documents are best known for, each beside the official one."""
    judged = {entry.claim_id: entry for entry in claims}
    rows = [
        (
            capitalised(row["topic"]),
            judged[row["claim_id"]].statement,
            judged[row["claim_id"]].official or None,
            FIGURE.answer(judged[row["claim_id"]].verdict),
        )
        for _, row in data.register.front_page.sort_values("order").iterrows()
    ]
    return Table(
        name="claimed",
        caption="What is printed, and the official figure beside it",
        data=pd.DataFrame(rows, columns=["topic", "printed", "official", "verdict"]),
        source="the documents named; official statistics as listed under Data",
        headers={
            "topic": "Matter",
            "printed": "Printed",
            "official": "Official figure",
            "verdict": FIGURE.question,
        },
    )
