"""Check that the stacked comparison of programmes keeps its promise on this project's own data.

Programmes that never were, of the size, dates and kinds of the real ones, are drawn from the trusts
that never joined. Nothing happened to them, so a test at 5% should reject 5% of the time, whether
their members are drawn from the levels of the real ones or from the lowest third of their kind.

Run ``python benchmarks/programmes.py`` after ``nhs-culture build``. It takes about half an hour
on one core, gives the same numbers every time and writes ``docs/programmes.json`` and its section
of ``docs/validation.md``.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from calibration import DATA, as_table

from nhs_culture.designs.permutation import LEVEL
from nhs_culture.designs.stacked_programme import Cohort, stacked_programme
from nhs_culture.errors import DesignError
from nhs_culture.files import write_text
from nhs_culture.studies.programmes import Examination, measures, pooled
from nhs_culture.validation import write_section

HEADING = """## How often the comparison of a programme is wrong

Made-up programmes with the size, dates and kinds of trusts of the real ones were drawn from the
trusts that never joined, by `python benchmarks/programmes.py`. Nothing happened to them, so that a
test at 5% should reject 5% of them; the target is 3-7%. Their members start at the levels of the
real ones, or in the lowest third of their kind. In brackets the standard error of
each share. Coverage is of no change by the 95% interval."""
RESULTS = DATA.project.docs / "programmes.json"
PROGRAMMES = 200
DRAWS = 99
SEED = 20081224
LEVELS = ("as the members", "lowest third")
TARGET = (3.0, 7.0)


def starts(cohort: Cohort) -> dict[str, float]:
    """Return the mean before the date of every unit with all values, by code."""
    before = cohort.outcomes.loc[cohort.outcomes.index < cohort.intervention]
    complete = cohort.outcomes.dropna(how="all").dropna(axis=1).columns
    return {str(code): float(before[code].mean()) for code in complete}


@dataclass(frozen=True, eq=False)
class Usable:
    """A cohort with the starting level of every unit that can be compared, by code."""

    cohort: Cohort
    start: dict[str, float]

    @property
    def members(self) -> list[str]:
        return [code for code in self.cohort.members if code in self.start]

    def picked(self, taken: set[str], level: str, random: np.random.Generator) -> list[str]:
        """Return as many trusts that never joined as there are members, none taken already."""
        never = [code for code in self.start if code not in self.cohort.members]
        chosen: list[str] = []
        for member in self.members:
            free = [code for code in never if code not in taken]
            if level == "as the members":
                free.sort(key=lambda code: abs(self.start[code] - self.start[member]))
            else:
                free.sort(key=self.start.__getitem__)
            among = free[: max(5, len(never) // 3)]
            chosen.append(among[random.integers(len(among))])
            taken.add(chosen[-1])
        return chosen


def made_up(cohorts: Sequence[Usable], level: str, random: np.random.Generator) -> list[Cohort]:
    """Return the cohorts of a programme that never was."""
    taken: set[str] = set()
    drawn = [one.picked(taken, level, random) for one in cohorts]
    found = []
    for one, chosen in zip(cohorts, drawn, strict=True):
        never = [code for code in one.start if code not in one.cohort.members]
        kept = [code for code in never if code in chosen or code not in taken]
        outcomes = one.cohort.outcomes[kept]
        found.append(replace(one.cohort, outcomes=outcomes, members=chosen))
    return found


def run(examined: Examination) -> dict[str, Any]:
    """Return the shares rejected and covered over made-up programmes of one panel."""
    every = [Usable(one, starts(one)) for one in examined.placed.cohorts]
    usable = [one for one in every if one.members]
    random = np.random.default_rng(SEED)
    result: dict[str, Any] = {}
    for level in LEVELS:
        found = []
        for seed in range(PROGRAMMES):
            try:
                made = made_up(usable, level, random)
                found.append(stacked_programme(made, draws=DRAWS, seed=seed))
            except DesignError:
                continue
        rejected = np.mean([one.p_value <= LEVEL for one in found])
        covered = np.mean([one.interval[0] <= 0 <= one.interval[1] for one in found])
        result[level] = {
            "percent": round(100 * float(rejected), 1),
            "se": round(100 * float(np.sqrt(rejected * (1 - rejected) / len(found))), 1),
            "coverage": round(100 * float(covered), 1),
            "n": len(found),
        }
    return result


def panels() -> Iterator[tuple[str, str, Examination]]:
    """Yield every programme and measure that the pages compare."""
    for programme in pooled(DATA.register):
        for measure in measures(DATA):
            examined = Examination(DATA, programme, measure)
            if not isinstance(examined.stacked, DesignError):
                name = str(DATA.register.measure(measure)["name"])
                yield programme.name, name, examined


def as_section(results: list[dict[str, Any]]) -> str:
    """Return the section of ``docs/validation.md``."""
    head = ["programme", "measure", "members", *(f"{level}, % rejected" for level in LEVELS)]
    rows = [
        [
            *(one["programme"], one["measure"], str(one["members"])),
            *(f"{one[level]['percent']} ({one[level]['se']})" for level in LEVELS),
            str(one[LEVELS[0]]["coverage"]),
        ]
        for one in results
    ]
    low, high = TARGET
    shares = [one[level]["percent"] for one in results for level in LEVELS]
    inside = sum(low <= share <= high for share in shares)
    pooled_over = ", ".join(f"{share_of_all(results, level)} {level}" for level in LEVELS)
    told = (
        f"{inside} of {len(shares)} shares lie between {low:.0f} and {high:.0f}%. Over all panels "
        f"were rejected: {pooled_over}."
    )
    return "\n\n".join([HEADING, told, as_table([*head, "coverage, %"], rows)])


def share_of_all(results: list[dict[str, Any]], level: str) -> str:
    """Return the share rejected over all panels, with its standard error."""
    made = sum(one[level]["n"] for one in results)
    share = sum(one[level]["percent"] * one[level]["n"] for one in results) / made / 100
    error = math.sqrt(share * (1 - share) / made)
    return f"{100 * share:.1f}% ({100 * error:.1f}; {made:,} programmes)"


def main() -> None:
    results = []
    for programme, measure, examined in panels():
        print(f"{programme}: {measure} ...", file=sys.stderr, flush=True)
        stacked = examined.stacked
        assert not isinstance(stacked, DesignError)
        members = len(stacked.members)
        found = run(examined)
        print(found, file=sys.stderr, flush=True)
        results.append({"programme": programme, "measure": measure, "members": members, **found})
    write_text(RESULTS, json.dumps({"seed": SEED, "panels": results}, indent=1) + "\n")
    write_section(DATA.project.docs / "validation.md", "programmes", as_section(results))


if __name__ == "__main__":
    main()
