"""Commands that make pages, and print what is on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nhs_culture.cli.command import Command
from nhs_culture.cli.parameters import code, codes, writable
from nhs_culture.cli.printing import as_json, print_groups, print_json

if TYPE_CHECKING:
    from nhs_culture.batch import Outcome

__all__ = ["COMMANDS", "told"]


@click.command(
    "reports",
    cls=Command,
    examples={
        "nhs-culture reports --trust RXM": "one trust of your choice",
        "nhs-culture reports --all-trusts": "every trust in England",
        "nhs-culture reports --dry-run": "what would be run, and why",
    },
)
@click.option(
    *("--trust", "trusts"),
    multiple=True,
    metavar="CODE",
    callback=codes,
    help="ODS code; may be repeated, or several with commas between.",
)
@click.option("--all-trusts", is_flag=True, help="Every trust in the data.")
@click.option(
    *("--notebook", "notebooks"), multiple=True, metavar="NAME", help="Only this; may be repeated."
)
@click.option(
    *("--workers", "workers"),
    type=click.IntRange(1),
    metavar="NUMBER",
    help="Processes; one a processor if unset.",
)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler to use: tcp://host:port.")
@click.option("--only-failed", is_flag=True, help="Run again what failed the last time.")
@click.option("--wait", is_flag=True, help="Wait for another run in the same folder to end.")
@click.option("--dry-run", is_flag=True, help="List what would be run and why, and run nothing.")
@click.option(
    "--output", type=writable, metavar="FOLDER", help="Where the pages go; reports/ if unset."
)
@click.pass_context
def reports(
    ctx: click.Context,
    /,
    *,
    trusts: tuple[str, ...],
    all_trusts: bool,
    notebooks: tuple[str, ...],
    workers: int | None,
    scheduler: str | None,
    only_failed: bool,
    wait: bool,
    dry_run: bool,
    output: Path | None,
) -> None:
    """Run the notebooks over trusts and write pages that anyone can read.

    Without --trust, the case studies. Only what changed is run: a second run is over at once, and a
    run that was interrupted goes on where it was. A notebook that fails is recorded, its page says
    so, the others go on, and the exit status is 1.
    """
    from nhs_culture import open_data
    from nhs_culture.site.jobs import jobs, stale
    from nhs_culture.site.publish import publish

    data = open_data()
    folder = output or data.project.reports
    if all_trusts and trusts:
        raise click.UsageError("--all-trusts and --trust exclude each other")
    chosen = tuple(data.register.trusts["org_code"]) if all_trusts else trusts
    work = jobs(chosen or data.register.studied, notebooks, folder)
    if dry_run:
        for step in stale(work, only_failed=only_failed):
            click.echo(f"{step.job.name}: {step.reason}")
        return
    outcomes = publish(
        work,
        folder,
        workers=workers,
        scheduler=scheduler,
        only_failed=only_failed,
        wait=wait,
    )
    ctx.exit(told(outcomes, folder))


def told(outcomes: Sequence[Outcome], folder: Path) -> int:
    """Print what became of a run; return the exit status."""
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    made = sum(outcome.status == "ok" for outcome in outcomes)
    unchanged = len(outcomes) - made - len(failed)
    click.echo(f"{made} pages made, {unchanged} unchanged, {len(failed)} failed.")
    for outcome in failed:
        click.secho(f"  {outcome.job.name}: {outcome.error} (log: {outcome.log})", fg="red")
    click.echo(f"Open {folder / 'index.html'} in a browser.")
    return 1 if failed else 0


@click.command("findings", cls=Command)
@click.option("--trust", default="", metavar="CODE", type=code, help="Only about this trust.")
@as_json
@click.option(
    *("--reports", "folder"),
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where the pages are; reports/ if unset.",
)
def findings(trust: str, as_json: bool, folder: Path | None) -> None:
    """Print what the pages conclude about each measure, claims apart.

    Collected from the pages that were made; nothing is computed. `claims` prints the claims.
    """
    from nhs_culture.errors import DataError
    from nhs_culture.paths import find_project
    from nhs_culture.register import read_register
    from nhs_culture.site import collected

    project = find_project()
    if trust:
        read_register(project.register).trust(trust)
    pages = (folder or project.reports).resolve()
    made = collected.findings(pages)
    chosen = [one for one in made if not one.claim and trust in ("", one.trust)]
    if not chosen:
        run = f"nhs-culture reports{f' --trust {trust}' if trust else ''}"
        raise DataError(f"No findings are in {pages}; run `{run}` first")
    if as_json:
        print_json(one.record() for one in chosen)
        return
    print_groups((one.trust_name, one.answer, one.reason) for one in chosen)


COMMANDS = (reports, findings)
