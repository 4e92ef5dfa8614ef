"""Small synthetic publications for the fuzzing: no two figures alike, no figure real.

They keep to the layouts of the official files, with several trusts, an organisation that is none
and figures that differ by trust and column, so that a figure read from the wrong place shows.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import publication_layouts as layouts
import small_councils as councils
import small_surveys as surveys

Rows = list[list[object]]
Content = dict[str, Rows] | dict[str, object]
TRUSTS = ("RP1", "RRF", "RM3", "REN")
CODE = re.compile(r"(?:[RT][A-Z0-9]{2}|R1F[1-4]|G6V2S|E(?:0[689]|10)\d{6})")


@dataclass(frozen=True)
class Small:
    """A small publication: how it is built, and what kind of file it is.

    ``sums`` tells whether England is added up from the rows, so that it goes with each of them.
    """

    source_id: str
    build: Callable[[], Content]
    suffix: str
    sums: bool = False

    def save(self, content: Content, folder: Path) -> Path:
        """Write the publication as a file of its kind."""
        path = folder / f"{self.source_id}.{self.suffix}"
        match self.suffix:
            case "xlsx":
                return layouts.save_workbook(content, path)
            case "csv":
                return layouts.save_csv(content[""], path)
        return layouts.save_json(content, path)


def survey_2019() -> dict[str, Rows]:
    sheets = layouts.survey_2019()
    for name in ("Acute", "MH LD", "CCGs"):
        rows = sheets[name]
        heads = next(row for row in rows if "trust" in row)
        for number, row in enumerate(rows):
            if len(row) != len(heads) or row is heads:
                continue
            for column, head in enumerate(map(str, heads)):
                row[column] = _figure_2019(head, row[column], 10 * len(name) + number, column)
    return sheets


def _figure_2019(head: str, cell: object, row: int, column: int) -> object:
    if head.startswith("theme_") and "_n_" not in head:
        return round(5 + (row * 7 + column * 3) % 40 / 10 + row / 1000, 4)
    if "_n_2019" in head or head == "responses":
        return 300 + row * 20 + column
    if re.match(r"q(?!25)|rr_", head):
        return round(0.2 + (row * 13 + column * 29) % 70 / 100 + row / 10_000, 5)
    return cell


def survey_2024() -> dict[str, Rows]:
    sheets = layouts.survey_2024()
    for rows in list(sheets.values())[1:]:
        rows.append(["RRF", "Wrightington", *rows[6][2:]])
    for name in ("YOUR JOB", "YOUR ORGANISATION"):
        titles, heads = sheets[name][0], sheets[name][4]
        starts = [column for column, title in enumerate(titles) if column >= 6 and title]
        ends = [*starts[1:], len(heads)]
        for number, row in enumerate(sheets[name][5:]):
            for block, (start, end) in enumerate(zip(starts, ends, strict=True)):
                weights = [
                    1 + (block * 7 + place * 3 + number * 5) % 11
                    for place in range(end - start - 1)
                ]
                row[start : end - 1] = [100 * weight / sum(weights) for weight in weights]
                row[end - 1] = 500 + 10 * number + block
    for number, row in enumerate(sheets["THEMES"][5:]):
        parts = [6 + number / 10 + place / 7 for place in range(3)]
        scores = [sum(parts) / 3, *parts, 5 + number / 10, 6 + number / 7]
        for place, score in enumerate(scores):
            row[6 + 2 * place : 8 + 2 * place] = [round(score, 5), 700 + 10 * number + place]
    return sheets


def sickness_workbook() -> dict[str, Rows]:
    sheets = layouts.sickness_workbook()
    months = range(len(layouts.MONTHS_2013))
    for month in months:
        sheets["Table 1"][3 + month][1] = round(4 + month / 50, 2)
    table = sheets["Table 4"]
    table[4:4] = [
        [*table[4][:4], f"{code} NHS Trust", code, *[0] * len(months)] for code in TRUSTS[1:]
    ]
    for number, row in enumerate(table[3:-1]):
        row[6:] = [
            cell
            if cell in (".", 0.0) and "Quiet" in str(row[4])
            else round(3.9 + number / 10 + month / 50 + number / 100, 2)
            for month, cell in zip(months, row[6:], strict=True)
        ]
    return sheets


def workforce() -> dict[str, Rows]:
    sheets = layouts.workforce()
    for place, name in enumerate(("4. HC", "5. FTE")):
        table = sheets[name]
        table[8:8] = [[*[""] * 4, f"{code} NHS Trust", code, *[0] * 6] for code in TRUSTS[1:]]
        members = [row for row in table[7:-1] if row[5] != "RZZ"]
        for number, row in enumerate(members):
            row[6:] = [
                1000
                + 500 * number
                + 10 * month
                + (0 if place == 0 else round(number / 10 + 0.01, 2))
                for month in range(6)
            ]
        totals = [sum(float(row[6 + month]) for row in members) for month in range(6)]
        table[4][6:] = [round(total - (0 if place else 20), 2) for total in totals]
        table[5][6:] = table[6][6:] = table[4][6:]
    return sheets


def sickness_month() -> dict[str, Rows]:
    rows = layouts.sickness_month()
    trust, board = rows[1], rows[2]
    made = []
    for number, code in enumerate(TRUSTS):
        available, lost = 90_000 + 1000.25 * number, 4000 + 131.5 * number
        rate = f"{100 * lost / available:.2f}"
        made.append(
            [*trust[:5], code, f"{code} NHS Foundation Trust", trust[7], lost, available, rate]
        )
    return {"": [rows[0], *made, board]}


def experience() -> dict[str, Rows]:
    rates = ["Discrimination_public", "Discrimination_internal", "Emotional_public"]
    rates += ["Emotional_manager", "Emotional_colleagues", "Stress", "Ethnic_minority"]
    front = ["ODS code", "Year", "Organisation name", "Benchmarking group", "Region", "ICS/STP"]
    ladder = [
        "Burned_out_base",
        "Burned_out_ever_rate",
        "Burned_out_rate",
        "Burned_out_sometimes_rate",
    ]
    heads = [*front, "Autonomy_rate", *ladder]
    heads += [f"{rate}_{kind}" for rate in rates for kind in ("base", "rate")]
    rows: Rows = [list(heads)]
    for year in (2021, 2022, 2023, 2024):
        for number, code in enumerate((*TRUSTS, "00L")):
            group = "CCGs" if code == "00L" else "Acute Trusts"
            seed = 7 * (year - 2021) + 3 * number
            burnt = [400 + seed, 80 + seed / 10, 25 + seed / 10, 55 + seed / 10]
            shares = [
                cell
                for place in range(len(rates))
                for cell in (300 + seed + 40 * place, 5 + (seed * 3 + place * 11) % 60 + seed / 100)
            ]
            rows.append(
                [code, year, f"{code} Trust", group, "-", "-", 60 + seed / 7, *burnt, *shares]
            )
    return {"": rows}


def recommend_work() -> dict[str, Rows]:
    rows: Rows = [["org_code", "year", "pct_recommend_work", "weighting", "flag"]]
    for number, code in enumerate(TRUSTS):
        for year in (2012, 2013, 2014, 2015, 2020, 2021, 2022):
            share = round(40 + number * 7.31 + (year - 2008) * 1.137, 4)
            weighting = "weighted" if year >= 2021 else "unweighted"
            rows.append([code, year, share, weighting, "SCRAMBLED" if year == 2014 else ""])
    return {"": rows}


def acute_earlier() -> dict[str, Rows]:
    heads = ["Code", "Year.Index", "SHMI.before", "SHMI.Index", "Name", "Responses"]
    heads += ["Engagement.Index", "RecommendWork.Index.dichot", "RecommendCare.Index.dichot"]
    heads += ["WorkStress.Index", "Openness.Index"]
    rows: Rows = [list(heads)]
    for number, code in enumerate(TRUSTS):
        for year in (2012, 2013, 2014, 2015, 2019):
            step = number * 0.031 + (year - 2012) * 0.0071
            figures = [0.9 + step, 0.95 + step, f"{code} NHS Trust", 300 + 17 * number + year % 10]
            figures += [3.5 + step, 0.4 + step, 0.5 + step, 0.3 + step, 0]
            rows.append(
                [code, year, *(round(f, 4) if isinstance(f, float) else f for f in figures)]
            )
    rows[2][3] = "NA"
    return {"": rows}


def acute_later() -> dict[str, Rows]:
    heads = ["Code", "Year.index", "Engagement", "RecommendCare", "RecommendWork", "Responses"]
    heads += ["rr", "SHMI.index", "WorkStress"]
    rows: Rows = [list(heads), ["", 2015, *["NA"] * 7]]
    for number, code in enumerate((*TRUSTS, "RF1")):
        for year in (2015, 2016, 2019):
            step = number * 0.031 + (year - 2015) * 0.0071
            figures = [0.7 + step, 0.6 + step, 0.5 + step, 3000, 0.4 + step, 1 + step, 0.3 + step]
            rows.append([code, year, *(round(figure, 5) for figure in figures)])
    rows[3][8] = "NA"
    return {"": rows}


def incidents() -> dict[str, Rows]:
    rows: Rows = [["org_code", "six_months_ending", "incidents_reported", "rate_as_published"]]
    for number, code in enumerate(TRUSTS[:3]):
        for place, ending in enumerate(("2012-03-31", "2012-09-30", "2013-03-31", "2013-09-30")):
            rows.append([code, ending, 1500 + 211 * number + 37 * place, 3.7 + place / 10])
    return {"": rows}


def pay_bill() -> dict[str, object]:
    content = layouts.pay_bill()
    content["University Hospitals of Leicester NHS Trust"] = copy.deepcopy(
        content["The Leeds Teaching Hospitals NHS Trust"]
    )
    for number, (name, entry) in enumerate(content.items()):
        entry["workforce_total_wte"] = 4795 + 731 * number
        entry["_note"] = f"a note on {name}"
    return content


def trust_accounts() -> dict[str, Rows]:
    sheets = layouts.trust_accounts()
    heads, *rows = sheets["All Data"]
    names = [*dict.fromkeys(str(row[0]) for row in rows), "Salford Royal NHS Trust"]
    pattern = [row for row in rows if row[0] == names[0]]
    agency = {row[3]: float(str(row[6])) for row in pattern if row[5] == "STA0310"}
    for row in pattern:
        if row[5] == "STA0330":
            row[6] = float(str(row[6])) + 0.4 * agency[row[3]]
    banks = [row for row in pattern if row[5] == "STA0310"]
    pattern += [[*row[:5], "STA0300", 0.4 * agency[row[3]]] for row in banks]
    sheets["All Data"] = [heads] + [
        [name, *row[1:-1], float(str(row[-1])) * (1 + number / 10)]
        for number, name in enumerate(names)
        for row in pattern
    ]
    sheets["List of providers"].append([names[-1], "RM3", "North West", "Acute", ""])
    return sheets


def vacancy_statistics() -> dict[str, Rows]:
    sheets = layouts.vacancy_statistics()
    for number, name in enumerate(list(sheets)[1:4], start=1):
        for start, row in enumerate(sheets[name]):
            if row[0] == layouts.REGION:
                _vary_section(sheets[name][start + 1 : start + 8], number)
    return sheets


def _vary_section(rows: Rows, sheet: int) -> None:
    """Give every cell a figure of its own; posts add up to regions and to England."""
    count = float(str(rows[0][2])) > 1
    for quarter in range(2, len(rows[0])):
        for place in (0, 1, 3, 4):
            own = float(str(rows[place][quarter]))
            rows[place][quarter] = own * (1 + 0.03 * place + 0.007 * quarter + 0.1 * sheet)
        for total, parts in ((2, (0, 1)), (5, (3, 4)), (6, (2, 5))):
            shares = [float(str(rows[part][quarter])) for part in parts]
            rows[total][quarter] = sum(shares) if count else sum(shares) / 2 + 0.001 * total


SMALL = (
    Small("staff_survey_2019", survey_2019, "xlsx"),
    Small("staff_survey_2024", survey_2024, "xlsx"),
    Small("staff_survey_experience_2021_2024", experience, "csv"),
    Small("recommend_work_2008_2023", recommend_work, "csv"),
    Small("acute_staff_survey_2012_2019", acute_earlier, "csv"),
    Small("acute_staff_survey_2015_2019", acute_later, "csv"),
    Small("sickness_absence_2013_2023", sickness_workbook, "xlsx"),
    Small("sickness_absence_2024_2025", sickness_month, "csv", sums=True),
    Small("workforce_2009_2025", workforce, "xlsx"),
    Small("safety_incidents_2009_2020", incidents, "csv"),
    Small("pay_bill_2022_2024", pay_bill, "json"),
    Small("trust_accounts", trust_accounts, "xlsx"),
    Small("vacancy_statistics", vacancy_statistics, "xlsx"),
    Small("manager_questions_2012_2018", surveys.manager_questions, "csv", sums=True),
    Small("staff_survey_by_ethnicity_2024", surveys.by_ethnicity, "csv"),
    Small("oversight_framework_2025_26", surveys.oversight_framework, "csv"),
    Small("staff_survey_scores_2025", surveys.scores_2025, "csv"),
    Small("pulse_survey_2022", surveys.pulse_survey, "xlsx"),
    Small("motivation_involvement_2017", surveys.motivation_involvement, "csv"),
    Small("staff_survey_five_trusts_2021_2025", surveys.five_trusts, "csv"),
    Small("shmi_releases_2011_2014", surveys.shmi_releases, "csv"),
    Small("stability_index_2017_18", surveys.stability_index, "csv"),
    Small("turnover_benchmarking", surveys.turnover, "csv"),
    Small("staff_survey_benchmark", surveys.benchmark, "xlsx"),
    *(
        Small(name, partial(councils.outcomes, name), "csv")
        for name in (
            *("council_life_expectancy", "council_mortality"),
            *("council_admissions", "council_children"),
        )
    ),
    Small("council_spending_2010_2018", councils.spending, "csv"),
    Small("council_social_workers_2016_2025", councils.social_workers, "csv"),
)
"""One for every importer."""


SUMMED = frozenset(small.source_id for small in SMALL if small.sums)


def slices(shared: Path) -> Iterator[Small]:
    """Yield slices of the real files: all columns and headings, a few organisations.

    Not of those whose totals have to fit all organisations.
    """
    official, compiled = shared / "data" / "official", shared / "data" / "compiled"
    cuts: dict[str, tuple[Path, str]] = {
        "staff_survey_experience_2021_2024": (
            compiled / "staff_survey_experience_2021_2024.csv",
            "csv",
        ),
        "recommend_work_2008_2023": (compiled / "recommend_work_2008_2023.csv", "csv"),
        "acute_staff_survey_2012_2019": (compiled / "acute_staff_survey_2012_2019.csv", "csv"),
        "acute_staff_survey_2015_2019": (compiled / "acute_staff_survey_2015_2019.csv", "csv"),
        "safety_incidents_2009_2020": (compiled / "patient_safety_incidents_reported.csv", "csv"),
        "sickness_absence_2024_2025": (
            official / "sickness_2024_25" / "nhs_sickness_absence_2024-04.csv",
            "csv",
        ),
        "manager_questions_2012_2018": (compiled / "manager_questions_2012_2018.csv", "csv"),
        "staff_survey_by_ethnicity_2024": (compiled / "staff_survey_by_ethnicity_2024.csv", "csv"),
        "staff_survey_scores_2025": (compiled / "staff_survey_scores_2025.csv", "csv"),
        "motivation_involvement_2017": (
            compiled / "acute_motivation_involvement_2017.csv",
            "csv",
        ),
        "staff_survey_2019": (official / "ST19-Organisation-Data-2019-Only-v1f.xlsx", "xlsx"),
        "staff_survey_2024": (
            official / "NSS24 detailed spreadsheets organisational results.xlsx",
            "xlsx",
        ),
    }
    for source_id, (path, suffix) in cuts.items():
        read = _cut_csv if suffix == "csv" else _cut_workbook
        sums = source_id in SUMMED
        yield Small(source_id, _again(read, path), suffix, sums)


def _again(read: Callable[[Path], dict[str, Rows]], path: Path) -> Callable[[], dict[str, Rows]]:
    return lambda: copy.deepcopy(cache(read)(path))


@cache
def _cut_csv(path: Path) -> dict[str, Rows]:
    import csv

    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows: Rows = [list(row) for row in csv.reader(stream)]
    kept = [row for row in rows[1:] if {"RP1", "RRF", "RM3", "R1F", "00L"} & set(map(str, row))]
    return {"": [rows[0], *kept[:40]]}


KEPT = frozenset(("RP1", "RRF", "RM3", "04G"))


@cache
def _cut_workbook(path: Path) -> dict[str, Rows]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    sheets: dict[str, Rows] = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if name == "Trust Benchmark Groups":
            rows = [["" if _is_cut(cell) else cell for cell in row] for row in rows]
        wide = len(rows[0]) > 40 if rows else False
        sheets[name] = [
            row for n, row in enumerate(rows) if not wide or n < 8 or KEPT & set(map(str, row))
        ]
    return sheets


def _is_cut(cell: object) -> bool:
    return bool(CODE.fullmatch(str(cell).strip())) and str(cell).strip() not in KEPT
