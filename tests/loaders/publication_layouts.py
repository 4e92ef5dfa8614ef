"""Synthetic files, made to the layout of the publications: no figure in them is real.

Each function returns rows that a test may change before it saves them, so that a test says in one
line what is wrong with its file.
"""

from __future__ import annotations

import calendar
import csv
import json
from datetime import date
from pathlib import Path

QUESTIONS_2019 = {
    "q2a": "selecting Often or Always out of those who answered the question for year 20XX",
    "q2b": "selecting Often or Always out of those who answered the question for year 20XX",
    "q2c": "selecting Often or Always out of those who answered the question for year 20XX",
    "q4a": "selecting Agree or Strongly Agree out of those who answered",
    "q4b": "selecting Agree or Strongly Agree out of those who answered",
    "q4d": "selecting Agree or Strongly Agree out of those who answered",
    **{
        f"q{question}": "selecting Agree or Strongly Agree out of those who answered"
        for question in (*("8a", "8b", "8c", "8d", "8e", "8f", "8g"), *("9a", "9b", "9c", "9d"))
    },
    "q11c": "selecting Yes out of those who answered the question for year 20XX",
    "q13a": "saying they experienced at least one incident of bullying, harassment or abuse",
    "q13b": "saying they experienced at least one incident of bullying, harassment or abuse",
    "q13c": "saying they experienced at least one incident of bullying, harassment or abuse",
    "q14": "selecting Yes out of those who answered the question excluding those who selected "
    "Dont know for year 20XX",
    "q15a": "selecting Yes out of those who answered the question for year 20XX",
    "q15b": "selecting Yes out of those who answered the question for year 20XX",
    "q21a": "selecting Agree or Strongly Agree out of those who answered",
    "q21c": "selecting Agree or Strongly Agree out of those who answered",
    "q21d": "selecting Agree or Strongly Agree out of those who answered",
}
THEMES_2019 = ("theme_engagement", "theme_morale", "theme_diversity")
ETHNIC_GROUPS_2019 = {
    "q25.1": 0.75,
    "q25.2": 0.05,
    "q25.3": 0.1,
    "q25.4": 0.05,
    "q25.5": 0.02,
    "q25.6": 0.03,
}


def survey_2019() -> dict[str, list[list[object]]]:
    """Return the sheets of a small Staff Survey 2019 workbook."""
    asked = [*THEMES_2019, *QUESTIONS_2019, *ETHNIC_GROUPS_2019]
    front = ["trust", "trustname", "trtype", "trtname", "responses", "rr_2019"]
    shares = [f"{name}_2019" for name in asked]
    bases = [f"{name}_n_2019" for name in asked]

    def trust(code: str, kind: int, group: str) -> list[object]:
        values = [
            7.1 if name in THEMES_2019 else ETHNIC_GROUPS_2019.get(name, 0.6) for name in asked
        ]
        return [code, f"{code} Hospital", kind, group, 500, 0.5, *values, *[480] * len(asked)]

    acute = [trust("RRF", 1, "Acute Trusts"), trust("R1F1", 1, "Acute Trusts")]
    wide = [[*row[:6], 1000, *row[6:]] for row in acute]
    added = [["count:", 2, "", "", 1000], ["", "", "", "", 1000], ["(combined)", 48]]
    return {
        "Notes": [
            ["National Staff Survey 2019"],
            ["Variable Name", "Description"],
            *[[f"{q}_20XX", f"Proportion of staff {text}"] for q, text in QUESTIONS_2019.items()],
        ],
        "Trust Benchmark Groups": [
            ["ACUTE", "", "MENTAL HEALTH", ""],
            ["RRF", "RRF Hospital", "RP1", "RP1 Hospital"],
            ["R1F1", "R1F1 Hospital", "", ""],
        ],
        "Acute": [
            ["See summary responses at the bottom"],
            [*front, "Distributed", *shares, *bases],
            *wide,
            *added,
        ],
        "MH LD": [[*front, *shares, *bases], trust("RP1", 4, "Mental Health")],
        "CCGs": [[*front, *shares, *bases], trust("00L", 8, "CCGs")],
    }


FREQUENCY = ["% Never", "% Rarely", "% Sometimes", "% Often", "% Always"]
AGREEMENT = [
    "% Strongly disagree",
    "% Disagree",
    "% Neither agree nor disagree",
    "% Agree",
    "% Strongly agree",
]
TIMES = ["% Never", "% 1 to 2", "% 3 to 5", "% 6 to 10", "% More than 10"]
BASE = "Base (number of responses)"
PUBLIC = "patients / service users, their relatives or other members of the public?"
ABUSED = (
    "In the last 12 months how many times have you personally experienced harassment, bullying or "
    "abuse at work from"
)
SINGLED_OUT = "In the last 12 months have you personally experienced discrimination at work from"
MANAGER = "My immediate manager (who may be referred to as your 'line manager')"
QUESTIONS_2024: list[tuple[str, list[str]]] = [
    ("Q2a - I look forward to going to work.", FREQUENCY),
    ("Q2b - I am enthusiastic about my job.", FREQUENCY),
    ("Q2c - Time passes quickly when I am working.", FREQUENCY),
    ("Q3c - There are frequent opportunities for me to show initiative in my role.", AGREEMENT),
    (
        "Q3d - I am able to make suggestions to improve the work of my team / department.",
        AGREEMENT,
    ),
    ("Q3f - I am able to make improvements happen in my area of work.", AGREEMENT),
    (
        "Q11c - During the last 12 months have you felt unwell as a result of work related stress?",
        ["% Yes", "% No"],
    ),
    (
        "Q12b - How often, if at all, do you feel burnt out because of your work?",
        FREQUENCY,
    ),
    (f"Q14a - {ABUSED} {PUBLIC}", TIMES),
    (f"Q14b - {ABUSED} managers?", TIMES),
    (f"Q14c - {ABUSED} other colleagues?", TIMES),
    (
        "Q15 - Does your organisation act fairly with regard to career progression / promotion, "
        "regardless of ethnic background, gender, religion, sexual orientation, disability or age?",
        ["% Yes", "% No", "% Don't know"],
    ),
    (f"Q16a - {SINGLED_OUT} {PUBLIC}", ["% Yes", "% No"]),
    (f"Q16b - {SINGLED_OUT} manager / team leader or other colleagues?", ["% Yes", "% No"]),
    (f"Q9a - {MANAGER} encourages me at work.", AGREEMENT),
    (f"Q9b - {MANAGER} gives me clear feedback on my work.", AGREEMENT),
    (
        f"Q9c - {MANAGER} asks for my opinion before making decisions that affect my work.",
        AGREEMENT,
    ),
    (f"Q9d - {MANAGER} takes a positive interest in my health and well-being.", AGREEMENT),
    (f"Q9e - {MANAGER} values my work.", AGREEMENT),
    ("Q25a - Care of patients / service users is my organisation's top priority.", AGREEMENT),
    ("Q25c - I would recommend my organisation as a place to work.", AGREEMENT),
    (
        "Q25d - If a friend or relative needed treatment I would be happy with the standard of "
        "care provided by this organisation.",
        AGREEMENT,
    ),
    (
        "Q28 - What is your ethnic group?",
        [
            "% White - British",
            "% White - Irish",
            "% White - Gypsy or Irish Traveller",
            "% White - Any other White background",
            "% Asian/Asian British - Indian",
        ],
    ),
]
ANSWERS = {
    2: [40.0, 60.0],
    3: [60.0, 20.0, 20.0],
    5: [10.0, 15.0, 20.0, 25.0, 30.0],
}
THEMES_2024 = {
    "Staff Engagement - Staff engagement": 7.0,
    "E_1 - Motivation": 6.9,
    "E_2 - Involvement": 7.0,
    "E_3 - Advocacy": 7.1,
    "Morale - Morale": 6.1,
    "PP3_2 - Raising concerns": 6.5,
}
ORGANISATIONS_2024: list[list[object]] = [
    ["RP1", "Northamptonshire Healthcare", "Mental Health Trusts", "Midlands", "ICS", "Weighted"],
    ["R1F1", "Isle of Wight (acute sector)", "Acute Trusts", "South East", "ICS", "Weighted"],
    ["0AR", "North of England CSU", "CSUs", "-", "-", "Unweighted"],
]
FRONT_2024: list[object] = [
    *("ODS code", "Organisation name", "Benchmarking group", "Region", "ICS", "Weighting"),
]


def survey_2024(year: int = 2024) -> dict[str, list[list[object]]]:
    """Return the sheets of a small workbook of detailed spreadsheets."""
    first = f"NHS Staff Survey {year} - WEIGHTED Results"

    def sheet(blocks: list[tuple[str, list[str], list[float]]]) -> list[list[object]]:
        titles: list[object] = [first, *[""] * 5]
        heads, values = list(FRONT_2024), list[object]()
        for title, answers, printed in blocks:
            titles += [title, *[""] * len(answers)]
            heads += [*answers, BASE]
            values += [*printed, 1000]
        rows = [[*organisation, *values] for organisation in ORGANISATIONS_2024]
        return [titles, ["YOUR JOB"], ["\nNote: in order to preserve"], [""], heads, *rows]

    questions = [(title, answers, ANSWERS[len(answers)]) for title, answers in QUESTIONS_2024]
    themes = [
        (title, [f"{title.split(' - ')[0]} - score"], [score])
        for title, score in THEMES_2024.items()
    ]
    return {
        "Notes": [["", ""], ["", f"NHS Staff Survey {year} - Detailed Spreadsheets"]],
        "YOUR JOB": sheet(questions[:9]),
        "YOUR ORGANISATION": sheet(questions[9:]),
        "THEMES": sheet(themes),
    }


MONTHS_2013 = [f"{calendar.month_name[month]} 2013" for month in range(4, 13)]


def sickness_workbook() -> dict[str, list[list[object]]]:
    """Return the sheets of a small sickness absence workbook, April to December 2013."""
    heads = ["NHSE \ncode", "NHSE Region name", "ICS \ncode", "ICS name", "Organisation name"]
    months = [month.replace(" ", "\n") for month in MONTHS_2013]

    def row(name: str, code: str, *rates: object) -> list[object]:
        return ["Y60", "Midlands", "QPM", "Northamptonshire", name, code, *rates]

    n = len(months)
    return {
        "Title sheet": [[""], ["NHS Sickness Absence Rates, January 2023"]],
        "Table 1": [
            ["Table 1: Monthly Sickness Absence rates by NHS England Region (%)"],
            [""],
            ["", "England", "London"],
            *[[month, 4.0, 3.5] for month in MONTHS_2013],
            ["", "", ""],
            ["Source: NHS England", "", ""],
        ],
        "Table 4": [
            ["Table 4: Monthly Sickness Absence rates by Organisation (%)"],
            [""],
            [*heads, "Org \ncode", *months],
            row("All organisations", "Y60", *[4.0] * n),
            row("Northamptonshire Healthcare NHS Foundation Trust", "RP1", *[4.2] * n),
            row("Quiet NHS Trust", "RYH", ".", 0.0, *[3.9] * (n - 2)),
            row("Nene CCG", "04G", *[2.0] * n),
            ["Notes:"],
        ],
    }


def workforce() -> dict[str, list[list[object]]]:
    """Return the sheets of a small workforce workbook, October 2017 to March 2018."""
    ends = [date(2017, 10, 31), date(2017, 11, 30), date(2017, 12, 31)]
    ends += [date(2018, 1, 31), date(2018, 2, 28), date(2018, 3, 31)]
    heads = ["NHS England region code", "NHS England region name", "ICS code", "ICS name"]
    title = (
        "Table {}: NHS Hospital & Community Health Service (HCHS) monthly workforce statistics: "
        "Timeseries of total HCHS staff by NHS England region, Integrated Care System (ICS) and "
        "Organisation - {}"
    )

    def sheet(number: int, unit: str, national: float) -> list[list[object]]:
        n = len(ends)
        return [
            [title.format(number, unit)],
            ["Staff in NHS Trusts and other core organisations"],
            [*heads, "Organisation name", "Organisation code", *ends],
            [""],
            ["", "England", "", "", "", "", *[national] * n],
            ["Y60", "Midlands", "", "", "", "", *[national] * n],
            ["", "", "QPM", "Northamptonshire", "", "", *[national] * n],
            ["", "", "", "", "Northamptonshire NHS Trust", "RP1", *[2500.123] * (n - 1), 2500.123],
            ["", "", "", "", "Gone NHS Trust", "RZZ", *[0] * n],
            ["", "", "", "", "Nene CCG", "04G", *[100.0] * n],
            ["Notes:"],
        ]

    return {
        "Title sheet": [["NHS Hospital & Community Health Service (HCHS) monthly workforce"]],
        "4. HC": sheet(4, "Headcount", 2590),
        "5. FTE": sheet(5, "Full Time Equivalent", 2600.123),
    }


SICKNESS_HEADINGS = [
    *("DATE", "NHSE_REGION_CODE", "NHSE_REGION_NAME", "ICS_CODE", "ICS_NAME", "ORG_CODE"),
    *("ORG_NAME", "ORG_TYPE", "FTE_DAYS_LOST", "FTE_DAYS_AVAILABLE"),
    "SICKNESS_ABSENCE_RATE_PERCENT",
]


def sickness_month(year: int = 2024, month: int = 4, lost: float = 500.0) -> list[list[object]]:
    """Return the rows of a small monthly sickness CSV."""
    day = f"{calendar.monthrange(year, month)[1]:02d}/{month:02d}/{year}"
    where = [day, "Y60", "Midlands", "QPM", "Northamptonshire"]
    trust = ["RP1", "Northamptonshire Healthcare NHS Foundation Trust", "Mental Health"]
    board = ["QPM", "Northamptonshire ICB", "Integrated Care Board"]
    return [
        list(SICKNESS_HEADINGS),
        [*where, *trust, lost, 10000.0, f"{lost / 100:.2f}"],
        [*where, *board, 30.0, 1000.0, 3.0],
    ]


def pay_bill(total: int = 235_111_000) -> dict[str, dict[str, object]]:
    """Return a small pay bill: the anchor trust and one more."""

    def trust(cost: int, agency: int) -> dict[str, object]:
        return {
            "total_staff_costs": cost,
            "cost_groups": [
                {"name": "Salaries", "value": cost - agency, "sta_codes": ["STA0230"]},
                {"name": "Agency", "value": agency, "sta_codes": ["STA0300", "STA0310"]},
            ],
            "workforce_total_wte": 4795,
        }

    return {
        "Northamptonshire Healthcare NHS Foundation Trust": trust(total, 11_594_000),
        "The Leeds Teaching Hospitals NHS Trust": trust(900_000_000, 20_000_000),
    }


def save_workbook(sheets: dict[str, list[list[object]]], path: Path) -> Path:
    """Write sheets as an xlsx file."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def save_csv(rows: list[list[object]], path: Path, encoding: str = "utf-8") -> Path:
    """Write rows as a CSV file."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return path


def save_json(content: object, path: Path) -> Path:
    """Write a JSON file."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


TAC_COMPONENTS = {"STA0230": 80_000, "STA0240": 8_000, "STA0250": 9_000, "STA0310": 3_000}
"""Thousands of pounds by sub-code; external bank (STA0300) is nothing and has no row."""


def trust_accounts(
    year: str = "2019-20", *, kind: str = "NHS trusts", later: bool = False
) -> dict[str, list[list[object]]]:
    """Return the sheets of a small TAC data file, in the layout before or from 2022/23."""
    suffix = "NHS Foundation Trust" if "foundation" in kind else "NHS Trust"
    names = {f"Northamptonshire Healthcare {suffix}": "RP1", f"Wigan {suffix}": "RRF"}
    organisation, value = "Organisation Name ", "Value number"
    if later:
        organisation, value = "OrganisationName", "Total "
    gross = sum(TAC_COMPONENTS.values())
    rows: list[list[object]] = []
    for name in names:
        for main, times in (("A09CY01", 1.0), ("A09PY01", 0.5)):
            figures = {**TAC_COMPONENTS, "STA0330": gross, "STA0360": gross - 7, "STA0490": 4_800}
            for number, (sub, amount) in enumerate(figures.items()):
                rows += [
                    [name, "TAC09 Staff", 2, f"{main}{part}", 40 + number, sub, amount * share]
                    for part, share in (("", times), ("P", 0.9), ("O", 0.1))
                ]
        rows.append([name, "TAC08 Op Exp", 1, "A08CY01", 12, "EXP0130", 99_000])
    heads = [organisation, "WorkSheetName", "TableID", "MainCode", "RowNumber", "SubCode", value]
    return {
        "Intro": [["NHS England"], [""], [f"TAC data published in {kind}' accounts for {year}"]],
        "List of providers": [
            ["Full name of Provider ", "NHS code", "Region", "Sector", "Comments"],
            *[[name, code, "Midlands", "Mental Health", ""] for name, code in names.items()],
        ],
        "All data" if later else "All Data": [heads, *rows],
    }


VACANCY_QUARTERS = [
    *("2018/19 Q1 (Jun-18)", "2018/19 Q2 (Sep-18)", "2018/19 Q3 (Dec-18)"),
    "2018/19 Q4 (Mar-19) [note 2]",
]


def vacancy_statistics(*, shares: bool = True) -> dict[str, list[list[object]]]:
    """Return the sheets of a small vacancy workbook: two regions of two sectors each."""

    def section(title: str, acute: float, mental: float, total: float) -> list[list[object]]:
        def row(region: str, sector: str, value: float) -> list[object]:
            return [region, sector, *[value] * len(VACANCY_QUARTERS)]

        whole = 2 * total if "FTE" in title else total
        return [
            [title],
            [""],
            [REGION, "Sector", *VACANCY_QUARTERS],
            row("London", "Acute", acute),
            row("", "Mental Health", mental),
            row("London Total", "", total),
            row("North East and Yorkshire", "Acute", acute),
            row("", "Mental Health", mental),
            row("North East and Yorkshire Total", "", total),
            row("England", "", whole),
            [""],
        ]

    def sheet(staff: str) -> list[list[object]]:
        scale = 1 if shares else 100
        return [
            ["NHS Vacancy Statistics England"],
            ["Positions that are vacant; the vacancy FTE is the difference to the establishment"],
            [""],
            *section(f"{staff} vacancy FTE", 1_000.4, 200.2, 1_200.6),
            *section(f"{staff} % vacancy rate", 0.08 * scale, 0.12 * scale, 0.085 * scale),
            ["Notes: figures are rounded"],
        ]

    return {
        "Title page": [["NHS Vacancy Statistics"]],
        "Total 2018 onwards": sheet("Total workforce"),
        "Nursing 2018 onwards": sheet("Registered nursing"),
        "Medical 2018 onwards": sheet("Medical"),
        "Total to 2018": [["Adverts"]],
    }


REGION = "Region"
