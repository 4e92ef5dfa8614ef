"""What the pages of real trusts take in this version, against another; in turns, in one run.

    python benchmarks/versions.py FOLDER [--trusts 8] [--rounds 2]

FOLDER is a checkout of the other version in which `make reports` has been run once, so that it has
its own environment and panel. Pages are those that both versions make for a trust, into empty
folders; trusts are drawn evenly over the list of all. Time is that of the processors, of every
process of a run, so that a busy neighbour changes little. What one trust takes is taken from what
all take: the start and the pages around those of the trusts are in neither. Linux only. Writes its
section of docs/performance.md.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import statistics
import subprocess
import tempfile
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from machine import here

from nhs_culture import open_data
from nhs_culture.paths import find_project
from nhs_culture.validation import write_section

NOTEBOOKS = (
    *("absence", "agency_spend", "discrimination", "engagement"),
    *("mortality", "vacancies", "trust"),
)
ALL_PAGES = 1_955
"""What the other version made with `--all-trusts`."""

SECTION = """## This version against an earlier one

Measured by `python benchmarks/versions.py` on {date}, {cpus} processors ({machine}), Python
{python}, load average before and after {load}. Each round makes the pages of {trusts} trusts that
both versions have ({notebooks}) with two workers, first by one version and then by the other.

| | version {other} | this version |
|---|---:|---:|
| seconds of a processor a page, median of the rounds ({rounds}) | {theirs:.2f} | {ours:.2f} |
| pages of the trusts | {their_pages} | {our_pages} |
| {all:,} pages, minutes on two processors, reckoned | {their_all:.0f} | {our_all:.0f} |
| **time of a page against the other version, median of the rounds** | | {ratio:.2f} |

A page holds what its version computes, so the ratio is of what somebody waits for and not of equal
work. Time is that of all processes of a run over these trusts, less that of a run over one of them:
the start of the workers, some ten seconds, and the pages around those of the trusts are in
neither."""

CHILD_SUBREAPER = 36


def marginal(checkout: Path, trusts: Sequence[str]) -> tuple[float, int]:
    """Return the seconds of a processor that a page takes, and how many pages there were."""
    one, pages_of_one = made(checkout, trusts[:1])
    every, pages = made(checkout, trusts)
    return (every - one) / (pages - pages_of_one), pages


def made(checkout: Path, trusts: Sequence[str]) -> tuple[float, int]:
    """Return the seconds of a processor that a run takes, and how many pages of trusts it makes."""
    command = [str(checkout / ".venv/bin/nhs-culture"), "reports", "--workers", "2"]
    for trust in trusts:
        command += ["--trust", trust]
    for notebook in NOTEBOOKS:
        command += ["--notebook", notebook]
    with tempfile.TemporaryDirectory(prefix="versions-") as folder:
        before = _taken()
        subprocess.run(
            [*command, "--output", folder], cwd=checkout, check=True, capture_output=True
        )
        with suppress(ChildProcessError):  # none is left
            while True:
                os.wait()
        named = ["index.html" if one == "trust" else f"{one}.html" for one in NOTEBOOKS]
        pages = [Path(folder, trust, name) for trust in trusts for name in named]
        found = sum(page.is_file() for page in pages)
    return _taken() - before, found


def _taken() -> float:
    """Return the seconds of a processor that all processes below this one took that have ended."""
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


def version(checkout: Path) -> str:
    told = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    return str(told["project"]["version"])


def measure(other: Path, trusts: int, rounds: int) -> str:
    own = find_project().root
    codes = sorted(open_data().wide("recommend_work").dropna(how="all", axis=1).columns)
    chosen = codes[:: max(1, len(codes) // trusts)][:trusts]
    load = os.getloadavg()[0]
    theirs, ours = [], []
    for _ in range(rounds):
        theirs.append(marginal(other, chosen))
        ours.append(marginal(own, chosen))
    their_page, our_page = (statistics.median(s for s, _ in side) for side in (theirs, ours))
    return SECTION.format(
        **here(),
        load=f"{load:.1f} and {os.getloadavg()[0]:.1f}",
        trusts=len(chosen),
        notebooks=", ".join(NOTEBOOKS),
        other=version(other),
        rounds=rounds,
        theirs=their_page,
        ours=our_page,
        their_pages=theirs[0][1],
        our_pages=ours[0][1],
        all=ALL_PAGES,
        their_all=their_page * ALL_PAGES / 2 / 60,
        our_all=our_page * ALL_PAGES / 2 / 60,
        ratio=statistics.median(b / a for (a, _), (b, _) in zip(theirs, ours, strict=True)),
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("other", type=Path, metavar="FOLDER")
    arguments.add_argument("--trusts", type=int, default=8)
    arguments.add_argument("--rounds", type=int, default=2)
    given = arguments.parse_args()
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1)  # what outlives its parent is then ours to count
    text = measure(given.other.resolve(), given.trusts, given.rounds)
    write_section(find_project().docs / "performance.md", "versions", text)
    print(text)


if __name__ == "__main__":
    main()
