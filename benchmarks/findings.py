"""Check that what is said about a finding keeps its promise on this project's own data.

The primary design finds changes; others say whether they began at the date, whether they lasted,
what they are worth where the trust was chosen because it rose, and what is ruled out. Here every
trust of a panel gets a made-up intervention at every date (nothing is drawn at random), without a
change, with one of known size from the date on, or with a steady course of its own, and what would
be said is counted.

Run ``python benchmarks/findings.py`` after ``nhs-culture build``. It takes some minutes on one
core, gives the same numbers every time and writes ``docs/findings.json`` and its section of
``docs/validation.md``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from calibration import DATA, as_table, benchmark_groups, rate

from nhs_culture import periods
from nhs_culture.designs.event_study import event_study
from nhs_culture.designs.every_unit import every_date
from nhs_culture.designs.inputs import complete
from nhs_culture.designs.paths import Paths, paths
from nhs_culture.designs.permutation import LEVEL, POWER, Permuted, permuted
from nhs_culture.designs.selection import CHOICE_RULES, RISEN_MOST, shrunken
from nhs_culture.designs.synthetic_did import synthetic_did
from nhs_culture.designs.trend_sensitivity import trend_sensitivity
from nhs_culture.files import write_text
from nhs_culture.studies.compared import comparable
from nhs_culture.validation import write_section
from nhs_culture.verdicts.lasting import HALF

HEADING = """## How often what is said of a finding is wrong

Every trust of a panel was given a made-up intervention at every date that leaves the planned window
on both sides, by `python benchmarks/findings.py`, among the trusts of its benchmark group that the
pages would compare it with. In brackets the standard error, dates of one trust counted together."""
RESULTS = DATA.project.docs / "findings.json"
FEWEST = 39  # peers, so that two trusts may have p at most 0.05
EVERY = 3  # of the trusts, where a design takes one at a time
USUAL = (0, 0.5, 1, 1.5, 2, 2.5, 3)  # made-up changes, in usual moves
DETECTABLE = (1.0, 1.5)  # made-up changes, in smallest detectable ones
KEPT = (1.0, 0.5, 0.0)  # of a made-up change, later
TESTS = {
    "change": "primary design",
    "beyond": "beyond the earlier course",
    "course": "the earlier course itself",
    "usual": "beyond the usual part of it",
    "did": "synthetic difference-in-differences",
    "band before": "band, before",
    "band after": "band, after",
}


@dataclass(frozen=True)
class Panel:
    """One measure with the windows of the analysis plan; every ``step``-th date is used.

    ``direction`` is that of a change for the better, ``one_by_one`` whether the designs that take
    one trust at a time are counted too.
    """

    name: str
    measure: str
    before: int
    after: int
    first: str
    last: str
    margin: float
    direction: int = 1
    step: int = 1
    one_by_one: bool = True


PANELS = (
    Panel("recommend as a place to work, 4 + 4", "recommend_work", 4, 4, "2008", "2023", 5),
    Panel("recommend as a place to work, 5 + 3", "recommend_work", 5, 3, "2008", "2023", 5),
    Panel(
        "sickness absence, 24 + 24 months",
        *("sickness_absence", 24, 24, "2013-04", "2020-02", 0.25, -1, 3, False),
    ),
    Panel(
        "staff in post, 24 + 24 months",
        *("staff_fte", 24, 24, "2009-09", "2020-02", 5, 1, 6, False),
    ),
)


def run(panel: Panel) -> dict[str, Any]:
    """Return everything that one panel has to show."""
    groups = benchmark_groups()
    table = pd.concat([row for group in groups for row in judged(panel, group)], ignore_index=True)
    chosen = pd.concat([selected(panel, group) for group in groups], ignore_index=True)
    return {
        "trust_dates": len(table),
        "false_alarms": {name: rate(table, name) for name in TESTS},
        "said": said_counts(table),
        "lasting": lasting_counts(table),
        "drift_held": {kind: rate(table, kind) for kind in ("continuing held", "steps held")},
        "chosen": {rule.name: rate(chosen[chosen[rule.name]], "found") for rule in CHOICE_RULES},
        "shrunken": shrunken_counts(chosen, panel.direction),
        "equivalent": {name: rate(table, name) for name in ("falsely", "truly")},
    }


def windows(
    panel: Panel, group: frozenset[str]
) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """Yield every date with the panel of its window and that of what came later."""
    everyone = DATA.wide(panel.measure)
    everyone = everyone[[code for code in everyone if code in group]]
    frequency = DATA.register.measure(panel.measure)["frequency"]
    labels = periods.span(panel.first, panel.last, frequency)
    for start in range(panel.before, len(labels) - panel.after + 1, panel.step):
        first, end = start - panel.before, start + panel.after
        window = comparable(DATA.register, everyone, panel.measure, labels[first:end])
        longer = comparable(
            DATA.register, everyone, panel.measure, labels[first : end + panel.after]
        )
        yield labels[start], window, longer.loc[longer.index >= labels[end - 1]].iloc[1:]


def judged(panel: Panel, group: frozenset[str]) -> Iterator[pd.DataFrame]:
    """Yield, for each date, what is found of every trust."""
    for date, window, later in windows(panel, group):
        known = window.dropna(how="all")
        sides = [known.index < date, known.index >= date]
        if min(side.sum() for side in sides) < 3 or known.dropna(axis=1).shape[1] <= FEWEST:
            continue
        whole = complete(window, date, design="findings", fewest_peers=FEWEST)
        found, units = paths(whole, "findings"), whole.outcomes.columns
        tests = contrasts(found)
        table = pd.DataFrame({"trust": units, **{k: t.p_value <= LEVEL for k, t in tests.items()}})
        parts = [table, made_up(tests, found.lead), equivalent(tests["change"], panel.margin)]
        parts.append(lasting(tests["change"], found, later.reindex(columns=units)))
        if panel.one_by_one:
            drifts = tests["change"].detectable(POWER, LEVEL) / found.lead
            some = range(0, len(units), EVERY)
            rows = [alone(window, units[i], float(drifts[i]), date) for i in some]
            parts.append(pd.DataFrame(rows, index=some))
        yield pd.concat(parts, axis=1)


def contrasts(found: Paths) -> dict[str, Permuted]:
    """Return the primary design and what is asked about the course, of every trust."""
    line = found.around(1.0)
    asked = {
        "change": (found.change, found.alike, found.own),
        "beyond": (found.change - found.lead * found.course, found.alike, line),
        "course": (found.course, found.alike, line),
        "usual": (found.change, np.column_stack([found.start, found.course]), found.own),
    }
    units = np.arange(len(found.start))
    return {name: permuted(*parts, units, design="findings") for name, parts in asked.items()}


def stands_out(test: Permuted, added: np.ndarray) -> np.ndarray:
    """Return the direction of each trust's contrast with an amount added, 0 among the peers."""
    lower, upper = test.bounds(LEVEL).T
    return np.where(lower + added > 0, 1, np.where(upper + added < 0, -1, 0))


def made_up(tests: Mapping[str, Permuted], lead: float) -> pd.DataFrame:
    """Return what is said where a jump, a steady course, or half of each was added.

    Adding to one trust moves its own contrasts by that much and neither its noise around its line
    nor any other trust, so that every trust can be moved in one calculation.
    """
    columns: dict[str, np.ndarray] = {}
    detectable = tests["change"].detectable(POWER, LEVEL)
    for size in DETECTABLE:
        for kind, share in (("jump", 1.0), ("course", 0.0), ("half", 0.5)):
            jump, course = share * size * detectable, (1 - share) * size * detectable
            up = np.sign(tests["change"].estimate + jump + course)
            beyond = stands_out(tests["beyond"], jump) == up
            moving = stands_out(tests["course"], course / lead) == up
            label = np.where(beyond, "date", np.where(moving, "course", "not told"))
            columns[f"{kind} {size:g} found"] = stands_out(tests["change"], jump + course) != 0
            columns[f"{kind} {size:g} said"] = label
    return pd.DataFrame(columns)


def equivalent(change: Permuted, margin: float) -> pd.DataFrame:
    """Return whether a change of the margin is ruled out, where there is one and where not."""
    lower, upper = change.bounds(2 * LEVEL).T
    return pd.DataFrame(
        {
            "falsely": (lower + margin > -margin) & (upper + margin < margin),
            "truly": (lower > -margin) & (upper < margin),
        }
    )


def lasting(change: Permuted, found: Paths, later: pd.DataFrame) -> pd.DataFrame:
    """Return what is said later of a made-up change, of which a part was kept."""
    known = later.dropna(how="all")
    there = np.flatnonzero(known.notna().all()) if len(known) else np.array([], dtype=int)
    if len(there) <= FEWEST:
        return pd.DataFrame(index=range(len(found.start)))
    values = known.to_numpy()[:, there]
    gaps = (values - np.median(values, axis=1, keepdims=True)).mean(axis=0)
    start, own, positions = found.start[there], found.own[there], np.arange(len(there))
    after, window = (
        permuted(contrast, start[:, None], own, positions, design="findings")
        for contrast in (gaps - start, found.change[there])
    )
    detectable = change.detectable(POWER, LEVEL)[there]
    columns: dict[str, np.ndarray] = {}
    for size in DETECTABLE:
        added = size * detectable
        seen = stands_out(change, size * change.detectable(POWER, LEVEL))[there] > 0
        for kept in KEPT:
            left = (after.estimate + kept * added) / (window.estimate + added)
            still = stands_out(after, kept * added)
            label = np.where(
                still != 0,
                np.where(left > 0, "lasted", "reversed"),
                np.where(left < HALF, "faded", "not known yet"),
            )
            columns[f"kept {kept:g} of {size:g} found"] = seen
            columns[f"kept {kept:g} of {size:g} said"] = label
    return pd.DataFrame(columns, index=there)


def alone(window: pd.DataFrame, unit: str, drift: float, date: str) -> dict[str, bool]:
    """Return what the designs say that take one trust at a time; ``drift`` is per period."""
    study = event_study(window, unit, date)
    steady = window.copy()
    before = (window.index < date) & window.notna().any(axis=1).to_numpy()
    times = np.arange(len(window)) - float(np.flatnonzero(before).mean())
    steady[unit] += drift * times  # from the same starting level
    bounds = trend_sensitivity(steady, unit, date)
    continuing, steps = bounds.continuing.intervals.loc[1], bounds.magnitudes.intervals.loc[1]
    return {
        "did": synthetic_did(window, unit, date).p_value <= LEVEL,
        "band before": study.at_once["before"].p_value <= LEVEL,
        "band after": study.at_once["after"].p_value <= LEVEL,
        "continuing held": continuing["lower"] <= 0 <= continuing["upper"],
        "steps held": steps["lower"] <= 0 <= steps["upper"],
    }


def selected(panel: Panel, group: frozenset[str]) -> pd.DataFrame:
    """Return every trust at every date, with what each rule of selection picks."""
    dates = every_date((date, window) for date, window, _ in windows(panel, group))
    if dates.empty:
        return dates
    turned = dates.assign(rise=panel.direction * dates["rise"])
    picks = {rule.name: rule.picks(turned) for rule in CHOICE_RULES}
    found = dates["p_value"] <= LEVEL * (1 + 1e-9)
    table = dates.assign(found=found, group=min(group), **picks).reset_index()
    return table.rename(columns={"unit": "trust"})


def shrunken_counts(dates: pd.DataFrame, direction: int) -> list[dict[str, Any]]:
    """Return the errors of both estimates among trusts that rose most with a made-up change."""
    return [{"size": size, **_errors(dates, size, direction)} for size in USUAL]


def _errors(dates: pd.DataFrame, size: float, direction: int) -> dict[str, Any]:
    errors = []
    for _, table in dates.groupby(["group", "date"]):
        rise = direction * table["rise"].to_numpy()
        ordered = np.sort(rise)[::-1]
        usual, estimate = table["usual"].to_numpy(), direction * table["estimate"].to_numpy()
        # the last of the others that are picked: one further down for those picked themselves
        edge = np.where(
            rise >= ordered[RISEN_MOST - 1], ordered[RISEN_MOST], ordered[RISEN_MOST - 1]
        )
        for i in np.flatnonzero(rise + size * usual >= edge):
            found = shrunken(estimate[i] + size * usual[i], usual[i])
            inside = found.interval[0] <= size * usual[i] <= found.interval[1]
            plain = estimate[i] / usual[i]
            errors.append((plain, found.estimate / usual[i] - size, inside))
    plain, shrunk, inside = np.array(errors, dtype=float).T
    return {
        "chosen": len(errors),
        "plain_error": round(float(np.sqrt(np.mean(plain**2))), 2),
        "shrunken_error": round(float(np.sqrt(np.mean(shrunk**2))), 2),
        "plain_bias": round(float(plain.mean()), 2),
        "shrunken_bias": round(float(shrunk.mean()), 2),
        "covered": round(100 * float(inside.mean()), 1),
    }


def said_counts(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return what is said of made-up jumps and courses that the primary design finds."""
    kinds = [f"{kind} {size:g}" for size in DETECTABLE for kind in ("jump", "course", "half")]
    return {kind: _shares(table, kind, ("date", "course", "not told")) for kind in kinds}


def lasting_counts(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return what is said later of made-up changes that the primary design finds."""
    kinds = [f"kept {kept:g} of {size:g}" for size in DETECTABLE for kept in KEPT]
    labels = ("lasted", "faded", "reversed", "not known yet")
    return {kind: _shares(table, kind, labels) for kind in kinds if f"{kind} said" in table}


def _shares(table: pd.DataFrame, kind: str, labels: tuple[str, ...]) -> dict[str, float]:
    known = table.dropna(subset=[f"{kind} said"])
    found = known[known[f"{kind} found"].astype(bool)]
    shares = {
        label: round(100 * float((found[f"{kind} said"] == label).mean()), 1) for label in labels
    }
    return {"n": len(found), **shares}


def as_section(results: list[dict[str, Any]]) -> str:
    """Return the section of ``docs/validation.md``."""
    parts = [HEADING, *_false_alarms(results), *_said(results), *_later(results)]
    return "\n\n".join([*parts, *_chosen(results), *_ruled_out(results)]) + "\n"


def _percent(share: Mapping[str, float]) -> str:
    return f"{share['percent']} ({share['se']})" if share else ""


def _false_alarms(results: list[dict[str, Any]]) -> list[str]:
    rows = [
        [x["panel"], f"{x['trust_dates']:,}", *(_percent(x["false_alarms"][t]) for t in TESTS)]
        for x in results
    ]
    text = (
        "Per cent of trust-dates without a made-up change that come out at 5%. The bands are those "
        "of the event study, all periods of a stage at once."
    )
    return [text, as_table(["panel", "trust-dates", *TESTS.values()], rows)]


def _said(results: list[dict[str, Any]]) -> list[str]:
    names = {"jump": "a jump at the date", "course": "a steady course", "half": "half of each"}
    rows = [
        [
            x["panel"],
            f"{names[kind.split()[0]]}, {kind.split()[1]} times the smallest detectable",
            f"{counts['n']:,}",
            *(f"{counts[label]}" for label in ("date", "course", "not told")),
        ]
        for x in results
        for kind, counts in x["said"].items()
    ]
    held = "; ".join(
        f"{x['panel']}: {_percent(x['drift_held']['continuing held'])} and "
        f"{_percent(x['drift_held']['steps held'])}"
        for x in results
        if x["drift_held"]["steps held"]
    )
    text = "What is said of made-up changes that the primary design finds, per cent."
    head = ["panel", "added", "found", "from the date on", "on its earlier course"]
    sensitivity = (
        "Of steady courses as large as the smallest detectable change, the interval under a course "
        "that goes on in full, and the one under steps as large as the largest before, hold no "
        f"change in per cent of cases: {held}."
    )
    return [text, as_table([*head, "cannot be told"], rows), sensitivity]


def _later(results: list[dict[str, Any]]) -> list[str]:
    labels = ("lasted", "faded", "reversed", "not known yet")
    rows = [
        [
            x["panel"],
            f"{float(kind.split()[1]):.0%} of {kind.split()[3]} times the smallest detectable",
            f"{counts['n']:,}",
            *(f"{counts[label]}" for label in labels),
        ]
        for x in results
        for kind, counts in x["lasting"].items()
    ]
    text = (
        "What is said of such changes in the next stretch, as long as the window's own after, "
        "where a part of them was kept, per cent."
    )
    return [text, as_table(["panel", "kept", "found", *labels], rows)]


def _chosen(results: list[dict[str, Any]]) -> list[str]:
    names = [rule.name for rule in CHOICE_RULES]
    found = [[x["panel"], *(_percent(x["chosen"][name]) for name in names)] for x in results]
    rows = [
        [
            x["panel"],
            f"{y['size']:g}",
            f"{y['chosen']:,}",
            f"{y['plain_error']} / {y['shrunken_error']}",
            f"{y['plain_bias']} / {y['shrunken_bias']}",
            f"{y['covered']}",
        ]
        for x in results
        for y in x["shrunken"]
    ]
    head = ["panel", "change added, in usual moves", "chosen", "root mean square error"]
    text = (
        f"Of trusts that then are among the {RISEN_MOST} largest rises of their group: the error "
        "of the plain and of the shrunken estimate, in usual moves, and per cent of intervals of "
        "the shrunken one that hold the change."
    )
    return [
        "Per cent with p at most 0.05 among trusts and dates that were chosen, without any change.",
        as_table(["panel", *names], found),
        text,
        as_table([*head, "mean error", "held"], rows),
    ]


def _ruled_out(results: list[dict[str, Any]]) -> list[str]:
    rows = [
        [x["panel"], _percent(x["equivalent"]["falsely"]), _percent(x["equivalent"]["truly"])]
        for x in results
    ]
    text = (
        "How often a change of the margin is ruled out where one was added, and where none was, "
        "per cent."
    )
    return [text, as_table(["panel", "falsely", "rightly"], rows)]


def main() -> None:
    results = []
    for panel in PANELS:
        print(f"{panel.name} ...", file=sys.stderr, flush=True)
        results.append({"panel": panel.name, **run(panel)})
    write_text(RESULTS, json.dumps({"panels": results}, indent=1) + "\n")
    write_section(DATA.project.docs / "validation.md", "findings", as_section(results))


if __name__ == "__main__":
    main()
