"""The command line: parses, calls, prints.

Exit status: 0 when all went well, 1 when a page failed, 2 when the input was wrong.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from nhs_culture.errors import NhsCultureError

__all__ = ["main"]


MISTAKES = (errno.EACCES, errno.EEXIST, errno.EISDIR, errno.ENOENT, errno.ENOTDIR, errno.EPERM)
"""What goes wrong with a file when another one was meant; anything else is the machine's."""


class _Group(click.Group):
    """Prints the errors that a user can mend as one message, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        try:
            return super().invoke(ctx)
        except NhsCultureError as error:
            raise _WrongInput(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of our output went away
                raise
            kind = _WrongInput if error.errno in MISTAKES else _MachineFailed
            raise kind(f"{error.filename or 'a file'}: {error.strerror}") from error


class _WrongInput(click.ClickException):
    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as click declares it
        click.secho("Error: ", fg="red", bold=True, nl=False, err=True)
        click.echo(self.message, err=True)


class _MachineFailed(_WrongInput):
    exit_code = 1


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nhs-culture")
def main() -> None:
    r"""Put published figures on NHS trusts beside the official statistics.

    Figures are kept in data/raw, one folder per source, with their record. `import` takes official
    files in, `build` puts all sources into one panel, `reports` runs the notebooks over trusts and
    writes pages that anyone can read, and `check` says what is wrong with the data.

    \b
    Examples:
      nhs-culture reports                          the five case studies
      nhs-culture reports --trust RXM --trust RHA  two trusts of your choice
      nhs-culture reports --all-trusts             every trust in England
      nhs-culture import ~/Downloads/*.xlsx        new official files
    """


@main.command("build")
def build() -> None:
    """Build the panel, data/processed/panel.parquet, from the tables in data/raw.

    Checks every table against its schema on the way. The same tables give the same bytes.
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


@main.command("import")
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


@main.command("reports")
@click.option("--trust", "trusts", multiple=True, metavar="CODE", help="ODS code; may be repeated.")
@click.option("--all-trusts", is_flag=True, help="Every trust in the data.")
@click.option(
    "--notebook", "notebooks", multiple=True, metavar="NAME", help="Only this one; may be repeated."
)
@click.option(
    "--workers", type=click.IntRange(1), help="Processes; as many as processors if unset."
)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler to use: tcp://host:port.")
@click.option("--only-failed", is_flag=True, help="Run again what failed the last time.")
@click.option("--dry-run", is_flag=True, help="List what would be run and why, and run nothing.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the pages; reports/ if unset.",
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
    dry_run: bool,
    output: Path | None,
) -> None:
    """Run the notebooks over trusts and write pages that anyone can read.

    Without --trust, the five case studies. Only what changed is run: a second run is over at once,
    and a run that was interrupted goes on where it was. A notebook that fails is recorded, its page
    says so, the others go on, and the exit status is 1.
    """
    from nhs_culture import open_data
    from nhs_culture.site import publish

    data = open_data()
    folder = (output or data.project.reports).resolve()
    if all_trusts and trusts:
        raise click.UsageError("--all-trusts and --trust exclude each other")
    codes = tuple(data.register.trusts["org_code"]) if all_trusts else trusts
    work = publish.jobs(codes or publish.CASE_STUDIES, notebooks, folder)
    if dry_run:
        for step in publish.stale(work, only_failed=only_failed):
            click.echo(f"{step.job.name}: {step.reason}")
        return
    try:
        outcomes = publish.publish(
            work, folder, workers=workers, scheduler=scheduler, only_failed=only_failed
        )
    except KeyboardInterrupt:
        click.echo("\nInterrupted. The pages made so far are kept; the same command goes on.")
        ctx.exit(130)
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    made = sum(outcome.status == "ok" for outcome in outcomes)
    click.echo(
        f"{made} pages made, {len(outcomes) - made - len(failed)} unchanged, {len(failed)} failed."
    )
    for outcome in failed:
        click.secho(f"  {outcome.job.name}: {outcome.error} (log: {outcome.log})", fg="red")
    click.echo(f"Open {folder / 'index.html'} in a browser.")
    ctx.exit(1 if failed else 0)


@main.command("validate")
def validate() -> None:
    """Recompute every published number that the statistics must reproduce.

    Writes the table into docs/validation.md; exit status 1 when one does not agree.
    """
    from nhs_culture.paths import find_project
    from nhs_culture.validation import results, write_table

    write_table(find_project().docs / "validation.md")
    found = results()
    agree = found["agrees"].astype(bool)
    click.echo(f"{agree.sum()} of {len(found)} published numbers are reproduced.")
    if not agree.all():
        click.secho(found[~agree].to_string(), fg="red")
    raise SystemExit(0 if agree.all() else 1)


@main.command("screenshots")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("docs/screenshots"),
    show_default=True,
    help="Folder of the pictures.",
)
def screenshots(into: Path) -> None:
    """Take a picture of each kind of page: desktop, telephone, dark. Needs Chromium."""
    from nhs_culture.paths import find_project
    from nhs_culture.site.publish import CASE_STUDIES
    from nhs_culture.site.screenshots import take

    for picture in take(find_project().reports, into, CASE_STUDIES[0]):
        click.echo(picture)


@main.command("claims")
@click.option("--trust", default="", metavar="CODE", help="Only about this trust; ENG for England.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def claims(trust: str, as_json: bool) -> None:
    """Print what documents claim, what stands beside it and whether the figure is right.

    Judged afresh from the register and the panel: no page need have been made.
    """
    from nhs_culture.claims import VERDICTS, headline, ledger

    entries = sorted(ledger(trust), key=lambda one: VERDICTS.index(one.verdict))
    if as_json:
        _print_json({**vars(entry), "reason": entry.reason} for entry in entries)
        return
    click.echo(headline(entries, trust).sentence)
    _print_groups(
        (
            entry.trust_name,
            entry.verdict,
            f"{entry.statement}\nPrinted: {entry.printed}. {entry.reason}",
        )
        for entry in entries
    )


@main.command("findings")
@click.option("--trust", default="", metavar="CODE", help="Only about this trust.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option(
    "--reports",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the pages; reports/ if unset.",
)
def findings(trust: str, as_json: bool, folder: Path | None) -> None:
    """Print what the notebooks conclude about each measure, claims apart.

    Collected from the pages that were made; nothing is computed. `claims` prints the claims.
    """
    from nhs_culture.errors import DataError
    from nhs_culture.paths import find_project
    from nhs_culture.register import read_register
    from nhs_culture.site import publish

    project = find_project()
    if trust:
        read_register(project.register).trust(trust)
    pages = (folder or project.reports).resolve()
    made = publish.findings(pages)
    chosen = [one for one in made if not one.claim and trust in ("", one.trust)]
    if not chosen:
        run = f"nhs-culture reports{f' --trust {trust}' if trust else ''}"
        raise DataError(f"No findings are in {pages}; run `{run}` first")
    if as_json:
        _print_json(one.record() for one in chosen)
        return
    _print_groups(
        (one.trust_name, one.change_verdict or one.figure_verdict, one.reason) for one in chosen
    )


def _print_json(records: Iterable[dict[str, Any]]) -> None:
    import json

    click.echo(json.dumps(list(records), indent=1, ensure_ascii=False))


def _print_groups(rows: Iterable[tuple[str, str, str]]) -> None:
    """Print label and text below a heading for each group, the groups in order of appearance."""
    from nhs_culture.terminal import entries

    groups: dict[str, list[tuple[str, str]]] = {}
    for group, label, text in rows:
        groups.setdefault(group, []).append((label, text))
    for group, labelled in groups.items():
        click.secho(f"\n{group}", bold=True)
        click.echo(entries(labelled))


@main.command("fetch")
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


@main.command("check")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Look for everything that is wrong with data/raw: tables, records and register.

    Prints a table of what was found; the exit status is 2 when there is an error, and 0 when there
    is nothing or only warnings.
    """
    from nhs_culture.data import check as checking
    from nhs_culture.paths import find_project

    problems = checking.check(find_project())
    for problem in problems:
        place = f"{problem.file}:{problem.row}" if problem.row else problem.file
        colour = "red" if problem.severity == "error" else "yellow"
        click.echo(
            "\t".join(
                (click.style(problem.severity, fg=colour), place, problem.what, problem.expected)
            )
        )
    errors = sum(problem.severity == "error" for problem in problems)
    click.echo(f"{errors} errors, {len(problems) - errors} warnings.")
    ctx.exit(2 if checking.failed(problems) else 0)


@main.command("trace")
@click.argument("trust", required=False)
@click.argument("measure", required=False)
@click.argument("period", required=False)
@click.option("--claim", metavar="ID", help="Trace a claim of claims.csv instead.")
def trace(trust: str | None, measure: str | None, period: str | None, claim: str | None) -> None:
    r"""Print the way of a figure: its row in data/raw, its publication, file and checksum.

    \b
    Examples:
      nhs-culture trace RP1 engagement 2019
      nhs-culture trace --claim nhft-engagement-latest-2019
    """
    from nhs_culture import open_data
    from nhs_culture.data import trace as tracing

    if claim and not trust:
        click.echo(tracing.claim_text(tracing.trace_claim(open_data(), claim)))
    elif trust and measure and period and not claim:
        for trail in tracing.trace(open_data(), trust, measure, period):
            click.echo(tracing.trail_text(trail))
    else:
        raise click.UsageError("expected TRUST MEASURE PERIOD, or --claim ID")


@main.command("datapackage")
def datapackage() -> None:
    """Write data/raw/datapackage.json, which describes the tables for others."""
    from nhs_culture.data.datapackage import write_datapackage
    from nhs_culture.paths import find_project

    click.echo(f"Written: {write_datapackage(find_project())}")


def _bring_in(files: Iterable[Path], *, dry_run: bool, yes: bool) -> None:
    """Say what an import changes, ask before figures are replaced, and write."""
    from nhs_culture.data.datapackage import write_datapackage
    from nhs_culture.loaders.import_files import apply, plan_import
    from nhs_culture.paths import find_project
    from nhs_culture.register import read_register

    project = find_project()
    plan = plan_import(files, project.raw, read_register(project.register))
    for report in plan.reports:
        click.secho(report.title, bold=True)
        periods = f"{report.periods} period{'' if report.periods == 1 else 's'}"
        click.echo(
            f"  {', '.join(report.files)} -> data/raw/{report.source_id}: {report.rows:,} figures "
            f"on {report.trusts} trusts in {periods}; {report.new:,} new, {report.changed:,} "
            f"changed, {report.gone:,} gone"
        )
        for change in report.first_changes:
            click.echo(f"    {change}")
    replaced = sum(report.changed + report.gone for report in plan.reports)
    if dry_run:
        click.echo("Nothing was written: this was a dry run.")
        return
    if replaced and not yes:
        which = "figure that is" if replaced == 1 else "figures that are"
        click.confirm(f"Replace or drop {replaced:,} {which} already there?", abort=True)
    apply(plan)
    write_datapackage(project)
    click.echo("Written. `nhs-culture build` makes the panel from it; git diff shows the change.")


if __name__ == "__main__":
    main()
