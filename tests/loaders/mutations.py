"""What can happen to a publication between its publisher and us, and what may come of it.

A mutation changes a small publication in one way and says whose figures may differ for it. The
outcome is a refusal that names the file and leaves nothing behind, or a table in which every other
figure is as it was: see :func:`judged`.
"""

from __future__ import annotations

import contextlib
import copy
import datetime
import functools
import random
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from imports import import_file, read_table
from small_councils import FINANCE, NUMBERS
from small_publications import CODE, Content, Rows, Small

from nhs_culture.errors import NhsCultureError
from nhs_culture.loaders.tidy import AREAS, keys_of, table_text

_IN_ACCOUNTS = {
    "Northamptonshire Healthcare NHS Trust": "RP1",
    "Wigan NHS Trust": "RRF",
    "Salford Royal NHS Trust": "RM3",
}
"""Rows of the accounts name their trust in words."""

_DEPARTMENTS = FINANCE | NUMBERS
"""Councils by the codes of other departments."""

REGIONS = {code: name for code, name in AREAS.items() if code != "ENG"}

EVERYONE = frozenset({"*"})
NOBODY: frozenset[str] = frozenset()
JUNK = (
    *("n/a", "N/A", "*", "-", "..", "60%", "4,2", "1.234,5", "£5", "see note 3", "=1+1", "#REF!"),
    *("nan", "inf", "1e999", "0x1F", "1_000", "１２", "true", "12 or so", "−3", "x" * 300),
    *(True, datetime.datetime(2019, 4, 1), datetime.time(1, 30), -1, -0.01, 1e12),
)
SIGNS = ("n/a", "N/A", "*", "-", "..")
BLANK = ("", " ", None)
NUMBERS = (0, 0.5, 1, 2, 7, 55.5, 1234)


@dataclass(frozen=True)
class Mutated:
    """A changed publication and whose figures the change may touch: codes, or ``*``.

    ``kept`` holds codes that have to have figures still, whatever these are.
    """

    content: Content
    touched: frozenset[str]
    what: str
    kept: frozenset[str] = frozenset()


def orgs_of(rows: Rows, place: int, sheet: str = "") -> frozenset[str]:
    """Return the codes that a row is about; England's total goes with every row of a CSV."""
    row = rows[place]
    texts = {str(cell).strip() for cell in row}
    codes = {text for text in texts if CODE.fullmatch(text)}
    codes |= {_IN_ACCOUNTS[text] for text in texts & set(_IN_ACCOUNTS)}
    codes |= {"R1F1"} if "RF1" in codes else set()
    codes |= {_DEPARTMENTS[text] for text in texts & set(_DEPARTMENTS)}
    national = sheet == "Table 1" or bool({"England", "E92000001", "970"} & texts)
    return frozenset(codes | ({"ENG"} if national else set())) | _region(rows, place)


def _region(rows: Rows, place: int) -> frozenset[str]:
    """Return the region of a row of vacancies: it stands on the first row of its group."""
    above = (str(row[0]) for row in reversed(rows[: place + 1]) if row and row[0])
    named = next(above, "")
    return frozenset(code for code, name in REGIONS.items() if named.startswith(name))


class Chance:
    """The choices of one case: from hypothesis in the suite, from a seed in the long run."""

    def __init__(self, whole: Callable[[int], int]) -> None:
        self._whole = whole

    @classmethod
    def seeded(cls, seed: int) -> Chance:
        """Return the choices of a seed."""
        return cls(random.Random(seed).randrange)

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to below the limit."""
        return self._whole(max(limit, 1))

    def of(self, options: Sequence[Any]) -> Any:
        """Return one of the options."""
        return options[self.below(len(options))]


def mutated(small: Small, chance: Chance) -> Mutated:
    """Return the publication with one change."""
    content = small.build()
    if small.suffix == "json":
        return _mutated_json(content, chance)
    kinds = [*TABLE_KINDS, *(SHEET_KINDS if small.suffix == "xlsx" else ())]
    kind = chance.of(kinds)
    if kind in SHEET_KINDS:
        return kind(content, chance)
    sheet = chance.of([name for name, rows in content.items() if len(rows) > 1])
    if kind is change_pair:
        touched, kept = kind(content[sheet], sheet, chance)
    else:
        touched, kept = kind(content[sheet], sheet, chance), NOBODY
    if small.sums and kind in ROW_KINDS and (touched or kind is not change_pair):
        touched |= {"ENG"}  # of all rows, those of organisations that are left out too
    return Mutated(content, touched, f"{kind.__name__} on sheet {sheet!r}", kept)


def _heading(rows: Rows) -> int:
    """Return the place of the fullest row near the top, the heading in all layouts."""
    return max(range(min(len(rows), 12)), key=lambda place: sum(_is_text(c) for c in rows[place]))


def _is_text(cell: object) -> bool:
    return isinstance(cell, str | datetime.date) and str(cell).strip() != ""


def drop_column(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    place = chance.below(len(rows[_heading(rows)]))
    for row in rows:
        del row[place : place + 1]
    return NOBODY


def move_column(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    width = len(rows[_heading(rows)])
    start, end = chance.below(width), chance.below(width)
    for row in rows:
        row.extend([""] * (width - len(row)))
        row.insert(end, row.pop(start))
    return NOBODY


def duplicate_column(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    width = len(rows[_heading(rows)])
    start, end = chance.below(width), chance.below(width)
    for row in rows:
        row.extend([""] * (width - len(row)))
        row.insert(end, row[start])
    return NOBODY


def insert_column(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    """One more column: what next year's edition may have."""
    heading = _heading(rows)
    width = len(rows[heading])
    end = chance.below(width + 1)
    for number, row in enumerate(rows):
        row.extend([""] * (width - len(row)))
        row.insert(end, "A new column" if number == heading else number / 7)
    return NOBODY


def truncate_columns(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    keep = chance.below(len(rows[_heading(rows)]))
    for row in rows:
        del row[keep:]
    return NOBODY


def rename_heading(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    heading = rows[_heading(rows)]
    place = chance.below(len(heading))
    heading[place] = chance.of([f"{heading[place]} (new)", "Another name", "", "q99_2019", 17])
    return NOBODY


def decorate_heading(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    """Line breaks, doubled blanks and capitals in a heading."""
    heading = rows[_heading(rows)]
    place = chance.below(len(heading))
    text = str(heading[place])
    heading[place] = chance.of(
        [text.replace(" ", "\n"), text.replace(" ", "  "), f" {text} ", text.upper(), text.lower()]
    )
    return NOBODY


def swap_headings(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    """Two labels change places: the file then says something else, unless they are months."""
    heading = rows[_heading(rows)]
    one, other = chance.below(len(heading)), chance.below(len(heading))
    months = all(
        re.search(r"20\d\d", str(heading[c])) and "_" not in str(heading[c]) for c in (one, other)
    )
    heading[one], heading[other] = heading[other], heading[one]
    return NOBODY if months else EVERYONE


def drop_row(rows: Rows, sheet: str, chance: Chance) -> frozenset[str]:
    place = chance.below(len(rows))
    touched = orgs_of(rows, place, sheet)
    del rows[place]
    return touched


def duplicate_row(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    row = chance.below(len(rows))
    rows.insert(chance.below(len(rows)), list(rows[row]))
    return NOBODY


def swap_rows(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    one, other = chance.below(len(rows)), chance.below(len(rows))
    rows[one], rows[other] = rows[other], rows[one]
    return NOBODY


def truncate_rows(rows: Rows, sheet: str, chance: Chance) -> frozenset[str]:
    keep = chance.below(len(rows))
    lost = frozenset().union(*(orgs_of(rows, place, sheet) for place in range(keep, len(rows))))
    del rows[keep:]
    return lost


def insert_row(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    width = len(rows[_heading(rows)])
    remark = chance.of(["", "Provisional", "All organisations"])
    rows.insert(chance.below(len(rows) + 1), [remark, *[""] * (width - 1)])
    return NOBODY


def shorten_row(rows: Rows, sheet: str, chance: Chance) -> frozenset[str]:
    place, heading = chance.below(len(rows)), _heading(rows)
    touched = orgs_of(rows, place, sheet) if place != heading else NOBODY
    del rows[place][chance.below(len(rows[place])) :]
    return touched


def shift_row(rows: Rows, sheet: str, chance: Chance) -> frozenset[str]:
    """One cell too many somewhere in a row: everything after it stands a column further on."""
    heading = _heading(rows)
    place = chance.below(len(rows))
    row = rows[place]
    touched = orgs_of(rows, place, sheet) if place != heading else NOBODY
    row.insert(chance.below(len(row)), "")
    return touched


def retype_cell(rows: Rows, sheet: str, chance: Chance) -> frozenset[str]:
    """A cell that is no figure where a figure should be, or no code, or no heading.

    A sign in the place of a number may be the publication's own for a missing figure.
    """
    place = chance.below(len(rows))
    row = rows[place]
    if not row:
        return NOBODY
    column = chance.below(len(row))
    was, row[column] = row[column], chance.of(JUNK)
    missing = isinstance(was, int | float) and row[column] in SIGNS
    return orgs_of(rows, place, sheet) if missing else NOBODY


def blank_cell(rows: Rows, sheet: str, chance: Chance) -> frozenset[str]:
    """A missing figure; a missing code or heading must not drop anything in silence."""
    place = chance.below(len(rows))
    row = rows[place]
    if not row:
        return NOBODY
    column = chance.below(len(row))
    was, touched = row[column], orgs_of(rows, place, sheet)
    row[column] = chance.of(BLANK)
    label = isinstance(was, str) and not re.fullmatch(r"[\d.]+|NA|\.|", was.strip())
    return NOBODY if label or place == _heading(rows) else touched


def change_number(rows: Rows, sheet: str, chance: Chance) -> frozenset[str]:
    """Another number in a cell: that trust's figures differ, and nobody else's."""
    place = chance.below(len(rows))
    row = rows[place]
    if not row:
        return NOBODY
    touched = orgs_of(rows, place, sheet)
    row[chance.below(len(row))] = chance.of(NUMBERS)
    return touched


def spoil_code(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    """A code and the name beside it in other letters or with a mark: no row goes in silence."""
    coded = [row for row in rows if any(CODE.fullmatch(str(cell)) for cell in row)]
    if not coded:
        return NOBODY
    row = chance.of(coded)
    for place, cell in enumerate(row):
        text = str(cell)
        if CODE.fullmatch(text):
            marks = [text.lower(), f"{text}00", f"{text}*", f"{text} [note 2]", "", f"\xa0{text}"]
            row[place] = chance.of([*marks, f"{text}\u200b", text.replace("R", "\uff32"), "*", "-"])
        elif "NHS" in text and chance.below(2):
            row[place] = chance.of([text.upper(), f"{text[:4]} NHS FT", text.replace(" ", "\xa0")])
    return NOBODY


def change_pair(rows: Rows, sheet: str, chance: Chance) -> tuple[frozenset[str], frozenset[str]]:
    """Two cells of a row at once: labels, or a label and a figure.

    Labels alone change nobody's figures. A figure beside a spoilt label may be another one, and is
    not lost.
    """
    place = chance.below(len(rows))
    row, touched = rows[place], orgs_of(rows, place, sheet)
    labels = [n for n, cell in enumerate(row) if _is_label(cell)]
    numbers = [n for n, cell in enumerate(row) if isinstance(cell, int | float)]
    if place == _heading(rows) or not labels:
        return NOBODY, NOBODY
    both = chance.below(2) and numbers
    for column in {chance.of(labels), *([] if both else [chance.of(labels)])}:
        row[column] = chance.of(_spoilt(str(row[column])))
    if not both:
        return NOBODY, NOBODY
    row[chance.of(numbers)] = chance.of([n for n in NUMBERS if n])
    return touched, touched - {"ENG"}


def _is_label(cell: object) -> bool:
    return _is_text(cell) and not re.fullmatch(r"[\d.]+|NA|\.", str(cell).strip())


def _spoilt(label: str) -> list[object]:
    """Return what may come of a label by the hands of people and programs."""
    marks = [f"{label}*", f"{label} [note 2]", f"{label}00", f"\xa0{label}", f"{label}\u200b"]
    short = [label[:-1], label[:4], label[1:], label.replace("NHS Foundation Trust", "NHS FT")]
    return [label.lower(), label.upper(), label.title(), "", " ", None, "-", *marks, *short]


def insert_total(rows: Rows, _: str, chance: Chance) -> frozenset[str]:
    """A row of totals among the others, in words that the layout does not have."""
    heading = _heading(rows)
    words = chance.of(["Total", "All organisations", "England", "Overall", "Subtotals"])
    coded = [row for row in rows if any(CODE.fullmatch(str(cell)) for cell in row)]
    like = coded[-1] if coded else rows[heading]
    codes, figure = chance.of(["", words, "All"]), chance.of([None, 100])
    total = [
        codes
        if CODE.fullmatch(str(cell))
        else words
        if "NHS" in str(cell)
        else cell
        if isinstance(cell, str) or figure is None
        else figure
        for cell in like
    ]
    rows.insert(heading + 1 + chance.below(len(rows) - heading), total)
    return NOBODY


def drop_sheet(content: Content, chance: Chance) -> Mutated:
    name = chance.of(list(content))
    left = {key: rows for key, rows in content.items() if key != name} or {"Empty": [[""]]}
    touched = frozenset().union(
        *(orgs_of(content[name], place, name) for place in range(len(content[name])))
    )
    return Mutated(left, touched, f"drop_sheet {name!r}")


def rename_sheet(content: Content, chance: Chance) -> Mutated:
    name = chance.of(list(content))
    renamed = {("Sheet1" if key == name else key): rows for key, rows in content.items()}
    return Mutated(renamed, NOBODY, f"rename_sheet {name!r}")


def duplicate_sheet(content: Content, chance: Chance) -> Mutated:
    name = chance.of(list(content))
    return Mutated({**content, "Copy": copy.deepcopy(content[name])}, NOBODY, f"duplicate {name!r}")


def reorder_sheets(content: Content, chance: Chance) -> Mutated:
    name = chance.of(list(content))
    rest = {key: rows for key, rows in content.items() if key != name}
    return Mutated({name: content[name], **rest}, NOBODY, f"{name!r} comes first")


TABLE_KINDS = (
    *(drop_column, move_column, duplicate_column, insert_column, truncate_columns),
    *(rename_heading, decorate_heading, swap_headings, drop_row, duplicate_row, swap_rows),
    *(truncate_rows, insert_row, shorten_row, shift_row, retype_cell, retype_cell, blank_cell),
    *(change_number, spoil_code, spoil_code, insert_total, change_pair, change_pair, change_pair),
)
ROW_KINDS = (
    *(drop_row, truncate_rows, shorten_row, shift_row, blank_cell, change_number, change_pair),
)
"""What may change the sum that stands for England."""
SHEET_KINDS = (drop_sheet, rename_sheet, duplicate_sheet, reorder_sheets)


def _mutated_json(content: Content, chance: Chance) -> Mutated:
    """Change one place in a pay bill: a whole trust, or something within it."""
    name = chance.of(list(content))
    match chance.below(4):
        case 0:
            return Mutated(_without(content, name), frozenset({_CODES[name]}), f"drop {name}")
        case 1:
            other = chance.of([f"{name} (new)", name.upper(), "Utopia NHS Trust"])
            changed = {**_without(content, name), other: content[name]}
            same = other == name.upper()
            return Mutated(changed, NOBODY if same else frozenset({_CODES[name]}), f"{other}")
        case 2:
            content[name.upper()] = copy.deepcopy(content[name])
            return Mutated(content, NOBODY, f"duplicate {name}")
    return Mutated(content, _changed_entry(content[name], name, chance), f"change within {name}")


def _changed_entry(entry: dict[str, Any], name: str, chance: Chance) -> frozenset[str]:
    odd = [*map(str, JUNK), None, True, [], {}, -1, float("inf")]
    groups = entry["cost_groups"]
    match chance.below(5):
        case 0:
            del entry[chance.of(list(entry))]
        case 1:
            entry[chance.of(list(entry))] = chance.of(odd)
        case 2:
            group = chance.of(groups)
            group[chance.of(list(group))] = chance.of([*odd, 0, 5])
        case 3:
            chance.of([groups.pop, groups.reverse, lambda: groups.append(dict(groups[0]))])()
        case 4:
            entry["workforce_total_wte"] = chance.of([0, 12.5, 9999])
            return frozenset({_CODES[name]})
    return NOBODY


def _without(content: Content, name: str) -> dict[str, object]:
    return {key: entry for key, entry in content.items() if key != name}


_CODES = {
    "Northamptonshire Healthcare NHS Foundation Trust": "RP1",
    "The Leeds Teaching Hospitals NHS Trust": "RR8",
    "University Hospitals of Leicester NHS Trust": "RWE",
}


def damaged(path: Path, chance: Chance) -> None:
    """Cut a file off, or put other bytes into it."""
    content = bytearray(path.read_bytes())
    if chance.below(2):
        path.write_bytes(content[: chance.below(len(content))])
        return
    place = chance.below(len(content))
    content[place : place + 1 + chance.below(4)] = bytes(chance.below(256) for _ in range(3))
    path.write_bytes(content)


def figures_of(path: Path, into: Path) -> pd.Series:
    """Import a file and return the line of each figure, by its key."""
    tables = [read_table(table) for table in import_file(path, into).tables]
    figures = pd.concat(tables, ignore_index=True)
    lines = table_text(figures).splitlines()[1:]
    return pd.Series(lines, index=keys_of(figures).to_numpy())


@functools.cache
def unspoilt(small: Small) -> pd.Series:
    """Return the line of each figure of a small publication that nobody has changed."""
    with tempfile.TemporaryDirectory() as folder:
        return figures_of(small.save(small.build(), Path(folder)), Path(folder) / "raw")


def judged(
    path: Path,
    into: Path,
    before: pd.Series,
    touched: frozenset[str],
    kept: frozenset[str] = NOBODY,
) -> str:
    """Import a changed file and return ``same``, ``other`` or ``refused``.

    Raises
    ------
    AssertionError
        When a figure of somebody untouched is not as it was, when somebody who is to be kept has
        no figure left, when the refusal does not name the
        file, or when it leaves something behind.
    """
    try:
        after = figures_of(path, into)
    except NhsCultureError as error:
        message = str(error)
    else:
        had, has = (set(lines.str.split(",").str[0]) for lines in (before, after))
        assert not (had & kept) - has, f"lost without a word: {sorted((had & kept) - has)}"
        return _compared(after, before, touched)
    assert path.name in message, f"the refusal does not name the file: {message}"
    assert not into.exists() or not list(into.rglob("*.*")), "something was left behind"
    return "refused"


def _compared(after: pd.Series, before: pd.Series, touched: frozenset[str]) -> str:
    if after.equals(before):
        return "same"
    if "*" not in touched:
        differing = set(after.items()) ^ set(before.items())
        wrong = sorted(line for _, line in differing if line.split(",")[0] not in touched)
        assert not wrong, f"figures of others than {sorted(touched)} differ: {wrong[:6]}"
    return "other"


def emptied(folder: Path) -> None:
    """Remove the files below a folder."""
    for path in sorted(folder.rglob("*"), reverse=True):
        with contextlib.suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
