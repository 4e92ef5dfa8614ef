"""Commands that look something up in the register and the panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from nhs_culture.cli.command import Command
from nhs_culture.cli.parameters import code
from nhs_culture.cli.printing import as_json, print_groups, print_json, print_labelled
from nhs_culture.english import capitalised, counted, listed, lower_first, short_name
from nhs_culture.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

    from nhs_culture.data.access import Data
    from nhs_culture.data.gaps import Missing
    from nhs_culture.data.holdings import Holding
    from nhs_culture.register import Register

__all__ = ["COMMANDS"]

PARTS_NAMED = 3
"""Parts of a file that are named beside the claims that need them."""


@click.command(
    "trusts",
    cls=Command,
    examples={
        "nhs-culture trusts": "all of them, and councils",
        "nhs-culture trusts derby": "those with this in a name",
        "nhs-culture trusts 'north west'": "those of a region",
    },
)
@click.argument("text", default="")
@as_json
def trusts(text: str, as_json: bool) -> None:
    """List the trusts and councils: code, name, former names, kind and region.

    With TEXT, only those that have it in one of these.
    """
    columns = ["org_code", "name", "former_names", "benchmark_group", "region"]
    _list(_register().organisations[columns], "trust or council", text, _trust, as_json=as_json)


def _trust(row: dict[str, str]) -> str:
    kind = f"{row['benchmark_group']}, {row['region']}"
    return "\n".join(filter(None, (row["name"], row["former_names"], kind)))


@click.command(
    "measures",
    cls=Command,
    examples={
        "nhs-culture measures": "all of them",
        "nhs-culture measures sickness": "those with this in them",
    },
)
@click.argument("text", default="")
@as_json
def measures(text: str, as_json: bool) -> None:
    """List the measures: identifier, name, unit, and what is counted.

    With TEXT, only those that have it in one of these.
    """
    columns = ["measure", "name", "unit", "frequency", "definition"]
    _list(_register().measures[columns], "measure", text, _measure, as_json=as_json)


def _measure(row: dict[str, str]) -> str:
    unit, frequency = (row[name].replace("_", " ") for name in ("unit", "frequency"))
    return f"{row['name']} ({unit}, by {frequency})\n{row['definition']}"


def _register() -> Register:
    from nhs_culture.paths import find_project
    from nhs_culture.register import read_register

    return read_register(find_project().register)


def _list(
    table: pd.DataFrame,
    what: str,
    text: str,
    told: Callable[[dict[str, str]], str],
    *,
    as_json: bool,
) -> None:
    """Print the rows of a table that have a text, each after its first column."""
    found = _having(table, text, what)
    if as_json:
        print_json(found)
        return
    print_labelled((row[table.columns[0]], told(row)) for row in found)


def _having(table: pd.DataFrame, text: str, what: str) -> list[dict[str, str]]:
    """Return the rows with a text in any of their cells."""
    rows = [
        {str(name): str(cell) for name, cell in row.items()} for row in table.to_dict("records")
    ]
    sought = text.strip().lower()
    found = [row for row in rows if any(sought in cell.lower() for cell in row.values())]
    if not found:
        raise DataError(f"No {what} has {text!r} in its code, its names or what is said of it")
    return found


@click.command(
    "trace",
    cls=Command,
    examples={
        "nhs-culture trace RXM engagement 2019": "a figure",
        "nhs-culture trace --claim ID": "a claim of claims.csv",
    },
)
@click.argument("trust", required=False, type=code)
@click.argument("measure", required=False)
@click.argument("period", required=False)
@click.option(
    "--of",
    "subgroup",
    metavar="GROUP",
    default="all",
    help="Of whom the figure is, such as bme; of all where unset.",
)
@click.option("--claim", metavar="ID", help="Trace a claim of claims.csv instead.")
def trace(
    trust: str | None, measure: str | None, period: str | None, subgroup: str, claim: str | None
) -> None:
    """Print the way of a figure: its row in data/raw, its publication, file and checksum."""
    from nhs_culture import open_data
    from nhs_culture.data import trace as figures
    from nhs_culture.data import trace_claim as claims

    if claim and not trust:
        click.echo(claims.claim_text(claims.trace_claim(open_data(), claim)))
    elif trust and measure and period and not claim:
        for trail in figures.trace(open_data(), trust, measure, period, subgroup):
            click.echo(figures.trail_text(trail))
    else:
        raise click.UsageError("expected TRUST MEASURE PERIOD, or --claim ID")


@click.command(
    "data",
    cls=Command,
    examples={
        "nhs-culture data": "all publications",
        "nhs-culture data --trust RXM": "what there is of one trust",
    },
)
@click.option("--trust", default="", metavar="CODE", type=code, help="Only of this trust.")
def data(trust: str) -> None:
    """Print what is held, what is missing and would fill it, and what would settle claims.

    What most claims wait for comes first; `fetch` says where each file is offered. Of one trust,
    the periods that are missing among its figures are told, and what each file would add to them.
    """
    from nhs_culture import open_data

    opened = open_data()
    if trust:
        opened.register.trust(trust)
    print_groups(_held(opened, trust))
    print_groups(_missing(opened, trust) if trust else _not_held(opened))
    print_groups(_would_settle(opened, trust))


def _held(data: Data, trust: str) -> Iterator[tuple[str, str, str]]:
    from nhs_culture.data.holdings import holdings

    for one in holdings(data, trust):
        what = f"{counted(one.figures, 'figure')} on {counted(one.measures, 'measure')}"
        whose = "" if trust else f" of {_whose(one)}"
        yield "Held", one.source_id, f"{one.title}\n{what}{whose}, {one.covers}"


def _not_held(data: Data) -> Iterator[tuple[str, str, str]]:
    from nhs_culture.data.holdings import not_held

    for one in not_held(data):
        files = listed(one.files) or "a file whose name is not known here"
        would = f"would give {listed(map(lower_first, one.measures))}; offered as {files}"
        yield "Not held", "", f"{one.title}\n{one.page}\n{would}"


def _missing(data: Data, trust: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is missing among the figures of a trust, and what would add to them."""
    from nhs_culture.data.gaps import extensions, gaps

    known = gaps(data, trust)
    for gap in known:
        lacking = [_lacking(one) for one in gap.missing]
        told = (f"held {listed(gap.held)}", *(lacking or ["nothing is missing in between"]))
        heading = "Missing" if lacking else "Without a gap"
        yield (
            heading,
            counted(len(gap.measures), "measure"),
            "\n".join((capitalised(listed(map(lower_first, gap.measures))), *told)),
        )
    for one in extensions(data, trust):
        new = "; ".join(f"{lower_first(name)} {when}" for name, when in one.measures)
        files = " or ".join(one.files)
        yield "Would add", counted(len(one.measures), "measure"), f"{files}\n{one.page}\n{new}"


def _lacking(missing: Missing) -> str:
    """Return what a trust lacks, who has it, and what would fill it."""
    filled = f"it would take {missing.file}" if missing.file else "no publication has it by trust"
    if not missing.others:
        return f"not held for anybody of its kind: {missing.words}; {filled}"
    others, has = counted(missing.others, "other"), "have" if missing.others > 1 else "has"
    return f"missing {missing.words}: {others} of its kind {has} a figure; {filled}"


def _would_settle(data: Data, trust: str) -> Iterator[tuple[str, str, str]]:
    from nhs_culture.data.wanted import wanted

    files = wanted(data, trust)
    for one in files:
        claims = f"{', '.join(one.claims)} ({counted(one.outcomes, 'outcome')})"
        parts = f": {'; '.join(one.parts)}" if 0 < len(one.parts) <= PARTS_NAMED else ""
        about = "" if trust or not one.trusts else f" (about {listed(one.trusts)})"
        yield (
            "Would settle",
            counted(len(one.claims), "claim"),
            "\n".join(filter(None, (f"{one.file}{parts}{about}", one.page, claims))),
        )
    if trust and not files:
        yield "Would settle", "", _nothing_waits(data, trust)


def _nothing_waits(data: Data, trust: str) -> str:
    """Say that no claim about a trust waits for a file, and whether there is a claim at all."""
    name = short_name(str(data.register.trust(trust)["name"]))
    claims = int((data.register.claims["org_code"] == trust).sum())
    if not claims:
        return f"No claim about {name} is in the register; what would extend its series is above."
    return f"None of the {counted(claims, 'claim')} about {name} waits for a file."


def _whose(one: Holding) -> str:
    """Return of how many organisations there are figures, and of how many that are none."""
    own = counted(one.organisations, "organisation")
    return f"{own} (and {counted(one.besides, 'area')} or parts of trusts)" if one.besides else own


COMMANDS = (trusts, measures, data, trace)
