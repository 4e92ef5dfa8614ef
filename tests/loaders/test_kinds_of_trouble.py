"""One kind of trouble in every publication: nobody lost, nothing added twice, no other unit."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import publication_layouts as layouts
import pytest
from imports import PROJECT, REGISTER, import_file, read_table
from mutations import emptied, figures_of, judged, orgs_of, unspoilt
from small_publications import CODE, SMALL, Rows, Small

from nhs_culture.errors import SourceError
from nhs_culture.loaders.levels import moved_levels, odd_figures, odd_levels

TABLES = [small for small in SMALL if small.suffix != "json"]
CSVS = [small for small in SMALL if small.suffix == "csv"]
SPOILT: tuple[Callable[[str], object], ...] = (
    str.lower,
    lambda code: f"{code}00",
    lambda code: f"{code} [note 2]",
    lambda _: "",
)
NONE: frozenset[str] = frozenset()
YEARS = range(1990, 2100)


def names(small: Small) -> str:
    return small.source_id


def coded(content: dict[str, Rows]) -> tuple[Rows, int, int]:
    """Return a table of figures, and row and column of the first code of an organisation."""
    for rows in content.values():
        for place, row in enumerate(rows):
            numbers = sum(isinstance(cell, int | float) for cell in row)
            for column, cell in enumerate(row):
                if CODE.fullmatch(str(cell)) and numbers:
                    return rows, place, column
    pytest.skip("has no codes of trusts or councils beside its figures")


@pytest.mark.parametrize("small", TABLES, ids=names)
def test_a_spoilt_code_never_loses_an_organisation(small: Small, tmp_path: Path) -> None:
    before = unspoilt(small)
    for spoil in SPOILT if small.suffix == "csv" else SPOILT[1:2]:
        emptied(tmp_path)
        content = small.build()
        rows, place, column = coded(content)
        rows[place][column] = spoil(str(rows[place][column]))
        judged(small.save(content, tmp_path), tmp_path / "raw", before, NONE)


@pytest.mark.parametrize("small", TABLES, ids=names)
def test_headings_alone_are_refused(small: Small, tmp_path: Path) -> None:
    for sheet in small.build():
        content = small.build()
        rows = content[sheet]
        del rows[next((n for n, row in enumerate(rows) if is_of_one(row)), len(rows)) :]
        if rows != small.build()[sheet]:
            with pytest.raises(SourceError, match=small.source_id):
                import_file(small.save(content, tmp_path), tmp_path / "raw")


def is_of_one(row: list[object]) -> bool:
    """Tell whether a row has figures of one organisation."""
    numbers = any(isinstance(cell, int | float) for cell in row)
    return numbers and any(CODE.fullmatch(str(cell)) for cell in row)


@pytest.mark.parametrize("small", CSVS, ids=names)
def test_a_council_is_not_taken_for_a_trust_nor_a_trust_for_a_council(
    small: Small, tmp_path: Path
) -> None:
    content = small.build()
    rows, place, column = coded(content)
    rows[place][column] = "RQX" if str(rows[place][column]).startswith("E") else "E08000010"
    with pytest.raises(SourceError):
        import_file(small.save(content, tmp_path), tmp_path / "raw")


@pytest.mark.parametrize("sign", ["1,234", "c", "z", "x", "-", "*", "[c]", "12%", "£12", "-00"])
def test_a_sign_is_a_missing_figure_or_a_refusal_and_never_a_number(
    sign: str, tmp_path: Path
) -> None:
    """Where a publication prints it: thousands commas of motivation_involvement_2017, say."""
    for small in CSVS:
        before = unspoilt(small)
        emptied(tmp_path)
        content = small.build()
        rows, place, _ = coded(content)
        column = max(n for n, cell in enumerate(rows[place]) if isinstance(cell, int | float))
        touched = orgs_of(rows, place) | ({"ENG"} if small.sums else NONE)
        rows[place][column] = sign
        path = small.save(content, tmp_path)
        if judged(path, tmp_path / "raw", before, touched) == "other":
            after = pd.concat(read_table(p) for p in (tmp_path / "raw").rglob("*.csv"))
            assert len(after) < len(before), small.source_id


@pytest.fixture(scope="module")
def held() -> pd.DataFrame:
    """All figures that are held."""
    return pd.concat(map(read_table, PROJECT.tables), ignore_index=True)


ROW = ["30/04/2024", "Y60", "Midlands", "QPM", "Northamptonshire"]


@pytest.mark.parametrize(
    ("code", "name", "lost", "available"),
    [
        ("TOT", "Total", 1, 100),
        ("ENG", "England", 1, 100),
        ("ALL", "All organisations", 1, 100),
        ("Y60", "Midlands", 1, 100),
        ("", "Grand total", 1, 100),
        ("RXX", "Nene and all others", 530, 11_000),
        ("QXY", "Subtotals", 1, 100),
        ("QXY", "Overall", 1, 100),
        ("QXY", "Mental Health trusts", 1, 100),
        ("X99", "NHS", 1, 100),
    ],
)
def test_a_total_among_the_rows_is_not_added_to_england(
    code: str, name: str, lost: float, available: float, tmp_path: Path
) -> None:
    rows = layouts.sickness_month()
    rows.append([*ROW, code, name, "Others", lost, available, round(100 * lost / available, 2)])
    with pytest.raises(SourceError, match=r"month.csv, row 4"):
        import_file(layouts.save_csv(rows, tmp_path / "month.csv"), tmp_path / "raw")


@pytest.mark.parametrize("column", [2, 3, 7])
@pytest.mark.parametrize("own", [True, False])
def test_the_sum_of_a_group_is_no_organisation_whatever_it_is_called(
    column: int, own: bool, tmp_path: Path
) -> None:
    """By region, system and type; with the label of its group or with another."""
    rows = layouts.sickness_month()
    first = [[*rows[1][:5], code, f"{code} NHS Trust", *rows[1][7:]] for code in ("RRF", "RM3")]
    others = [*rows[2][:5], "QXX", *rows[2][6:]]
    others[2], others[3], others[7] = "London", "QXX", "Others"
    total = [*rows[1][:5], "QXY", "Northamptonshire system", "ICB", 1500, 30000, "5.00"]
    total[2], total[3] = "Elsewhere", "QNE"
    if own:
        total[column] = rows[1][column]
    rows[2][2], rows[2][3] = "London", "QXX"
    path = layouts.save_csv([*rows[:2], *first, rows[2], others, total], tmp_path / "month.csv")
    with pytest.raises(SourceError, match=r"month.csv, row 7.* sum of the other rows"):
        import_file(path, tmp_path / "raw")


@pytest.mark.parametrize("month", [(2012, 3), (2024, 3)])
def test_a_month_before_the_first_of_its_publication_is_refused(
    month: tuple[int, int], tmp_path: Path
) -> None:
    path = layouts.save_csv(layouts.sickness_month(*month), tmp_path / "month.csv")
    with pytest.raises(SourceError, match=r"row 2, column 'DATE': expected 2024-04 to"):
        import_file(path, tmp_path / "raw")


@pytest.mark.parametrize("factor", [0.01, 0.1, 0.5, 2, 10])
def test_counts_in_another_unit_are_refused_though_their_rates_are_right(
    factor: float, tmp_path: Path
) -> None:
    (small,) = (one for one in SMALL if one.source_id == "sickness_absence_2024_2025")

    def saved(day: str, factor: float, folder: str) -> Path:
        content = small.build()
        for row in content[""][1:]:
            row[0], row[8], row[9] = day, factor * row[8], factor * row[9]
        (tmp_path / folder).mkdir()
        return small.save(content, tmp_path / folder)

    into = tmp_path / "raw"
    import_file(saved("30/04/2024", 1, "april"), into)
    import_file(saved("31/05/2024", 1, "may"), into)
    for folder, day in (("again", "31/05/2024"), ("next", "30/06/2024")):
        with pytest.raises(SourceError, match=r"denominators of sickness_absence in 2024-0"):
            import_file(saved(day, factor, folder), into)


def test_a_count_above_all_that_can_be_is_told_the_largest(tmp_path: Path) -> None:
    rows = layouts.sickness_month()
    rows[1][9] = 8_344_361
    with pytest.raises(SourceError, match="from 0 to 5,000,000, found '8344361'"):
        import_file(layouts.save_csv(rows, tmp_path / "month.csv"), tmp_path / "raw")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("QP1", "Northamptonshire Healthcare"),
        ("QP1", "The NORTHAMPTONSHIRE healthcare"),
        ("rp1", "NORTHAMPTONSHIRE HEALTHCARE NHS FOUNDATION TRUST"),
        ("RP100", "Northamptonshire Healthcare"),
        ("RP1*", "Northamptonshire Healthcare"),
        ("RP1 [note 2]", "Northamptonshire Healthcare"),
        ("0RP", "Northamptonshire Healthcare NHS FT"),
        ("0RP", "Northamptonshire Healthcare NHS\xa0Foundation\xa0Trust"),
        ("", "Northamptonshire Healthcare"),
        ("", ""),
    ],
)
def test_a_trust_in_other_letters_is_refused_and_not_left_out(
    code: str, name: str, tmp_path: Path
) -> None:
    month = layouts.sickness_month()
    month[1][5:7] = [code, name]
    with pytest.raises(SourceError, match=r"month.csv, row 2"):
        import_file(layouts.save_csv(month, tmp_path / "month.csv"), tmp_path / "raw")
    book = layouts.sickness_workbook()
    book["Table 4"][4][4:6] = [name, code]
    with pytest.raises(SourceError, match=r"book.xlsx, sheet 'Table 4', row 5"):
        import_file(layouts.save_workbook(book, tmp_path / "book.xlsx"), tmp_path / "raw")


def test_what_is_left_out_is_named_with_its_number(tmp_path: Path) -> None:
    path = layouts.save_workbook(layouts.sickness_workbook(), tmp_path / "book.xlsx")
    report = import_file(path, tmp_path / "raw")
    assert report.left_out == ("1 clinical commissioning groups", "1 totals of regions")


@pytest.mark.parametrize("year", [1925, 2052])
def test_a_time_that_cannot_be_is_refused(year: int, tmp_path: Path) -> None:
    month = layouts.save_csv(layouts.sickness_month(year, 4), tmp_path / "month.csv")
    book = layouts.sickness_workbook()
    for sheet in book.values():
        for row in sheet:
            row[:] = [str(cell).replace("2013", str(year)) for cell in row]
    workbook = layouts.save_workbook(book, tmp_path / "book.xlsx")
    answers: Rows = [["org_code", "year", "pct_recommend_work", "weighting", "flag"]]
    weighting = "weighted" if year > 2020 else "unweighted"
    answers.append(["RP1", year, 61.2, weighting, ""])
    survey = layouts.save_csv(answers, tmp_path / "survey.csv")
    for path in (month, workbook, survey):
        with pytest.raises(SourceError, match=path.name):
            import_file(path, tmp_path / "raw")


def test_a_first_month_that_is_missing_is_not_lost_in_silence(tmp_path: Path) -> None:
    (small,) = (one for one in SMALL if one.source_id == "sickness_absence_2013_2023")
    content = small.build()
    for row in content["Table 4"]:
        del row[6:7]
    with pytest.raises(SourceError, match="begin with 2013-05; expected the April"):
        import_file(small.save(content, tmp_path), tmp_path / "raw")


DATED = (
    *("sickness_absence_2024_2025", "workforce_2009_2025", "safety_incidents_2009_2020"),
    *("staff_survey_scores_2025", "shmi_releases_2011_2014"),
)
"""Publications that print days."""


@pytest.mark.parametrize("source", DATED)
def test_the_day_of_a_release_is_not_taken_for_a_period(source: str, tmp_path: Path) -> None:
    (small,) = (one for one in SMALL if one.source_id == source)
    content = small.build()
    before = str(content)
    for rows in content.values():
        for row in rows:
            row[:] = [released(cell) for cell in row]
    assert str(content) != before
    with pytest.raises(SourceError):
        import_file(small.save(content, tmp_path), tmp_path / "raw")


def released(cell: object) -> object:
    """Return a cell with the 14th of the month for any day of it."""
    if isinstance(cell, datetime.date):
        return cell.replace(day=14)
    if not isinstance(cell, str):
        return cell
    return re.sub(r"^(\d{4}-\d\d)-\d\d$", r"\1-14", re.sub(r"^\d\d(/\d\d/\d{4})$", r"14\1", cell))


def test_a_workbook_of_percent_cells_is_refused(tmp_path: Path) -> None:
    """Cells formatted as per cent hold hundredths of what they show."""
    book = layouts.sickness_workbook()
    for name in ("Table 1", "Table 4"):
        for row in book[name]:
            row[:] = [cell / 100 if isinstance(cell, float) else cell for cell in row]
    path = layouts.save_workbook(book, tmp_path / "book.xlsx")
    with pytest.raises(SourceError, match="another unit"):
        import_file(path, tmp_path / "raw")


def test_an_edition_in_another_unit_than_the_one_before_is_refused(tmp_path: Path) -> None:
    def incidents(times: float) -> Path:
        rows: Rows = [["org_code", "six_months_ending", "incidents_reported", "rate_as_published"]]
        rows += [[code, "2012-03-31", 900 * times, 3.1] for code in ("RP1", "RRF", "RM3")]
        return layouts.save_csv(rows, tmp_path / "incidents.csv")

    import_file(incidents(1), tmp_path / "raw")
    with pytest.raises(SourceError, match="the edition before"):
        import_file(incidents(4), tmp_path / "raw")


@pytest.mark.parametrize("factor", [0.001, 0.01, 100, 1000])
def test_a_hundredfold_of_any_measure_that_is_held_is_out_of_the_question(
    factor: float, held: pd.DataFrame
) -> None:
    held = held[~held["org_code"].isin(["ENG"]) & (held["value"] > 0)]
    limits = REGISTER.figured[["lower", "upper"]]
    mostly_nothing = REGISTER.figured["median_lower"] <= 0  # a line of money that has no usual size
    held = held[~held["measure"].isin(mostly_nothing.index[mostly_nothing])]
    for measure, figures in held.groupby("measure"):
        other = figures.assign(value=factor * figures["value"])
        lower, upper = limits.loc[str(measure)]
        outside = ~other["value"].between(lower, upper)
        assert outside.any() or len(odd_levels(other, REGISTER)), measure


def test_no_measure_that_is_held_moves_as_far_as_another_unit_would(held: pd.DataFrame) -> None:
    assert moved_levels(held).empty
    period = held[held["measure"] == "sickness_absence"]["period"].max()
    spoilt = (held["measure"] == "sickness_absence") & (held["period"] == period)
    moved = moved_levels(held.assign(value=held["value"].where(~spoilt, held["value"] / 100)))
    assert set(moved["period"]) == {period}


def of_measure(held: pd.DataFrame, measure: str) -> pd.DataFrame:
    return held[held["measure"] == measure].drop_duplicates(["org_code", "period", "subgroup"])


def test_no_figure_that_is_held_is_out_of_the_question(held: pd.DataFrame) -> None:
    assert odd_figures(held, REGISTER).empty


@pytest.mark.parametrize(
    "measure", ["recommend_work", "sickness_absence", "equal_opportunities", "smoking_adults"]
)
@pytest.mark.parametrize("every", [2, 7, 10_000])
def test_shares_of_one_among_per_cents_are_found(
    measure: str, every: int, held: pd.DataFrame
) -> None:
    held = of_measure(held, measure).reset_index(drop=True)
    spoilt = held.groupby(["period", "subgroup"]).cumcount() % every == 1
    mixed = held.assign(value=held["value"].where(~spoilt, held["value"] / 100))
    found = odd_figures(mixed, REGISTER)
    assert set(found.index) <= set(held.index[spoilt])
    assert len(found) > 0.9 * spoilt.sum() > 0


@pytest.mark.parametrize("measure", ["staff_fte", "engagement", "recommend_work", "shmi"])
def test_a_nothing_is_no_figure_of_an_organisation_that_has_ended(
    measure: str, held: pd.DataFrame
) -> None:
    held = of_measure(held, measure)
    last = held[held["org_code"] == held["org_code"].iloc[-1]].index[-1]
    nothing = held.assign(value=held["value"].where(held.index != last, 0.0))
    assert list(odd_figures(nothing, REGISTER).index) == [last]


@pytest.mark.parametrize("small", TABLES, ids=names)
def test_a_trust_with_nothing_in_every_column_gives_no_figure(small: Small, tmp_path: Path) -> None:
    content = small.build()
    rows, place, column = coded(content)
    code = str(rows[place][column])
    if code.startswith("E"):
        pytest.skip("is about councils: in the smallest there may be nobody of a kind")
    for row in (row for rows in content.values() for row in rows if code in map(str, row)):
        row[:] = [
            0 if isinstance(cell, int | float) and cell not in YEARS else cell for cell in row
        ]
    try:
        after = figures_of(small.save(content, tmp_path), tmp_path / "raw")
    except SourceError:
        return
    assert code not in set(after.str.split(",").str[0])
