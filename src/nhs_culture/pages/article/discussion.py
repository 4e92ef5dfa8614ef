"""What the findings come to beside what is known: key messages and principal findings."""

from __future__ import annotations

from nhs_culture.data.access import Data
from nhs_culture.english import counted, number_word, portion
from nhs_culture.exhibits import Group, Paragraph
from nhs_culture.pages import wigan_deal
from nhs_culture.pages.article.opening import speak
from nhs_culture.studies.article import Field, Joined, Results

__all__ = ["findings", "literature", "messages"]


def messages(found: Results) -> Group:
    """Return what was known, what this adds and what it means, as journals ask for it."""
    levels, moved, sample = found.levels, found.changes, found.sample
    every = sample.directions[0]
    return Group(
        Paragraph(
            label="What is known",
            text="Positive cultures go with better outcomes across studies [@braithwaite2017]. "
            "Whether a trust that sets out to change its culture sees its figures move is told by "
            "stories of trusts that were chosen for their figures.",
        ),
        Paragraph(
            label="What this adds",
            text=f"Of {levels.counts.tested} printed facts that can be checked, official figures "
            f"make {levels.counts.judged}. Of changes printed about any trust "
            f"{portion(every.better, every.better + every.worse)} are for the better. Allowing "
            f"for all tests, {portion(moved.beyond, len(moved.cases))} changes of the case studies "
            f"{'stands' if moved.beyond <= 1 else 'stand'} out among trusts that started alike.",
        ),
        Paragraph(
            label="What it means",
            text="Whoever reads of a turnaround can ask for the same figure at the trusts that "
            "started alike, and in the years after. Whoever starts a programme can fix the date, "
            "the measure and the comparison beforehand.",
        ),
    )


def findings(found: Results, data: Data, council: str) -> Group:
    """Return the principal findings: documents, sample, case studies, programmes, field, Deal."""
    levels, sample, moved = found.levels, found.sample, found.changes
    counts, every = levels.counts, sample.directions[0]
    return Group(
        Paragraph(
            text=f"Official statistics {speak(levels.agree, counts.tested)} what the documents "
            f"print, and {portion(sample.agreeing, sample.levels)} levels printed about any trust "
            "agree as closely as they are printed. The choice lies in what is printed: "
            f"{portion(every.better, every.better + every.worse)} printed changes are for the "
            f"better. Of {counted(len(moved.cases), 'change')} at the case studies that could be "
            f"tested {number_word(moved.beyond)} {'stands' if moved.beyond <= 1 else 'stand'} out "
            f"once all tests are allowed for. {_programmes(found.joined)} {_screened(found.field)}"
        ),
        Paragraph(text=f"On the Deal: {wigan_deal.headline(data, council).sentence}"),
    )


def _programmes(joined: Joined) -> str:
    return (
        f"Over {counted(joined.programmes, 'programme', in_words=True)} "
        f"{number_word(joined.beyond)} of {joined.tests} comparisons "
        f"{'stands' if joined.beyond <= 1 else 'stand'} out with false discoveries held."
    )


def _screened(field: Field) -> str:
    return (
        f"Among all trusts {field.unusual} of {field.looks:,} comparisons are as unusual as one in "
        f"twenty, where {field.expected:.0f} are expected if nothing moved; "
        f"{number_word(field.found)} {'stands' if field.found <= 1 else 'stand'} out."
    )


def literature(found: Results) -> Paragraph:
    """Set the findings beside the studies that the background names."""
    wide = found.joined.of.size(max(found.joined.detectable))
    year = min(found.field.left) if found.field.left else 0
    left = (
        f" In the screen {100 * found.field.left[year][0]:.0f}% of candidates had half of their "
        f"change left after {number_word(year)} years, as one expects of changes that are picked "
        "for their size [@barnett2005]."
        if year
        else ""
    )
    return Paragraph(
        text="Studies that compare organisations find that better cultures go with better "
        "outcomes [@braithwaite2017], and observation in the NHS found bright spots and failings "
        "side by side within it [@dixonwoods2014]. Neither says that figures follow when one "
        "organisation sets out to change, and this study does not contradict them: it asks of "
        "changes over time what they ask of levels, and sees only large ones"
        f"; of programmes, a mean difference of {wide} can be missed.{left} "
        "The estimator of Callaway and Sant'Anna [@callaway2021], in which the "
        "starting level plays no part, shows how much hangs on it: for trusts placed in a "
        "programme at a low point it counts their return ([@tbl:staggered])."
    )
