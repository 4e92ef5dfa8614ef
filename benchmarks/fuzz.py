"""Change small publications in thousands of ways and count what comes of it.

    python benchmarks/fuzz.py --cases 500
    python benchmarks/fuzz.py --cases 200 --official FOLDER

Every case has a number, so that one that goes wrong can be looked at again (``--first``). The
counts of the last long run are in docs/reliability.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "loaders"))

from mutations import Chance, Mutated, damaged, emptied, figures_of, judged, mutated
from small_publications import SMALL, Small, slices

DAMAGED_OF = 10
"""One case in so many damages the bytes of a workbook instead."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=300, help="for each importer")
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--source", default="", help="only sources with this in their name")
    parser.add_argument("--official", type=Path, help="also slices of the official files in here")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    total = Counter[str]()
    print("| publication | cases | same | other | refused | wrong | slowest |")
    print("|---|---|---|---|---|---|---|")
    for label, small in publications(asked.official):
        if asked.source in small.source_id:
            counts, slowest = run(small, range(asked.first, asked.first + asked.cases))
            total += counts
            print(row(label, counts, f"{slowest:.1f} s"), flush=True)
    print(row("all", total, ""))
    sys.exit(1 if total["wrong"] else 0)


def publications(official: Path | None) -> Iterator[tuple[str, Small]]:
    for small in SMALL:
        yield small.source_id, small
    for small in slices(official) if official else ():
        yield f"{small.source_id} (slice)", small


def run(small: Small, cases: range) -> tuple[Counter[str], float]:
    counts, slowest = Counter[str](), 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = figures_of(small.save(small.build(), folder), folder / "raw")
        for case in cases:
            emptied(folder)
            started = time.monotonic()
            counts[outcome(small, case, folder, before)] += 1
            slowest = max(slowest, time.monotonic() - started)
    return counts, slowest


def outcome(small: Small, case: int, folder: Path, before: pd.Series) -> str:
    chance = Chance.seeded(case)
    bytes_too = small.suffix == "xlsx" and case % DAMAGED_OF == 0
    change = (
        Mutated(small.build(), frozenset(), "damaged bytes")
        if bytes_too
        else mutated(small, chance)
    )
    path = small.save(change.content, folder)
    if bytes_too:
        damaged(path, chance)
    try:
        return judged(path, folder / "raw", before, change.touched, change.kept)
    except Exception:  # any traceback is what is looked for
        print(f"{small.source_id}, case {case}, {change.what}:", file=sys.stderr)
        traceback.print_exc(limit=-2)
        return "wrong"


def row(label: str, counts: Counter[str], slowest: str) -> str:
    kinds = ("same", "other", "refused", "wrong")
    cells = [label, counts.total(), *(counts[kind] for kind in kinds), slowest]
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
