"""Commands that bring figures in and see to it that they are right."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from nhs_culture.cli.command import Command

__all__ = ["COMMANDS"]


@click.command("import", cls=Command)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Replace changed figures without asking.")
def import_(files: tuple[Path, ...], dry_run: bool, yes: bool) -> None:
    """Take official FILES into data/raw as tidy tables with a record of their source.

    A file is recognised by what is in it, whatever it is called. Nothing is written unless every
    file can be read, and figures that are already there are replaced only after asking; git undoes
    an import.
    """
    _bring_in(files, dry_run=dry_run, yes=yes)


@click.command("fetch", cls=Command)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--dry-run", is_flag=True, help="Download, say what would change, change nothing.")
@click.option("--yes", is_flag=True, help="Replace changed figures without asking.")
@click.pass_context
def fetch(ctx: click.Context, /, *, sources: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """Download the official files of each SOURCE by their registered addresses, and import them.

    Without SOURCE, all of them. A file whose address is not known has to be downloaded by hand: the
    instruction is printed, and the exit status is 1.
    """
    from nhs_culture.data import fetch as fetching
    from nhs_culture.paths import find_project

    wanted = fetching.select(fetching.downloads(find_project()), sources)
    files = fetching.fetch(wanted)
    if files:
        _bring_in(files, dry_run=dry_run, yes=yes)
    by_hand = [one for one in wanted if not one.address]
    for one in by_hand:
        click.echo(f"{one.source_id}: {one.by_hand}")
    ctx.exit(1 if by_hand else 0)


def _bring_in(files: Iterable[Path], *, dry_run: bool, yes: bool) -> None:
    """Say what an import changes, ask before figures are replaced, and write."""
    from nhs_culture.data.datapackage import write_datapackage
    from nhs_culture.loaders.import_files import plan_import
    from nhs_culture.paths import find_project
    from nhs_culture.register import read_register

    project = find_project()
    plan = plan_import(files, project.raw, read_register(project.register))
    for report in plan.reports:
        click.secho(report.title, bold=True)
        periods = f"{report.periods} period{'' if report.periods == 1 else 's'}"
        click.echo(
            f"  {', '.join(report.files)} -> data/raw/{report.source_id}: {report.rows:,} figures "
            f"on {report.trusts} organisations in {periods}; {report.new:,} new, "
            f"{report.changed:,} changed, {report.gone:,} gone"
        )
        for change in report.first_changes:
            click.echo(f"    {change}")
        for kind in report.left_out:
            click.echo(f"    not taken: {kind}")
        for warning in (*report.unheard, *report.absent, *report.remarks):
            click.secho(f"    {warning}", fg="yellow")
    replaced = sum(report.changed + report.gone for report in plan.reports)
    if dry_run:
        click.echo("Nothing was written: this was a dry run.")
        return
    if replaced and not yes:
        which = "figure that is" if replaced == 1 else "figures that are"
        click.confirm(f"Replace or drop {replaced:,} {which} already there?", abort=True)
    write_datapackage(project, plan.texts, plan.gone)
    click.echo("Written. `nhs-culture build` makes the panel from it; git diff shows the change.")


@click.command("check", cls=Command)
@click.pass_context
def check(ctx: click.Context) -> None:
    """Look for everything that is wrong with data/raw: tables, records and register.

    Prints a table of what was found; the exit status is 2 when there is an error, and 0 when there
    is nothing or only warnings.
    """
    from nhs_culture import open_data
    from nhs_culture.claims.check import unjudged
    from nhs_culture.data import check as checking
    from nhs_culture.english import counted
    from nhs_culture.paths import find_project

    project = find_project()
    problems = checking.check(project)
    if not checking.failed(problems):  # the ledger takes what the rules let through
        problems += unjudged(open_data(project))
    for problem in problems:
        place = f"{problem.file}:{problem.row}" if problem.row else problem.file
        colour = "red" if problem.severity == "error" else "yellow"
        severity = click.style(problem.severity, fg=colour)
        click.echo("\t".join((severity, place, problem.what, problem.expected)))
    errors = sum(problem.severity == "error" for problem in problems)
    click.echo(f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}.")
    ctx.exit(2 if checking.failed(problems) else 0)


@click.command("build", cls=Command)
def build() -> None:
    """Build the panel from the tables in data/raw.

    Writes data/processed/panel.parquet, and checks every table against its schema on the way. The
    same tables give the same bytes.
    """
    from nhs_culture.data.panel import build as build_panel
    from nhs_culture.paths import find_project

    project = find_project()
    panel = build_panel(project)
    click.echo(
        f"{len(panel):,} figures on {panel['measure'].nunique()} measures of "
        f"{panel['org_code'].nunique()} organisations from {panel['source_id'].nunique()} sources "
        f"are in {project.panel}"
    )


COMMANDS = (import_, fetch, check, build)
