"""Commands for those who keep the project: what is derived from its code and its data."""

from __future__ import annotations

from pathlib import Path

import click

from nhs_culture.cli.command import Command

__all__ = ["COMMANDS"]


@click.command("validate", cls=Command)
@click.pass_context
def validate(ctx: click.Context) -> None:
    """Recompute every published number that the statistics must reproduce.

    Writes the table into docs/validation.md; exit status 1 when one does not agree.
    """
    from nhs_culture.paths import find_project
    from nhs_culture.validation import results, write_table

    found = results()
    write_table(find_project().docs / "validation.md", found)
    agree = found["agrees"].astype(bool)
    click.echo(f"{agree.sum()} of {len(found)} published numbers are reproduced.")
    if not agree.all():
        click.secho(found[~agree].to_string(), fg="red")
    ctx.exit(0 if agree.all() else 1)


@click.command("datapackage", cls=Command)
def datapackage() -> None:
    """Describe the tables of data/raw for other programs.

    Writes data/raw/datapackage.json.
    """
    from nhs_culture.data.datapackage import write_datapackage
    from nhs_culture.paths import find_project

    click.echo(f"Written: {write_datapackage(find_project())}")


@click.command("screenshots", cls=Command)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Folder of the pictures; docs/screenshots if unset.",
)
def screenshots(into: Path | None) -> None:
    """Take a picture of each kind of page: desktop, telephone, dark. Needs Chromium."""
    from nhs_culture.paths import find_project
    from nhs_culture.register import read_register
    from nhs_culture.site.screenshots import take

    project = find_project()
    first = read_register(project.register).studied[0]
    for picture in take(project.reports, into or project.docs / "screenshots", first):
        click.echo(picture)


COMMANDS = (validate, datapackage, screenshots)
