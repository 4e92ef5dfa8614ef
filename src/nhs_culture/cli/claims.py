"""What documents claim, and a table of more of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nhs_culture.cli.command import Command, Family
from nhs_culture.cli.parameters import code
from nhs_culture.cli.printing import as_json, print_groups, print_json, print_labelled

if TYPE_CHECKING:
    from nhs_culture.claims.added import Addition

__all__ = ["COMMANDS"]

_MOST = 12


@click.group(
    "claims",
    cls=Family,
    examples={
        "nhs-culture claims --trust RXM": "about one trust",
        "nhs-culture claims add FILE --dry-run": "what a table would add",
    },
)
@click.option(
    "--trust", default="", metavar="CODE", type=code, help="Only about this trust; ENG for England."
)
@as_json
@click.pass_context
def claims(ctx: click.Context, /, *, trust: str, as_json: bool) -> None:
    """Print what documents claim, what stands beside it and whether the figure is right.

    Judged afresh from the register and the panel: no page need have been made. Claims of the sample
    of printed figures are among those about one trust.
    """
    if ctx.invoked_subcommand:
        return
    from nhs_culture import open_data
    from nhs_culture.claims import headlined, ledger
    from nhs_culture.pages.claims import headline, repeated
    from nhs_culture.pages.organisation import became
    from nhs_culture.verdicts.labels import FIGURE

    data = open_data()
    everything = ledger(data, trust)
    about = everything if trust else headlined(everything)
    order = list(FIGURE.labels)
    entries = sorted(about, key=lambda one: order.index(one.verdict))
    if as_json:
        print_json({**asdict(entry), "reason": entry.reason} for entry in entries)
        return
    opening = headline(data, entries, trust).sentence
    told = (opening, repeated(entries), became(data.register, trust))
    click.echo(" ".join(filter(None, told)))
    print_groups(
        (
            entry.trust_name,
            FIGURE.cell(entry.verdict),
            f"{entry.statement}\nPrinted: {entry.printed}. {entry.reason}",
        )
        for entry in entries
    )


@claims.command("add", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def add(file: Path, dry_run: bool) -> None:
    """Take a table of printed figures into the register, a claim from each row.

    Each gets a row for its page, a statement made from its fields, and the official figures that
    can be set beside it by rule. Rows are checked first, and nothing is written unless all are in
    order. What is already there is said and not doubled. CONTRIBUTING.md lists the columns.
    """
    from nhs_culture import open_data
    from nhs_culture.claims.added import add as write
    from nhs_culture.claims.added import plan

    data = open_data()
    addition = plan(file, data)
    _tell(addition)
    if dry_run:
        click.echo("\nNothing was written: this was a dry run.")
    elif addition.claims.empty:
        click.echo("\nNothing was written: nothing is new.")
    else:
        write(addition, data.project)
        click.echo("\nWritten to data/raw/register; git diff shows the rows.")


def _tell(addition: Addition) -> None:
    """Say what a table adds, what stands beside it, and what nobody can know from it."""
    from nhs_culture.english import counted
    from nhs_culture.register import OTHER_BODIES
    from nhs_culture.verdicts.labels import FIGURE

    claims = addition.claims
    named = claims.loc[~claims["org_code"].isin(["", *OTHER_BODIES]), "org_code"]
    click.echo(
        f"{counted(len(claims), 'new claim')} about {counted(named.nunique(), 'organisation')} "
        f"from {counted(claims['document'].nunique(), 'page')}, "
        f"{len(addition.sources)} of them new."
    )
    for name, what in addition.repeated:
        click.echo(f"Left out, as it is there already: {name} {what}.")
    if addition.ignored:
        click.echo(f"Columns that the register has no place for: {', '.join(addition.ignored)}.")
    told: dict[str, Iterable[str]] = {
        "Who prints them": claims["kind_of_source"].str.replace("_", " "),
        "What stands beside them": addition.evidence["relation"].map(_BESIDE),
        "Whether they are right": [FIGURE.cell(one.verdict) for one in addition.judged],
        "What keeps them from being judged": _open(addition, "difference"),
        "What it would take": _open(addition, "needed"),
    }
    for heading, values in told.items():
        found = Counter(values).most_common()
        if not found:
            continue
        click.secho(f"\n{heading}", bold=True)
        print_labelled((f"{count:,}", what) for what, count in found[:_MOST])
        if len(found) > _MOST:
            click.echo(f"and {counted(len(found) - _MOST, 'other')}")


_BESIDE = {
    "same": "an official figure of the same definition, population and period",
    "near": "a near one",
    "none": "nothing",
}


def _open(addition: Addition, column: str) -> list[str]:
    rows = addition.evidence
    return list(rows.loc[rows["relation"] == "none", column])


COMMANDS = (claims,)
