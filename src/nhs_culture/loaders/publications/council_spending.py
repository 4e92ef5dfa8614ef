"""Revenue outturn of councils, 2010/11 to 2014/15 and 2017/18: what they spent, and on what."""

from __future__ import annotations

import pandas as pd

from nhs_culture.loaders.grid import Grid
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.ranges import Range
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import SourceFile, TextTable

__all__ = ["IMPORTER"]

YEAR, CODE, NAME, CLASS = "year", "e_code", "local_authority", "class"
YEARS = ("2010-11", "2011-12", "2012-13", "2013-14", "2014-15", "2017-18")
UPPER_TIER = {
    "UA": r"E[0-4]\d0\d",
    "SC": r"E[0-3]\d2\d",
    "MD": r"E4[2-7]\d\d",
    "L": r"E50\d\d",
}
"""Classes of councils with social services: unitary, county, metropolitan, London; their codes."""
OTHERS = {
    "SD": ("shire districts", r"E[0-3]\d[345]\d"),
    "O": ("police, fire, waste, transport and park authorities", r"E[67]\d{3}|E51\d\d"),
}
TOTAL = "total_service_expenditure"
SERVICES = (
    *("education", "highways_transport", "social_care_all", "children_social_care"),
    *("adult_social_care", "public_health", "housing_gfra", "cultural"),
    *("environmental_regulatory", "planning_development", "police", "fire"),
    *("central_services", "other_services"),
)
"""What total service expenditure is the sum of."""
ELSEWHERE = ("education", "public_health", "police", "fire")
"""Services that move between authorities in these years, or are not of every council."""
OTHER = "other_services"
"""What has no line of its own: nothing at most councils, a fifth at some, and below 0 at others."""
RESERVES = ("other_earmarked_reserves_31mar", "unallocated_reserves_31mar")
COUNCIL_TAX = "council_tax_requirement"
ROUNDING = 3.0
"""Thousand pounds between the total and the sum of its services; at most 2."""
THOUSANDS = Range(-1e8, 1e8, "an amount in thousands of pounds")
NOT_NEGATIVE = Range(0, 1e8, "an amount in thousands of pounds from 0 to 100,000,000")

PUBLICATION = Publication(
    source_id="council_spending_2010_2018",
    title="Local authority revenue outturn, summary (RS): councils, 2010/11 to 2014/15 and 2017/18",
    producer="Ministry of Housing, Communities and Local Government, and its predecessors",
    url="https://www.gov.uk/government/collections/"
    "local-authority-revenue-expenditure-and-financing",
    published="2011 to 2018",
    measures=(
        *("council_services", "council_spending", "council_education", "council_public_health"),
        *("council_children_care", "council_adult_care", "council_other_services"),
        *("council_tax", "council_reserves"),
    ),
    left_out=(
        "Districts, police, fire and other authorities.",
        "Services without a measure of their own, net current and revenue expenditure and grants.",
        "2015/16 and 2016/17: not in the compiled file. Reserves of 2017/18: likewise.",
    ),
    notes=(
        "Put together from the official workbooks of each year.",
        "Thousands of pounds in the file, pounds here; cash, not adjusted for prices.",
        "council_services is total service expenditure. council_spending is that without "
        "education (schools leave as they become academies), public health (a grant that councils "
        "were given in 2013/14), police, fire and the line 'other services': what can be compared "
        "between years and councils.",
        "Other services have no line of their own. At half of the councils they are nothing; at "
        "some they were a fifth of the rest in 2010/11 and next to nothing in 2017/18.",
        "council_tax is the council tax requirement, comparable from 2013/14, when support for it "
        "became a discount. A saving against a plan that rises is not a fall in outturn.",
        "Children's and adult social care are apart from 2011/12 on. Reserves are earmarked and "
        "unallocated ones on 31 March.",
    ),
)


def _recognises(source: SourceFile) -> bool:
    signs = {TOTAL, COUNCIL_TAX, "housing_gfra", "e_code"}
    return isinstance(source, TextTable) and len(signs & set(source.grid.headings)) >= 3


def _whole(source: SourceFile) -> Grid:
    """Return all authorities, each of the class that its code says."""
    assert isinstance(source, TextTable)
    grid = source.grid
    grid.require([YEAR, CODE, NAME, CLASS, *SERVICES, TOTAL, COUNCIL_TAX, *RESERVES])
    grid.unique(YEAR, CODE)
    grid.refuse_rows(~grid.text(YEAR).isin(YEARS), YEAR, f"expected one of {', '.join(YEARS)}")
    code, kind = grid.text(CODE), grid.text(CLASS)
    patterns = UPPER_TIER | {name: pattern for name, (_, pattern) in OTHERS.items()}
    fits = pd.Series(False, code.index)
    for name, pattern in patterns.items():
        fits |= (kind == name) & code.str.fullmatch(pattern)
    grid.refuse_rows(
        ~fits, CODE, f"expected a code of its class, one of {', '.join(patterns)} (as E4210, MD)"
    )
    return grid


def _councils(source: SourceFile) -> Grid:
    """Return the upper-tier councils, each with every year and a total of its services."""
    grid = _whole(source)
    kept = grid.where(grid.text(CLASS).isin(UPPER_TIER))
    code = kept.text(CODE)
    kept.refuse_rows(
        code.map(code.value_counts()) != kept.text(YEAR).nunique(),
        CODE,
        "expected every year of this council",
    )
    amounts = kept.matrix([*SERVICES, TOTAL], THOUSANDS)
    apart = (amounts[list(SERVICES)].sum(axis=1) - amounts[TOTAL]).abs()
    kept.refuse_rows(~(apart <= ROUNDING), TOTAL, "expected the sum of the services in the row")
    return kept


def _read(source: SourceFile) -> list[pd.DataFrame]:
    grid = _councils(source)
    period = grid.text(YEAR).str.replace("-", "/")
    held = grid.matrix([COUNCIL_TAX, *RESERVES], NOT_NEGATIVE)
    pounds = 1000 * pd.concat([grid.matrix([*SERVICES, TOTAL], THOUSANDS), held], axis=1)
    values = {
        "council_services": pounds[TOTAL],
        "council_spending": pounds[TOTAL] - pounds[[*ELSEWHERE, OTHER]].sum(axis=1),
        "council_education": pounds["education"],
        "council_public_health": pounds["public_health"],
        "council_children_care": pounds["children_social_care"],
        "council_adult_care": pounds["adult_social_care"],
        "council_other_services": pounds[OTHER],
        "council_tax": pounds[COUNCIL_TAX],
        "council_reserves": pounds[list(RESERVES)].sum(axis=1, min_count=len(RESERVES)),
    }
    return [figures(grid.text(CODE), period, measure, value) for measure, value in values.items()]


def _others(source: SourceFile) -> dict[str, int]:
    kind = _whole(source).text(CLASS)
    return {f"rows of {words}": int((kind == name).sum()) for name, (words, _) in OTHERS.items()}


IMPORTER = Importer(PUBLICATION, _recognises, _read, others=_others)
