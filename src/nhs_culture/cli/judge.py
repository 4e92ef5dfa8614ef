"""Whether a figure that somebody has read is right, and whether it moved more than elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nhs_culture.cli.command import Command
from nhs_culture.cli.printing import as_json, print_json

if TYPE_CHECKING:
    from nhs_culture.studies.judged import Opinion

__all__ = ["judge"]


@click.command(
    "judge",
    cls=Command,
    examples={
        "nhs-culture judge --trust RXM --measure recommend_work --from 52@2016 --to 63@2019": (
            "a movement"
        ),
        'nhs-culture judge --trust wigan --measure engagement --to "about 7.5@2019"': "a level",
        "nhs-culture judge ... --register cqc_2019 --place 'page 3'": "keep it",
    },
)
@click.option("--trust", default="", metavar="NAME", help="Code, name or part of a name.")
@click.option("--measure", default="", metavar="NAME", help="Identifier or name.")
@click.option("--from", "start", default="", metavar="FIGURE", help="What it started from.")
@click.option("--to", default="", metavar="FIGURE", help="Such as 63@2019, or '3rd of 160@2015'.")
@click.option("--of", "subgroup", default="all", metavar="GROUP", help="Of whom, such as bme.")
@click.option("--date", default="", metavar="DATE", help="When a programme began.")
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a page too.",
)
@click.option("--register", "source", metavar="SOURCE", help="Keep it, as printed by this source.")
@click.option("--place", default="", metavar="WHERE", help="Where in the source it stands.")
@click.option("--kind", default="", help="Kind of source, where it has no claims yet: award ...")
@as_json
def judge(
    *, page: Path | None, source: str | None, place: str, kind: str, as_json: bool, **typed: str
) -> None:
    """Judge a figure that you have read.

    Is it right, and did it move more than elsewhere? A figure is typed with its period, as 52@2016.
    Nothing is registered unless --register names a row of sources.csv.
    """
    from nhs_culture import open_data
    from nhs_culture.studies.judged import judge as judged

    if page is not None and not page.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {page.parent}", param_hint="--page")
    trust, measure = typed.pop("trust"), typed.pop("measure")
    opinion = judged(open_data(), trust, measure, **typed)
    if page is not None:
        from nhs_culture.site.around import provenance
        from nhs_culture.site.single import write_page

        notebook = opinion.change.data.project.notebooks / "judge.ipynb"
        parameters = {"trust": trust, "measure": measure, **typed}
        write_page(notebook, parameters, page, provenance())
    if source is not None:
        _register(opinion, source, place, kind)
    if as_json:
        print_json([_record(opinion)])
    else:
        _print(opinion)


def _register(opinion: Opinion, source: str, place: str, kind: str) -> None:
    """Write the rows of the register."""
    from nhs_culture.studies.entered import enter

    claim = enter(opinion.change.data, opinion, source, place, kind)
    click.echo(f"Registered as {claim} in claims.csv and evidence.csv.", err=True)


def _print(opinion: Opinion) -> None:
    """Print what was typed, each question with its answer, and the official figures."""
    from nhs_culture.pages import judge as page

    shown = page.headline(opinion)
    click.secho(shown.trust_name, bold=True)
    click.echo(shown.sentence)
    for reply in shown.replies:
        click.secho(f"\n{reply.question}", bold=True)
        click.echo(f"{reply.words}. {reply.numbers}")
    for found in filter(None, (page.compared(opinion), page.kept(opinion))):
        click.secho(f"\n{found.label}", bold=True)
        click.echo(found.text)
    click.secho(f"\nOfficial figures{_whose(opinion)}", bold=True)
    click.echo(_series(opinion))
    lacking = page.unknown(opinion)
    if lacking is not None:
        click.echo(f"\n{lacking.label}: {lacking.text}")


def _whose(opinion: Opinion) -> str:
    """Return whose the official figures are, where somebody's in particular were typed."""
    asked, typed = opinion.change.question, str(opinion.claim["subgroup"])
    if typed == "all" or opinion.change.own.empty:
        return ""
    group = "all" if asked.subgroup == "all" else typed
    return f", of {opinion.change.data.register.people(asked.trust, group)}"


def _series(opinion: Opinion) -> str:
    from nhs_culture import periods
    from nhs_culture.claims.words import amount

    asked, own = opinion.change.question, opinion.change.own
    if own.empty:
        data = opinion.change.data
        groups = data.groups_alone(asked.trust, asked.measure)
        these = f"; for those of a group, type {' or '.join(f'--of {one}' for one in groups)}"
        of_all = f" of all {data.register.people(asked.trust, '').strip()}{these}" if groups else ""
        return f"None of this {data.register.kind(asked.trust)} is held{of_all}."
    shown = own.iloc[-12:]
    figures = (f"{periods.in_words(str(at))} {amount(v, asked.unit)}" for at, v in shown.items())
    before = f"{len(own) - len(shown)} earlier, then " if len(own) > len(shown) else ""
    return f"{before}{', '.join(figures)}."


def _record(opinion: Opinion) -> dict[str, object]:
    from nhs_culture.pages import judge as page

    shown = page.headline(opinion)
    own = opinion.change.own
    return {
        "trust": shown.trust,
        "trust_name": shown.trust_name,
        "measure": opinion.change.question.measure,
        "printed": shown.sentence,
        "answers": [vars(reply) for reply in shown.replies],
        "official": {str(period): float(value) for period, value in own.items()},
        "change": opinion.change.change.table().to_dict("records")[0],
        "needed": opinion.figure.needed if opinion.figure else "",
    }


COMMANDS = (judge,)
