"""Small synthetic publications about councils; no figure real."""

from __future__ import annotations

from nhs_culture.loaders.publications import council_outcomes
from nhs_culture.loaders.publications.council_spending import SERVICES

Rows = list[list[object]]
AREAS = ("E08000010", "E08000003", "E08000012", "E06000001", "E09000002", "E10000017")
FINANCE = {"E4210": "E08000010", "E4203": "E08000003", "E4302": "E08000012", "E0701": "E06000001"}
NUMBERS = {"359": "E08000010", "352": "E08000003", "341": "E08000012", "805": "E06000001"}
"""The codes that finance and education have for some of them."""
HIGH = {
    "falls_admissions_65p": 900,
    "alcohol_admissions_narrow": 400,
    "healthy_life_expectancy": 45,
    "life_expectancy": 60,
    "CIN": 200,
}
"""Outcomes that are nowhere as low as the others."""
PERIODS = {7: ("2009-11", "2010-12", "2015-17"), 4: ("2011", "2014", "2016")}
SCHOOL_YEARS = ("2012/13", "2013/14", "2014/15", "2015/16")


def outcomes(source_id: str) -> dict[str, Rows]:
    """Build the file of a source: every outcome in every download that is taken or left out."""
    file = next(one for one in council_outcomes.FILES if one.source_id == source_id)
    rows: Rows = [["vintage", "key", "sex", "area_code", "period", "value"]]
    measures = list(dict.fromkeys(one.measure for some in file.outcomes.values() for one in some))
    for key, some in file.outcomes.items():
        for outcome in some:
            for number, sex in enumerate(_sexes(key)):
                place = 2 * measures.index(outcome.measure) + number
                for vintage in outcome.vintages:
                    for period in _periods(outcome.first, outcome.last):
                        rows += _one_year(vintage, key, sex, period, place)
    for key, vintages in file.left_out.items():
        rows += [row for vintage in vintages for row in _one_year(vintage, key, "", "2015/16", 1)]
    return {"": rows}


def _sexes(key: str) -> tuple[str, ...]:
    return ("Male", "Female") if "life" in key or key.endswith("_le") else ("",)


def _periods(first: str, last: str) -> list[str]:
    known = SCHOOL_YEARS if "/" in first else PERIODS[len(first)]
    within = [period for period in (*known, first, last) if first <= period <= last]
    return list(dict.fromkeys(within))[:3]


def _one_year(vintage: str, key: str, sex: str, period: str, place: int) -> Rows:
    year = int(period[:4])
    level = HIGH.get(key, 20) + 3.1 * place + 0.17 * (year - 2000)
    values = [round(level + 1.3 * number + 0.1 * (number * place % 7), 1) for number in range(6)]
    england = round(sum(values) / len(values), 1)
    return [
        [vintage, key, sex, area, period, value]
        for area, value in zip((*AREAS, "E92000001"), (*values, england), strict=True)
    ]


def spending() -> dict[str, Rows]:
    heads = ["year", "e_code", "local_authority", "class", *SERVICES, "total_service_expenditure"]
    heads += ["net_current_expenditure", "council_tax_requirement"]
    rows: Rows = [[*heads, "other_earmarked_reserves_31mar", "unallocated_reserves_31mar"]]
    classes = {"E0701": "UA", "E0931": "SD", "E6104": "O"}
    for year in ("2012-13", "2013-14", "2014-15"):
        for number, code in enumerate((*FINANCE, "E0931", "E6104")):
            step = 1009 * number + 101 * int(year[:4]) - 200_000
            amounts = [12_000 + 2003 * place + step * (place + 3) for place in range(len(SERVICES))]
            amounts[2] = 0
            total = sum(amounts)
            tail = [total + 7, 90_000 + 3 * step, 20_000 + step, 11_000 + 2 * step]
            rows.append([year, code, code, classes.get(code, "MD"), *amounts, total, *tail])
    return {"": rows}


def social_workers() -> dict[str, Rows]:
    measures = ("CIN", "CPP_rate", "LAC", "Work_Force_Agecy_Rate", "Work_Force_AvgNumCase_SW")
    measures += ("Work_Force_SWAbsence", "Work_Force_TO_Rate", "Work_Force_Vac_Rate")
    rows: Rows = [["measure", "la_number", "area", "period", "value"]]
    for place, measure in enumerate(measures):
        for number, code in enumerate((*NUMBERS, "970", "981")):
            for year in (2016, 2017, 2025):
                value = (
                    HIGH.get(measure, 11)
                    + 3 * place
                    + 0.7 * (number if number < 4 else 1.5)
                    + (year - 2016) / 9
                )
                rows.append([measure, code, f"Area {code}", year, round(value, 2)])
    rows[4][4] = "-"
    return {"": rows}
