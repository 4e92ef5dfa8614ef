"""Pay bill of each trust, compiled from the trust accounts consolidation (TAC) schedules."""

from __future__ import annotations

import pandas as pd

from nhs_culture.errors import SourceError
from nhs_culture.loaders.providers import plain, provider_codes
from nhs_culture.loaders.publication import Importer, Publication
from nhs_culture.loaders.tidy import figures
from nhs_culture.loaders.workbook import JsonFile, SourceFile

__all__ = ["IMPORTER"]

TOTAL, GROUPS, WTE = "total_staff_costs", "cost_groups", "workforce_total_wte"
AGENCY_AND_BANK = frozenset({"STA0300", "STA0310"})
SMALLEST_FIGURE = 1_000
"""Pounds. TAC schedules are in thousands: less than that is no figure."""
ANCHOR = "Northamptonshire Healthcare NHS Foundation Trust"
YEAR_BY_ANCHOR = {235_111_000: "2022/23", 243_138_000: "2023/24"}
"""The year of a file by the staff costs of one trust: the files do not print their year."""
RENAMED = {"royal surrey nhs foundation trust": "RA2"}
"""Names that the official files do not print. Royal Surrey County Hospital NHS Foundation Trust
took the shorter name in 2019; NHS England's files go on with the longer."""

PUBLICATION = Publication(
    source_id="pay_bill_2022_2024",
    title="NHS providers: trust accounts consolidation (TAC) data 2022/23 and 2023/24, staff costs",
    producer="NHS England",
    url="https://github.com/JuanBlanco9/German-Budget-Galaxy/tree/54c09471",
    published="2024",
    measures=("staff_cost", "agency_bank_cost", "average_wte"),
    left_out=(
        "The other groups of cost and the staff groups: the compilers pushed a residual into the "
        "largest group, so only the total and the agency figure are used.",
        "Agency and bank of the West Midlands Ambulance Service (RYA), £10 in both years: the "
        "schedules are in thousands, so this is no figure.",
    ),
    notes=(
        "agency_bank_cost is agency and contract staff (STA0310) and external bank (STA0300) in "
        "one; internal bank is in the other staff costs. staff_cost is the total (EXP0130 and "
        "EXP0140).",
        "The file is keyed by name; names are matched to ODS codes by the names that the official "
        "workbooks of the project print, and one renamed trust by hand.",
        "The files do not print their year: it is told from the staff costs of one trust "
        "(Northamptonshire Healthcare).",
        "Official publication: https://www.england.nhs.uk/financial-accounting-and-reporting/"
        "nhs-providers-tac-data-publications/ (date of the compiled files not known exactly).",
    ),
    licence="Open Government Licence v3.0 (of the underlying statistics)",
    compiled_by="JuanBlanco9/German-Budget-Galaxy, commit 54c09471",
    files="periods",
)


def _recognises(source: SourceFile) -> bool:
    if not isinstance(source, JsonFile) or not isinstance(source.content, dict):
        return False
    return any(isinstance(entry, dict) and GROUPS in entry for entry in source.content.values())


def _trust_codes(source: JsonFile) -> dict[str, str]:
    """Return the code of each provider in the file, each code once."""
    known = {**provider_codes(), **RENAMED}
    codes = {name: known.get(plain(name), "") for name in source.content}
    unknown = [name for name, code in codes.items() if not code]
    if unknown:
        raise SourceError(
            f"{source.path.name}: expected names of NHS trusts as the official files print them, "
            f"found {len(unknown)} others: {'; '.join(unknown[:10])}"
        )
    owner: dict[str, str] = {}
    for name, code in codes.items():
        if code in owner:
            raise SourceError(
                f"{source.path.name}: {owner[code]!r} and {name!r} are both {code}; expected each "
                "trust once"
            )
        owner[code] = name
    return codes


def _amount(source: JsonFile, name: str, entry: object, key: str) -> float:
    found = entry.get(key) if isinstance(entry, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | float) or not found >= 0:
        raise SourceError(
            f"{source.path.name}, {name!r}: expected {key!r} as a number not below 0, found "
            f"{found!r}"
        )
    return float(found)


def _agency(source: JsonFile, name: str, entry: object) -> float:
    """Return the one group that is agency and bank, after a check that groups add up."""
    groups = entry.get(GROUPS) if isinstance(entry, dict) else None
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        raise SourceError(f"{source.path.name}, {name!r}: expected {GROUPS!r} as a list of groups")
    agency = [group for group in groups if _sub_codes(source, name, group) == AGENCY_AND_BANK]
    if len(agency) != 1:
        raise SourceError(
            f"{source.path.name}, {name!r}: expected one group of {sorted(AGENCY_AND_BANK)}, found "
            f"{len(agency)}"
        )
    total = _amount(source, name, entry, TOTAL)
    parts = [group.get("value") for group in groups]
    if not all(isinstance(part, int | float) for part in parts) or sum(parts) != total:
        raise SourceError(
            f"{source.path.name}, {name!r}: expected groups that sum to {total:.0f}, found {parts}"
        )
    return _amount(source, name, agency[0], "value")


def _sub_codes(source: JsonFile, name: str, group: dict[str, object]) -> frozenset[str]:
    codes = group.get("sta_codes", [])
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise SourceError(
            f"{source.path.name}, {name!r}: expected 'sta_codes' as a list of codes, found "
            f"{codes!r}"
        )
    return frozenset(codes)


def _period(source: JsonFile) -> str:
    entry = source.content.get(ANCHOR)
    found = entry.get(TOTAL) if isinstance(entry, dict) else None
    period = YEAR_BY_ANCHOR.get(found) if isinstance(found, int) else None
    if period is None:
        known = " or ".join(f"{cost} ({year})" for cost, year in YEAR_BY_ANCHOR.items())
        raise SourceError(
            f"{source.path.name}, {ANCHOR!r}: expected {TOTAL!r} of {known}, found {found!r}: the "
            "file does not print its year, so another edition needs an anchor of its own"
        )
    return period


def _read(source: SourceFile) -> list[pd.DataFrame]:
    assert isinstance(source, JsonFile)
    codes = _trust_codes(source)
    period = _period(source)
    rows = pd.DataFrame(
        [
            (
                codes[name],
                _amount(source, name, entry, TOTAL),
                _agency(source, name, entry),
                _amount(source, name, entry, WTE),
            )
            for name, entry in source.content.items()
        ],
        columns=["org_code", "staff_cost", "agency_bank_cost", "average_wte"],
    )
    rows["agency_bank_cost"] = rows["agency_bank_cost"].where(lambda cost: cost >= SMALLEST_FIGURE)
    return [
        figures(rows["org_code"], period, measure, rows[measure])
        for measure in PUBLICATION.measures
    ]


IMPORTER = Importer(PUBLICATION, _recognises, _read)
