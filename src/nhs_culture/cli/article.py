"""Commands that make the research article, and the archive to cite it by."""

from __future__ import annotations

from pathlib import Path

import click

from nhs_culture.cli.command import Command
from nhs_culture.cli.pages import told
from nhs_culture.cli.parameters import writable

__all__ = ["COMMANDS"]

_output = click.option(
    "--output", type=writable, metavar="FOLDER", help="Where the pages are; reports/ if unset."
)


@click.command("article", cls=Command)
@_output
@click.pass_context
def article(ctx: click.Context, output: Path | None) -> None:
    """Make the research article: its page, and the page as PDF.

    Every number in it is computed anew where the data or the code have changed. The PDF is printed
    by Chromium; without it the page is made all the same.
    """
    from nhs_culture.paths import find_project
    from nhs_culture.site.jobs import jobs
    from nhs_culture.site.pdf import write_pdf
    from nhs_culture.site.publish import publish
    from nhs_culture.site.site import ARTICLE

    folder = output or find_project().reports
    work = jobs((), [ARTICLE], folder)
    if status := told(publish(work, folder, workers=1), folder):
        ctx.exit(status)
    write_pdf(folder / f"{ARTICLE}.html", folder / f"{ARTICLE}.pdf")
    publish(work, folder, workers=1)  # nothing is run: the downloads name the PDF
    click.echo(f"Printed: {folder / ARTICLE}.pdf")


@click.command("archive", cls=Command)
@_output
@click.option(
    *("--into", "into"),
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The archive; archive.zip beside the pages if unset.",
)
def archive(output: Path | None, into: Path | None) -> None:
    """Lay out a citable archive: tables, executed notebooks, article, code and versions.

    One zip file, an RO-Crate with the checksum of every file, to deposit where it gets a DOI.
    """
    from nhs_culture.paths import find_project
    from nhs_culture.site.archive import write_archive

    project = find_project()
    folder = output or project.reports
    file = into or folder / "archive.zip"
    write_archive(project, folder, file)
    click.echo(f"Written: {file} ({file.stat().st_size / 1e6:.1f} MB)")


COMMANDS = (article, archive)
