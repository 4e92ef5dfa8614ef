"""How the study was done, where that is told with numbers."""

from __future__ import annotations

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.data.holdings import holdings
from nhs_culture.designs.permutation import LEVEL, POWER, UNADJUSTED
from nhs_culture.english import counted, number_word
from nhs_culture.exhibits import Paragraph, Table
from nhs_culture.studies.article import Results
from nhs_culture.studies.programmes import SETTLING
from nhs_culture.verdicts.changes import PEERS_FOR_A_TEST

__all__ = ["calibration", "material", "multiplicity", "programmes", "publications", "screen"]


def material(found: Results) -> Paragraph:
    """Return what the figures are."""
    held = found.held
    return Paragraph(
        text=f"The panel holds {held.figures:,} published figures on {held.measures} measures of "
        f"{held.organisations} organisations, {held.first} to {held.last}, from "
        f"{held.publications} publications ([@tbl:publications]). Every figure carries its "
        "publication, file and checksum. Trusts are followed under their present codes; mergers "
        "and transfers of services are registered, and a trust with one in a window is neither "
        "tested nor compared with."
    )


def publications(data: Data) -> Table:
    """Return the publications that figures are held of."""
    rows = [(one.title, one.measures, one.organisations, one.covers) for one in holdings(data)]
    return Table(
        name="publications",
        caption="Official publications of which figures are held",
        data=pd.DataFrame(rows, columns=["title", "measures", "organisations", "years"]),
        headers={
            "title": "Publication",
            "measures": "Measures",
            "organisations": "Organisations",
            "years": "From and to",
        },
    )


def calibration(found: Results) -> Paragraph:
    """Return how often the tests are wrong where only something made up was there."""
    tried = found.calibrated
    single, pooled, lowest = (
        f"{low:g}% to {high:g}%" for low, high in (tried.single, tried.pooled, tried.lowest_third)
    )
    return Paragraph(
        text=f"The tests were tried on made-up interventions at real trusts. On {tried.panels} "
        f"panels the primary comparison rejects {single} of them at a level of {100 * LEVEL:g}%; "
        f"the pooled comparison rejects {pooled} of made-up programmes with members like the real "
        f"ones, and {lowest} of those whose members all start in the lowest third, over "
        f"{tried.programmes} programmes and measures. The smallest detectable change is the one "
        f"that would have been seen in {100 * POWER:g}% of cases {UNADJUSTED}."
    )


def programmes(found: Results) -> Paragraph:
    """Return how programmes were compared."""
    joined = found.joined
    return Paragraph(
        text=f"For {counted(joined.programmes, 'programme', in_words=True)} with {joined.members} "
        "dated joinings, each member was compared with never-joined trusts of its kind and "
        f"starting level from the first period that begins {number_word(SETTLING)} months or more "
        "after it joined, and the differences were averaged. The reference distribution is that of "
        "made-up programmes: random sets of never-joined trusts with the same dates, kinds and "
        "starting levels. The estimator of Callaway and Sant'Anna [@callaway2021] stands beside it "
        "([@tbl:staggered])."
    )


def screen(found: Results) -> Paragraph:
    """Return how every trust was looked at."""
    field = found.field
    return Paragraph(
        text=f"Every trust was put to the primary comparison at every date of "
        f"{field.measures} measures with a long series that leaves {PEERS_FOR_A_TEST} peers or "
        "more to compare. The scale of chance was taken from the middle half of all changes of a "
        "measure, an empirical null [@efron2004], and the share of false discoveries was held "
        "over the whole screen [@benjamini1995]. Candidates are the changes that the comparison "
        "notes by itself; each was followed, year by year, until less than half of it was left, "
        "its figures ended or the trust merged [@kaplan1958]."
    )


def multiplicity(found: Results) -> Paragraph:
    """Return how the number of tests is allowed for."""
    return Paragraph(
        text="Within one trust p-values allow for the measures asked about by Holm's method "
        f"[@holm1979]; over all {len(found.changes.cases)} planned tests, over programmes and over "
        "the screen, the share of false discoveries was held [@benjamini1995; @storey2002]. Where "
        "a trust was chosen because it rose, p is also given among the trusts and dates that the "
        "same choice would have picked, and the estimate is shrunken by the posterior mean under "
        "a Cauchy prior, which no choice affects [@dawid1994; @senn2008]."
    )
