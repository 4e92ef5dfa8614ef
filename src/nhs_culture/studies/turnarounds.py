"""Which trusts rose or fell by more than trusts that started alike, at any date, on any measure.

A screen: every trust is put to the primary design at every date that leaves a window, and what lies
beyond what trusts usually do is kept. It finds candidates, and says nothing of why they moved.

Ranks cannot serve here: of any group one in twenty is among its most extreme twentieth. So the
change is measured in units of what its middle half shows, over all trusts and dates of a measure
(an empirical null: Efron 2004, Journal of the American Statistical Association 99, 96-104), and the
share of false discoveries over the whole screen is held (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.designs.every_unit import every_unit
from nhs_culture.designs.permutation import LEVEL, leave_one_out
from nhs_culture.errors import DataError, DesignError
from nhs_culture.periods import A_YEAR
from nhs_culture.studies.compared import comparable
from nhs_culture.studies.horizon import around, every_period
from nhs_culture.verdicts.changes import PEERS_FOR_A_TEST
from nhs_culture.verdicts.lasting import HALF
from nhs_culture.verdicts.multiplicity import Discoveries, discoveries, false_discovery_rate

__all__ = ["Screen", "long_measures", "screen", "survival"]

Array = npt.NDArray[np.float64]

FEWEST_PERIODS = 8
FEWEST_TRUSTS = 20
_SIGN = {"better": 1, "worse": -1}
_OVERLAPPING = ("twelve_months", "three_years")
_WITHIN_A_QUARTER = tuple(f"-{month:02d}" for month in range(1, 13) if month % 3 != 1)
_HALF_OF_A_NORMAL = 1.3489795
"""Distance between the quartiles of a normal distribution, in standard deviations."""


@dataclass(frozen=True, eq=False)
class Screen:
    """Every trust at every date, and what stands out.

    Attributes
    ----------
    changes
        One row per measure, kind of trust, date and trust: ``estimate`` (change relative to peers
        that started alike), ``usual``, ``p_value`` (permutation), ``z`` (in units of what is
        usual), ``p_screen`` and ``q`` (share of false discoveries among those as far out).
    measures
        The measures of the screen.
    """

    data: Data
    changes: pd.DataFrame
    measures: tuple[str, ...]

    @property
    def counts(self) -> Discoveries:
        """How many trusts and dates are as unusual as one in twenty, and how many to expect."""
        return discoveries(list(self.changes["p_screen"]))

    @property
    def found(self) -> int:
        """Trusts and dates with at most one false find in twenty over the whole screen."""
        return int((self.changes["q"] <= LEVEL).sum())

    @cached_property
    def episodes(self) -> pd.DataFrame:
        """The candidates: one row per trust, measure and direction that the primary design notes.

        Dates of one window are one episode, that of its most unusual date: ``measure``, ``kind``,
        ``date``, ``last`` (period of the window), ``org_code``, ``estimate``, ``p_value``, ``z``,
        ``q``, ``direction`` (1 for the better), ``claims`` (rows of the register on this trust and
        measure), ``written`` (whether any is on this trust), ``years`` (known after the window)
        and ``faded`` (whether less than half was left at their end).
        """
        noted = self.changes[self.changes["p_value"] <= LEVEL]
        return _mentioned(self.data, _followed(self.data, _episodes(noted)))

    def unwritten(self) -> pd.DataFrame:
        """Return the rises that nobody wrote about and that are as large as a case study's.

        On each measure on which a case study stands out for the better: the episodes of other
        trusts, for the better, at least as far out as the least of theirs, without a claim.
        """
        better = self.episodes[self.episodes["direction"] > 0]
        studied = better["org_code"].isin(self.data.register.studied)
        least = better[studied].groupby("measure")["z"].apply(lambda z: z.abs().min())
        as_far = better["z"].abs() >= better["measure"].map(least).fillna(np.inf)
        return better[as_far & ~studied & (better["claims"] == 0)]


def long_measures(data: Data) -> tuple[str, ...]:
    """Return the measures of trusts with a long panel and a direction.

    At least 8 periods that do not overlap, at 20 trusts or more, where it is known which way is
    better.
    """
    return tuple(
        str(row.measure)
        for row in data.register.figured.reset_index().itertuples()
        if row.higher_is != "neither"
        and row.frequency not in _OVERLAPPING
        and _is_long(data, str(row.measure))
    )


def screen(data: Data) -> Screen:
    """Return every trust at every date of every measure with a long panel."""
    measures = long_measures(data)
    found = [table for measure in measures for table in _changes(data, measure)]
    changes = pd.concat(found, ignore_index=True)
    spread = changes.groupby("measure")["z"].transform(_middle_half)
    from scipy.stats import norm

    changes["z"] = changes["z"] / spread
    changes["p_screen"] = 2 * norm.sf(changes["z"].abs())
    changes["q"] = false_discovery_rate(list(changes["p_screen"]))
    return Screen(data, changes, measures)


def survival(episodes: pd.DataFrame) -> pd.DataFrame:
    """Return the share of changes of which half was left, by years after the window.

    Returns
    -------
    DataFrame
        Indexed by years: ``left``, ``lower`` and ``upper`` (95%, log-log), and ``at_risk``
        (Kaplan and Meier 1958, Journal of the American Statistical Association 53, 457-481). A
        change that cannot be followed further counts as long as it can.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    known = episodes[episodes["years"] > 0]
    if known.empty:
        return pd.DataFrame(columns=["left", "lower", "upper", "at_risk"])
    curve = SurvfuncRight(known["years"].to_numpy(float), known["faded"].to_numpy(float))
    left, error = np.asarray(curve.surv_prob), np.asarray(curve.surv_prob_se)
    with np.errstate(divide="ignore", invalid="ignore"):
        width = 1.959963984540054 * error / (left * np.log(left))
        lower, upper = left ** np.exp(-width), left ** np.exp(width)
    table = pd.DataFrame(
        {"left": left, "lower": np.fmin(lower, upper), "upper": np.fmax(lower, upper)},
        index=pd.Index(curve.surv_times, name="years"),
    )
    return table.assign(at_risk=curve.n_risk)


def _is_long(data: Data, measure: str) -> bool:
    try:
        table = data.wide(measure)
    except DataError:
        return False
    trusts = table[[code for code in table if code in set(data.register.trusts["org_code"])]]
    return int((trusts.notna().sum() >= FEWEST_PERIODS).sum()) >= FEWEST_TRUSTS


def _changes(data: Data, measure: str) -> Iterator[pd.DataFrame]:
    """Yield the changes of a measure for each kind of trust and date."""
    frequency = data.register.measure(measure)["frequency"]
    for kind, table in _by_kind(data, measure):
        for date in filter(_is_screened, map(str, table.index)):
            window = around(table, date, frequency)
            if not window:
                continue
            outcomes = comparable(data.register, table, measure, window)
            with suppress(DesignError):
                found = every_unit(outcomes, date)
                if len(found) > PEERS_FOR_A_TEST:
                    yield _row(found).assign(measure=measure, kind=kind, date=date, last=window[-1])


def _is_screened(label: str) -> bool:
    """Tell whether a period is a date of the screen: of months, the first of a quarter."""
    return label[4:] not in _WITHIN_A_QUARTER


def _by_kind(data: Data, measure: str) -> Iterator[tuple[str, pd.DataFrame]]:
    table = every_period(data, measure)
    kinds = data.register.trusts.set_index("org_code")["benchmark_group"]
    for kind, codes in kinds.groupby(kinds):
        yield str(kind), table[[code for code in table if code in codes.index]]


def _row(found: pd.DataFrame) -> pd.DataFrame:
    kept = found[["estimate", "usual", "p_value"]].rename_axis("org_code").reset_index()
    return kept.assign(z=kept["estimate"] / kept["usual"])


def _middle_half(z: pd.Series) -> float:
    lower, upper = z.quantile([0.25, 0.75])
    return float(upper - lower) / _HALF_OF_A_NORMAL


def _episodes(found: pd.DataFrame) -> pd.DataFrame:
    """Keep the most unusual of dates that lie in one window, for each trust and measure."""
    kept = []
    for _, rows in found.groupby(["measure", "org_code", np.sign(found["z"])], sort=False):
        left = rows.reindex(rows["z"].abs().sort_values(ascending=False).index)
        while not left.empty:
            best = left.iloc[0]
            kept.append(best)
            left = left[(left["last"] < best["date"]) | (left["date"] > best["last"])]
    return pd.DataFrame(kept, columns=found.columns).reset_index(drop=True)


def _followed(data: Data, episodes: pd.DataFrame) -> pd.DataFrame:
    """Add for how many years after the window half of each change was left."""
    parts = []
    for measure, of_measure in episodes.groupby("measure", sort=False):
        tables = dict(_by_kind(data, str(measure)))
        for (kind, date), rows in of_measure.groupby(["kind", "date"], sort=False):
            later = _later(data, str(measure), tables[str(kind)], str(date))
            found = [
                _left(later, str(row.org_code), float(str(row.estimate)))
                for row in rows.itertuples()
            ]
            years, faded = zip(*found, strict=True)
            parts.append(rows.assign(years=years, faded=faded))
    known = pd.concat(parts, ignore_index=True) if parts else episodes.assign(years=0, faded=False)
    better = known["measure"].map(data.register.figured["higher_is"]).map(_SIGN).astype(float)
    return known.assign(direction=np.sign(known["z"]) * better)


def _later(data: Data, measure: str, table: pd.DataFrame, date: str) -> pd.DataFrame:
    """Return how far each unit stood from peers that started alike, years after the window x units.

    NaN where it has no figures or is no longer what it was; a year without any is left out.
    """
    frequency = data.register.measure(measure)["frequency"]
    window, a_year = around(table, date, frequency), A_YEAR.get(frequency, 1)
    after = [str(label) for label in table.index if str(label) > window[-1]]
    rows = {}
    for year in range(1, len(after) // a_year + 1):
        stretch = after[(year - 1) * a_year : year * a_year]
        outcomes = comparable(data.register, table, measure, [*window, *after[: year * a_year]])
        before = outcomes.loc[[label for label in window if label < date]]
        found = _relative(before, outcomes.loc[stretch])
        if found is not None:
            rows[year] = found
    return pd.DataFrame.from_dict(rows, orient="index")


def _relative(before: pd.DataFrame, now: pd.DataFrame) -> pd.Series | None:
    """Return the gap now less that before, less what peers that started alike show."""
    start, late = before.dropna(how="all"), now.dropna(how="all")
    units = start.dropna(axis=1).columns.intersection(late.dropna(axis=1).columns)
    if late.empty or len(units) <= PEERS_FOR_A_TEST:
        return None
    level, gap = (
        part[units].sub(part[units].median(axis=1), axis=0).mean() for part in (start, late)
    )
    relative = leave_one_out((gap - level).to_numpy(), level.to_numpy()[:, None])[0]
    return pd.Series(relative, units)


def _left(later: pd.DataFrame, code: str, estimate: float) -> tuple[int, bool]:
    """Return the years that a change is known for, or after which less than half was left."""
    known = 0
    for year, value in later.get(code, pd.Series(dtype=float)).items():
        if np.isnan(value):
            return known, False
        known = int(str(year))
        if value / estimate < HALF:
            return known, True
    return known, False


def _mentioned(data: Data, episodes: pd.DataFrame) -> pd.DataFrame:
    """Add how many claims of the register are about each trust and measure, and about the trust."""
    claims = data.register.claims
    on = claims.groupby(["org_code", "measure"]).size()
    pairs = zip(episodes["org_code"], episodes["measure"], strict=True)
    counts = [int(on.get(pair, 0)) for pair in pairs]
    written = episodes["org_code"].isin(claims["org_code"])
    return episodes.assign(claims=counts, written=written)
