"""The command line: parses, calls, prints. A command is listed in the module that holds it."""

from __future__ import annotations

import click

from nhs_culture.cli import article, claims, data, judge, lookup, pages, upkeep
from nhs_culture.cli.command import Commands

__all__ = ["main"]


@click.group(
    cls=Commands,
    sections={
        "Make pages": (*pages.COMMANDS, *article.COMMANDS),
        "Look something up": (*judge.COMMANDS, *claims.COMMANDS, *lookup.COMMANDS),
        "Bring data in": data.COMMANDS,
        "Keep the project": upkeep.COMMANDS,
    },
    examples={
        "nhs-culture reports": "the case studies",
        "nhs-culture reports --trust RXM,RHA": "two trusts of your choice",
        "nhs-culture reports --all-trusts": "every trust in England",
        "nhs-culture import ~/Downloads/*.xlsx": "new official files",
    },
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="nhs-culture")
def main() -> None:
    """Put published figures on NHS trusts beside the official statistics.

    Figures are kept in data/raw, one folder per source, with their record. `import` takes official
    files in, `build` puts all sources into one panel, `reports` runs the notebooks over trusts and
    writes pages that anyone can read, and `check` says what is wrong with the data.

    The project is the folder that NHS_CULTURE_PROJECT names; else the working folder, or the
    nearest above it that holds data/raw/register; else the one that the package was installed from.
    """
