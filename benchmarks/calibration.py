"""Check that the primary design keeps its promises on this project's own data.

Real trusts in the real panels are given made-up interventions at dates drawn at random. Nothing
happened to them, so a test at 5% should reject 5% of the time, for small trusts as for large and
for noisy trusts as for quiet ones, and a 95% interval should hold the change that was added. Beside
it stands the naive segmented regression of the trust's own series.

Run ``python benchmarks/calibration.py`` after ``nhs-culture build``. It takes some minutes on one
core, gives the same numbers every time and writes ``docs/calibration.json`` and its section of
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

from nhs_culture import open_data, periods
from nhs_culture.designs import attempt
from nhs_culture.designs.interrupted_time_series import (
    InterruptedTimeSeries,
    interrupted_time_series,
)
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.smallest_detectable import smallest_detectable
from nhs_culture.files import write_text
from nhs_culture.studies.compared import comparable
from nhs_culture.validation import write_section

HEADING = """## How often the primary test is wrong

Real trusts in the panels of this project were given made-up interventions at dates drawn at
random, by `python benchmarks/calibration.py`. Nothing happened to them, so that a test at 5%
should reject 5%, for small trusts as for large and for noisy trusts as for quiet ones, and a 95%
interval should hold the change that was added. The target is 3-7% overall and in every third, and
93-97% for the intervals. Where a third misses, the last column says so. The widest miss is by
respondents in the acute panel of recommending, where some trusts asked a sample and others
everyone: no page tests on that panel. The form of the noise model was chosen on these same panels.
The columns on the right are the same dates put to segmented regression with Newey-West errors on
the trust's own series: the reason why it is never the primary design here. By starting level, which
was no target, the test on twelve months of sickness is too bold for trusts that start high and too
cautious for those that start low; the analysis plan uses 24 months a side."""
DATA = open_data()
RESULTS = DATA.project.docs / "calibration.json"
SHIFTED = 1000  # of these are run again with a change added, and by the naive regression
SEED = 20200229
TARGET = (3.0, 7.0)  # per cent rejected at 5%: also 93 to 97% covered
ACUTE = ("acute_staff_survey_2015_2019", "acute_staff_survey_2012_2019")
THIRDS = ("low", "middle", "high")
LAST_MONTH = "2020-02"  # the pandemic moved every trust, and not by the same amount
ABSENCE = {"unit": "percentage points", "shifts": (0.1, 0.25, 0.5, 0.75, 1.0)}
GROWTH = {"unit": "log points (about per cent)", "shifts": (1.0, 2.0, 5.0, 10.0, 15.0)}
SHARE = {"unit": "percentage points", "shifts": (2.0, 5.0, 10.0, 15.0, 20.0)}


@dataclass(frozen=True)
class Window:
    """Labels of the first period, of the first one after, and of the last."""

    first: str
    start: str
    last: str


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One panel with the interventions that could have been made up in it.

    Attributes
    ----------
    name, measure, unit
        Of the panel, of its measure and of a change in it.
    outcomes
        Periods x ODS codes, as published. Who is compared with whom in a window is what the pages
        say (:func:`nhs_culture.studies.compared.comparable`).
    size
        Staff or respondents by trust, for the thirds.
    windows
        Where an intervention is made up.
    shifts
        Changes of the power curve.
    groups
        Trusts that are compared with one another; all of them where empty.
    tuned
        Whether the form of the noise model was chosen with this panel in view.
    draws
        Of trust, date and window, without replacement, where the panel has so many.
    """

    name: str
    measure: str
    unit: str
    outcomes: pd.DataFrame
    size: pd.Series
    windows: tuple[Window, ...]
    shifts: tuple[float, ...]
    groups: tuple[frozenset[str], ...] = ()
    tuned: bool = True
    draws: int = 4000


def settings() -> list[Setting]:
    """Return the panels of the calibration, from the project's own figures."""
    return [*_monthly_settings(), *_survey_settings(), *_new_settings()]


def _monthly_settings() -> list[Setting]:
    sickness, staff = (
        DATA.wide("sickness_absence").loc[:LAST_MONTH],
        DATA.wide("staff_fte").loc[:LAST_MONTH],
    )
    absence = {"measure": "sickness_absence", "outcomes": sickness, "size": employed(), **ABSENCE}
    growth = {"measure": "staff_fte", "outcomes": staff, "size": employed(), **GROWTH}
    within = {"groups": benchmark_groups()}
    return [
        Setting(
            name=f"{name}, {side} months a side{', within benchmark group' if more else ''}",
            windows=monthly(panel["outcomes"], side),
            **panel,
            **more,
        )
        for name, panel in (("sickness absence", absence), ("staff in post", growth))
        for side, more in ((24, {}), (24, within), (12, {}))
    ]


def _survey_settings() -> list[Setting]:
    long = DATA.wide("recommend_work", sources=("recommend_work_2008_2023",)).loc["2008":"2022"]
    acute = DATA.wide("recommend_work", sources=ACUTE).loc["2012":"2019"]
    motivation = DATA.wide("motivation_1_to_5").loc["2012":"2019"]
    recommend = {"measure": "recommend_work", **SHARE}
    everyone = {"outcomes": long, "size": employed(), "windows": yearly(long), **recommend}
    return [
        Setting(name="recommend as a place to work, 2008-2022", **everyone),
        Setting(
            name="recommend as a place to work, 2008-2022, within benchmark group",
            groups=benchmark_groups(),
            **everyone,
        ),
        Setting(
            name="recommend as a place to work, acute, 2012-2019",
            outcomes=acute,
            size=respondents(),
            windows=yearly(acute),
            **recommend,
        ),
        Setting(
            name="motivation, acute, 2012-2019",
            measure="motivation_1_to_5",
            unit="points of 1-5",
            outcomes=motivation,
            size=respondents(),
            windows=yearly(motivation),
            shifts=(0.02, 0.05, 0.1, 0.15, 0.2),
        ),
    ]


def _new_settings() -> list[Setting]:
    """Return panels that the design has never been looked at with."""
    pandemic = DATA.wide("sickness_absence").loc["2020-03":"2023-01"]
    care, stress = (
        DATA.wide(measure, sources=ACUTE) for measure in ("recommend_care", "work_stress")
    )
    shmi = DATA.wide("shmi")
    new = {"tuned": False, "draws": 1000}
    return [
        Setting(
            name="sickness absence in the pandemic, 12 months a side",
            measure="sickness_absence",
            outcomes=pandemic,
            size=employed(),
            windows=monthly(pandemic, 12),
            **ABSENCE,
            **new,
        ),
        *(
            Setting(
                name=f"{name}, acute, 2012-2019",
                measure=measure,
                outcomes=outcomes,
                size=respondents(),
                windows=yearly(outcomes),
                **SHARE,
                **new,
            )
            for name, measure, outcomes in (
                ("recommend for care", "recommend_care", care),
                ("work stress", "work_stress", stress),
            )
        ),
        Setting(
            name="SHMI, 2012-2019",
            measure="shmi",
            unit="ratio",
            outcomes=shmi,
            size=employed(),
            windows=yearly(shmi),
            shifts=(0.02, 0.05, 0.1, 0.15, 0.2),
            **new,
        ),
    ]


def employed() -> pd.Series:
    """Return the mean staff in post of each trust."""
    return DATA.wide("staff_fte").mean()


def respondents() -> pd.Series:
    """Return how many staff of each acute trust answered, as a harmonic mean over known years."""
    figures = DATA.panel
    known = figures[(figures["measure"] == "motivation_1_to_5") & (figures["denominator"] > 0)]
    return 1 / (1 / known["denominator"]).groupby(known["org_code"].astype(str)).mean()


def benchmark_groups() -> tuple[frozenset[str], ...]:
    """Return the trusts of each benchmark group that is large enough for p to reach 0.05."""
    groups = DATA.register.trusts.groupby("benchmark_group")["org_code"]
    return tuple(frozenset(codes) for name, codes in groups if name and len(codes) > 40)


def monthly(outcomes: pd.DataFrame, side: int) -> tuple[Window, ...]:
    """Return every date with ``side`` months before it and after."""
    labels = list(outcomes.index)
    return tuple(
        Window(labels[i - side], labels[i], labels[i + side - 1])
        for i in range(side, len(labels) - side + 1)
    )


def yearly(outcomes: pd.DataFrame, side: int = 3) -> tuple[Window, ...]:
    """Return every window and date with ``side`` surveys or more before and after."""
    labels = list(outcomes.index[outcomes.notna().any(axis=1)])
    return tuple(
        Window(labels[first], labels[start], labels[last])
        for start in range(side, len(labels) - side + 1)
        for first in range(start - side + 1)
        for last in range(start + side - 1, len(labels))
    )


def draws(setting: Setting) -> Iterator[tuple[pd.DataFrame, Window, str, dict[str, str]]]:
    """Yield panel, window, trust and the thirds that the trust falls in."""
    generator = np.random.default_rng(SEED)
    panels = [
        (window, *window_panel(setting, window, group))
        for window in setting.windows
        for group in setting.groups or (frozenset(setting.outcomes.columns),)
    ]
    pairs = [(panel, unit) for panel in panels for unit in panel[1]]
    chosen = generator.choice(len(pairs), size=min(setting.draws, len(pairs)), replace=False)
    for position in chosen:
        (window, panel, thirds), unit = pairs[position]
        yield panel, window, unit, thirds.loc[unit].to_dict()


def window_panel(
    setting: Setting, window: Window, group: frozenset[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the trusts of a group with every figure and a size in a window, and their thirds."""
    frequency = DATA.register.measure(setting.measure)["frequency"]
    labels = periods.span(window.first, window.last, frequency)
    everyone = setting.outcomes.loc[:, setting.outcomes.columns.isin(group)]
    rows = comparable(everyone, setting.measure, labels)
    known = rows.dropna(how="all")
    size = setting.size.reindex(known.columns)
    complete = known.columns[known.notna().all() & (size > 0)]
    before = known.loc[known.index < window.start, complete]
    apart = before.sub(before.median(axis=1), axis=0)
    measures = {"size": size[complete], "noise": apart.std(), "start": apart.mean()}
    thirds = pd.DataFrame(
        {name: pd.qcut(x.rank(method="first"), 3, labels=THIRDS) for name, x in measures.items()}
    )
    return rows[complete], thirds.astype(str)


def run(setting: Setting) -> dict[str, Any]:
    """Return everything that one panel has to show."""
    rows = [
        {"trust": unit, **thirds, **draw(panel, window, unit, again=n < SHIFTED)}
        for n, (panel, window, unit, thirds) in enumerate(draws(setting))
    ]
    table = pd.DataFrame(rows)
    facts = {
        "panel": setting.name,
        "measure": setting.measure,
        "unit": setting.unit,
        "draws": len(table),
        "trusts": int(table["trust"].nunique()),
        "dates": len({window.start for window in setting.windows}),
        "peers": [int(table["peers"].min()), int(table["peers"].max())],
        "rejected": rate(table, "rejected"),
        **{f"rejected_by_{by}": by_third(table, by) for by in ("size", "noise", "start")},
        "covered": rate(table, "covered"),
        "seen_at_smallest_detectable": rate(table, "seen"),
        "smallest_detectable": round(float(table["smallest"].median()), 3),
        "power": {
            f"{shift:g}": round(100 * float(np.mean(seen(table, shift))), 1)
            for shift in setting.shifts
        },
        "naive_level": rate(table, "naive_level"),
        "naive_slope": rate(table, "naive_slope"),
    }
    return facts | {"outside": outside(facts)}


def draw(panel: pd.DataFrame, window: Window, unit: str, again: bool) -> dict[str, Any]:
    """Return what the designs say about one made-up intervention."""
    result = peer_change(panel, unit, window.start)
    lower, upper = result.interval or (-np.inf, np.inf)
    facts: dict[str, Any] = {
        "peers": len(result.peers),
        "rejected": result.p_value <= 0.05,
        "lower": lower,
        "upper": upper,
    }
    if not again:
        return facts
    return facts | with_change(panel, window, unit) | naive(panel, unit, window)


def with_change(panel: pd.DataFrame, window: Window, unit: str) -> dict[str, Any]:
    """Add the smallest detectable change to the trust, and look whether it is covered and seen."""
    shift = smallest_detectable(panel, unit, window.start)
    moved = panel.copy()
    moved.loc[moved.index >= window.start, unit] += shift
    result = peer_change(moved, unit, window.start)
    lower, upper = result.interval or (-np.inf, np.inf)
    return {
        "smallest": shift,
        "covered": lower <= shift <= upper,
        "seen": result.p_value <= 0.05,
    }


def naive(panel: pd.DataFrame, unit: str, window: Window) -> dict[str, Any]:
    """Return what segmented regression of the trust's own series rejects."""
    fit = attempt(interrupted_time_series, panel, unit, window.start)
    if not isinstance(fit, InterruptedTimeSeries):
        return {}
    return {
        "naive_level": fit.level_change.p_value <= 0.05,
        "naive_slope": fit.slope_change.p_value <= 0.05,
    }


def seen(table: pd.DataFrame, shift: float) -> pd.Series:
    """Return whether a change would have been seen: it moves the whole interval."""
    return (table["lower"] + shift > 0) | (table["upper"] + shift < 0)


def by_third(table: pd.DataFrame, by: str) -> dict[str, dict[str, float]]:
    """Return the share rejected in each third of the trusts."""
    return {third: rate(table[table[by] == third], "rejected") for third in THIRDS}


def rate(table: pd.DataFrame, column: str) -> dict[str, float]:
    """Return a share in per cent with its standard error, draws of one trust counted together."""
    if column not in table or not table[column].notna().any():
        return {}
    known = table.dropna(subset=[column])
    hits = known[column].astype(float)
    share = float(hits.mean())
    by_trust = (hits - share).groupby(known["trust"]).sum()
    error = float(np.sqrt((by_trust**2).sum())) / len(hits)
    return {"percent": round(100 * share, 1), "se": round(100 * error, 1), "n": len(hits)}


def outside(result: Mapping[str, Any]) -> list[str]:
    """Name the rates of a panel that miss their target."""
    low, high = TARGET
    shares = {"all": result["rejected"]}
    for by in ("size", "noise"):
        shares |= {f"{third} {by}": x for third, x in result[f"rejected_by_{by}"].items()}
    missed = [name for name, x in shares.items() if not low <= x["percent"] <= high]
    if not 100 - high <= result["covered"]["percent"] <= 100 - low:
        missed.append("coverage")
    return missed


def as_section(results: list[dict[str, Any]]) -> str:
    """Return the section of ``docs/validation.md``."""
    return f"{HEADING}\n\n{as_markdown(results)}"


def as_markdown(results: list[dict[str, Any]]) -> str:
    """Return the tables: false alarms, then power."""
    return "\n\n".join([*_false_alarms(results), *_power(results)]) + "\n"


def _false_alarms(results: list[dict[str, Any]]) -> list[str]:
    head = ["panel", "draws", "peers", "all", "by size", "by noise", "by start", "95% interval"]
    head += ["naive level", "naive slope", "outside 3-7%"]
    rows = [
        [
            x["panel"],
            f"{x['draws']:,}",
            "-".join(str(n) for n in x["peers"]),
            _percent(x["rejected"]),
            *(_by_third(x[f"rejected_by_{by}"]) for by in ("size", "noise", "start")),
            _percent(x["covered"]),
            _percent(x["naive_level"]),
            _percent(x["naive_slope"]),
            ", ".join(x["outside"]) or "none",
        ]
        for x in results
    ]
    text = (
        "Per cent of made-up interventions with p at most 0.05, in all and by third of the trusts "
        "(small / middle / large, quiet / middle / noisy, low / middle / high start), and per cent "
        "of 95% intervals that hold the change that was added. In brackets the standard error, "
        "draws of one trust counted together."
    )
    return [text, _table(head, rows)]


def _power(results: list[dict[str, Any]]) -> list[str]:
    head = ["panel", "unit", "change added: per cent seen", "smallest detectable (median)"]
    head += ["seen at the trust's own smallest detectable"]
    rows = [
        [
            x["panel"],
            x["unit"],
            ", ".join(f"{shift}: {share:.0f}%" for shift, share in x["power"].items()),
            f"{x['smallest_detectable']:g}",
            _percent(x["seen_at_smallest_detectable"]),
        ]
        for x in results
    ]
    return ["How often a change of known size was seen.", _table(head, rows)]


def _percent(share: Mapping[str, float]) -> str:
    return f"{share['percent']} ({share['se']})" if share else "refused"


def _by_third(shares: Mapping[str, Mapping[str, float]]) -> str:
    return " / ".join(_percent(shares[third]) for third in THIRDS)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    results = []
    for setting in settings():
        print(f"{setting.name} ...", file=sys.stderr, flush=True)
        results.append(run(setting))
    write_text(RESULTS, json.dumps({"seed": SEED, "panels": results}, indent=1) + "\n")
    write_section(DATA.project.docs / "validation.md", "calibration", as_section(results))


if __name__ == "__main__":
    main()
