"""Segmented regression of one interrupted series.

It says how one series changed at a date, with nothing to compare it with: every other thing that
changed at that date is in the answer. It stands beside the change relative to peers, never alone.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhs_culture import periods
from nhs_culture.designs.inputs import Timeline, numbers, require_both_sides, require_unit, timeline
from nhs_culture.designs.refusals import Constant
from nhs_culture.designs.regression import hac_covariance, quasi_poisson
from nhs_culture.designs.result import Design, Result
from nhs_culture.english import p_value
from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import reals
from nhs_culture.metrics.proportions import Interval
from nhs_culture.units import Unit

__all__ = [
    "DESIGN",
    "Coefficient",
    "InterruptedTimeSeries",
    "interrupted_time_series",
]

EXACT = 1e-10
"""A residual this small, as a share of the largest value, is rounding."""

DESCRIPTIVE_UNDER = 12
"""With fewer points in all the estimates describe and do not test."""

_NAME = "interrupted time series"
_TERMS = ("intercept", "pre_slope", "level_change", "slope_change")

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Family = Literal["gaussian", "poisson"]


@dataclass(frozen=True)
class Coefficient:
    """One coefficient, on the scale of the model: the measure's unit, or logs for counts."""

    estimate: float
    se: float
    interval: Interval
    p_value: float


@dataclass(frozen=True, eq=False, kw_only=True)
class InterruptedTimeSeries(Result):
    """A segmented regression of one series; the ``estimate`` is its change of level.

    Attributes
    ----------
    intercept
        Level at the first period (of an average season).
    pre_slope
        Change per period before the intervention.
    level_change
        Difference, in the intervention's period, from the line that went before.
    slope_change
        Difference of the change per period, from the intervention on.
    descriptive
        True under 12 points: intervals and p-values are then no guide.
    family
        ``gaussian``, or ``poisson`` with coefficients on the log scale.
    season
        Periods in a season that were taken out; None where none were.
    lag
        Periods over which the errors allow for autocorrelation.
    dispersion
        Pearson's chi-squared per degree of freedom of counts (1 if they vary as Poisson counts do);
        None for a gaussian series.
    observed, fitted
        Series over the periods with a value.
    counterfactual
        The earlier line (and season) carried on, from the intervention on.
    """

    intercept: Coefficient
    pre_slope: Coefficient
    level_change: Coefficient
    slope_change: Coefficient
    descriptive: bool
    family: Family
    season: int | None
    lag: int
    dispersion: float | None
    observed: pd.Series
    fitted: pd.Series
    counterfactual: pd.Series

    def coefficients(self) -> pd.DataFrame:
        """Return one row per coefficient: estimate, se, lower, upper, p_value.

        Counts have ``ratio``, ``ratio_lower`` and ``ratio_upper`` besides.
        """
        terms: list[Coefficient] = [getattr(self, name) for name in _TERMS]
        table = pd.DataFrame(
            [(c.estimate, c.se, *c.interval, c.p_value) for c in terms],
            index=pd.Index(_TERMS, name="coefficient"),
            columns=["estimate", "se", "lower", "upper", "p_value"],
        )
        if self.family == "poisson":
            for ratio, column in (("", "estimate"), ("_lower", "lower"), ("_upper", "upper")):
                table[f"ratio{ratio}"] = np.exp(table[column])
        return table

    def sentence(self, name: str, unit: Unit) -> str:
        """Return the regression in plain English."""

        def tell(c: Coefficient) -> str:
            if self.family == "poisson":
                ratio, lower, upper = np.exp([c.estimate, *c.interval])
                return f"a factor of {ratio:.3f} (95% interval {lower:.3f} to {upper:.3f})"
            return f"{unit.change(c.estimate)} (95% interval {unit.interval(*c.interval)})"

        start = periods.in_words(self.intervention)
        missing = f", {len(self.missing)} missing" if self.missing else ""
        caution = (
            " This describes and does not test: there are fewer than 12 points."
            if self.descriptive
            else " The p-values are those of this series alone, and too small."
        )
        return (
            f"From {self.n_before} points before and {self.n_after} from {start} on{missing}: "
            f"before, the figure of {name} moved by {tell(self.pre_slope)} a period; at {start} "
            f"its level stood {tell(self.level_change)} from the earlier line "
            f"({p_value(self.level_change.p_value)}), and its slope differed by "
            f"{tell(self.slope_change)} a period ({p_value(self.slope_change.p_value)}).{caution}"
        )


def interrupted_time_series(
    outcomes: pd.DataFrame,
    treated: str,
    intervention: Hashable,
    *,
    season: int | None = None,
    family: Family = "gaussian",
    exposure: pd.Series | None = None,
) -> InterruptedTimeSeries:
    """Return the segmented regression of one unit's series on time, blind to the other units.

    ``y = intercept + pre_slope t + level_change post + slope_change since``, with t periods since
    the first, post 1 from the intervention on, since periods since the intervention (0 in its own
    period). Errors are Newey and West's over ``lag`` periods, times n / (n - k), judged by t with
    n - k degrees of freedom. The lag is the season if there is one, otherwise
    ``4 (n / 100)^(2/9)`` rounded down, and never over a quarter of the points.

    Parameters
    ----------
    outcomes
        Periods x units (see :func:`nhs_culture.designs.inputs.timeline`). A missing period stands
        there as NaN; it is left out, keeps its place in time, and is reported.
    treated
        Column of ``outcomes``.
    intervention
        Label of the first period after the intervention began.
    season
        Periods in a season: one term per period of the season, in deviation from their mean. What
        the index says where None: 12 for months, none for years. 1 for no season.
    family
        ``poisson`` for counts: log link, errors that hold under overdispersion.
    exposure
        For counts, what they are out of, same index, over 0; its log is the offset.

    Raises
    ------
    DesignError
        When there are fewer than 3 points on a side, a period is repeated, out of order or left
        out, the intervention is not in the index, the series is constant, or there are too few
        points for the season.

    References
    ----------
    Wagner and others 2002; Bernal, Cummins and Gasparrini 2017; Newey and West 1987, 1994; Turner
    and others 2021 on why these intervals are too narrow.
    """
    values = numbers(outcomes, _NAME)
    time = timeline(values.index, intervention, _NAME)
    require_unit(values, treated, _NAME)
    data = _data(values[treated], time, _season(season, time), family, exposure)
    fit = _fit_counts(data) if family == "poisson" else _fit_gaussian(data)
    return _result(values[treated], str(intervention), time, data, fit)


@dataclass(frozen=True, eq=False)
class _Data:
    """What a fit needs, all by period; ``kept`` marks the periods with a value."""

    series: FloatArray
    design: FloatArray
    offset: FloatArray
    kept: BoolArray
    family: Family
    season: int | None
    lag: int


@dataclass(frozen=True, eq=False)
class _Fit:
    parameters: FloatArray
    coefficients: tuple[Coefficient, ...]
    dispersion: float | None


def _season(season: int | None, time: Timeline) -> int | None:
    if season is None:
        return time.season
    if not isinstance(season, int) or isinstance(season, bool) or season < 1:
        reason = f"season {season!r}; expected a whole number of periods, 1 for none"
        raise DesignError(reason, design=_NAME, argument="season")
    return season if season > 1 else None


def _data(
    series: pd.Series,
    time: Timeline,
    season: int | None,
    family: Family,
    exposure: pd.Series | None,
) -> _Data:
    _require_family(series, family)
    values = series.to_numpy(dtype=float)
    kept = np.isfinite(values)
    require_both_sides(time.post[kept], _NAME)
    if np.ptp(values[kept]) == 0:
        raise Constant(_NAME, unit=str(series.name), value=float(values[kept][0]))
    design = _design(time, season)
    _require_rank(design[kept], season)
    offset = _offset(series.index, exposure, family)
    return _Data(values, design, offset, kept, family, season, _lag(int(kept.sum()), season))


def _result(
    series: pd.Series, intervention: str, time: Timeline, data: _Data, fit: _Fit
) -> InterruptedTimeSeries:
    kept, after = data.kept, time.post[data.kept]
    earlier = data.design.copy()
    earlier[:, 2:4] = 0  # level_change and slope_change
    labels = series.index[kept]
    terms: dict[str, Any] = dict(zip(_TERMS, fit.coefficients, strict=True))
    level: Coefficient = terms["level_change"]
    return InterruptedTimeSeries(
        design=_NAME,
        treated=str(series.name),
        intervention=intervention,
        estimate=level.estimate,
        interval=level.interval,
        p_value=level.p_value,
        n_before=int((~after).sum()),
        n_after=int(after.sum()),
        missing=tuple(str(period) for period in series.index[~kept]),
        **terms,
        descriptive=len(after) < DESCRIPTIVE_UNDER,
        family=data.family,
        season=data.season,
        lag=data.lag,
        dispersion=fit.dispersion,
        observed=series[kept],
        fitted=pd.Series(_predict(fit, data.design, data)[kept], index=labels),
        counterfactual=pd.Series(_predict(fit, earlier, data)[kept][after], index=labels[after]),
    )


def _fit_gaussian(data: _Data) -> _Fit:
    from statsmodels.regression.linear_model import OLS

    kept = data.kept
    result = OLS(data.series[kept], data.design[kept]).fit()
    bread = np.asarray(result.normalized_cov_params)
    return _fit(data, np.asarray(result.params), bread, np.asarray(result.resid), dispersion=None)


def _fit_counts(data: _Data) -> _Fit:
    kept = data.kept
    try:
        fit = quasi_poisson(data.series[kept], data.design[kept], data.offset[kept])
    except DesignError as error:
        raise DesignError(error.reason, design=_NAME, argument="outcomes") from error
    residuals = data.series[kept] - fit.means
    bread = fit.covariance / fit.dispersion
    return _fit(data, fit.parameters, bread, residuals, fit.dispersion)


def _fit(
    data: _Data,
    parameters: FloatArray,
    bread: FloatArray,
    residuals: FloatArray,
    dispersion: float | None,
) -> _Fit:
    scores = np.zeros_like(data.design)
    scores[data.kept] = data.design[data.kept] * residuals[:, None]
    covariance = hac_covariance(bread, scores, data.lag, len(residuals))
    errors = np.sqrt(np.maximum(np.diag(covariance), 0))
    negligible = EXACT * float(np.abs(data.series[data.kept]).max())
    if np.abs(residuals).max() <= negligible:  # what rounding leaves of a perfect fit is no error
        errors = np.zeros_like(errors)
        parameters = np.where(np.abs(parameters) <= negligible, 0.0, parameters)
    freedom = len(residuals) - len(parameters)
    coefficients = tuple(
        _coefficient(float(parameters[i]), float(errors[i]), freedom) for i in range(4)
    )
    return _Fit(parameters, coefficients, dispersion)


def _coefficient(estimate: float, error: float, freedom: int) -> Coefficient:
    from scipy.stats import t

    reach = float(t.ppf(0.975, freedom)) * error
    # without noise the error is 0, and whatever is not zero is certain
    p_value = float(2 * t.sf(abs(estimate) / error, freedom)) if error else float(estimate == 0)
    return Coefficient(estimate, error, Interval(estimate - reach, estimate + reach), p_value)


def _require_family(series: pd.Series, family: Family) -> None:
    if family not in {"gaussian", "poisson"}:
        reason = f"family {family!r}; expected 'gaussian' or 'poisson'"
        raise DesignError(reason, design=_NAME, argument="family")
    known = series.dropna()
    if family == "poisson" and not ((known >= 0) & (known == known.round())).all():
        wrong = known.index[int(((known < 0) | (known != known.round())).argmax())]
        reason = f"the value of {series.name} in {wrong} is not a count"
        raise DesignError(reason, design=_NAME, argument="outcomes")


def _design(time: Timeline, season: int | None) -> FloatArray:
    columns = [np.ones(len(time.times)), time.times, time.post, time.since]
    if season is not None:
        place = time.times % season
        terms = [(place == period) - 1 / season for period in range(1, season)]
        columns.extend(terms)
    return np.column_stack(columns).astype(float)


def _require_rank(design: FloatArray, season: int | None) -> None:
    points, terms = design.shape
    if points <= terms or np.linalg.matrix_rank(design) < terms:
        raise DesignError(
            f"{points} points cannot carry {terms} terms (season {season!r}); give a longer "
            "series, or no season",
            design=_NAME,
            argument="season",
        )


def _offset(index: pd.Index[Any], exposure: pd.Series | None, family: Family) -> FloatArray:
    if exposure is None:
        return np.zeros(len(index))
    if family != "poisson":
        reason = "exposure is for counts; give family='poisson'"
        raise DesignError(reason, design=_NAME, argument="exposure")
    if not isinstance(exposure, pd.Series) or not exposure.index.equals(index):
        reason = "exposure must have the same periods as the series"
        raise DesignError(reason, design=_NAME, argument="exposure")
    amounts = reals(exposure, "exposure", _NAME)
    if not (amounts > 0).all():
        reason = f"the exposure at {index[int((amounts <= 0).argmax())]} is not a number over 0"
        raise DesignError(reason, design=_NAME, argument="exposure")
    return np.asarray(np.log(amounts))


def _lag(points: int, season: int | None) -> int:
    wanted = season or int(4 * (points / 100) ** (2 / 9))
    return min(wanted, points // 4)


def _predict(fit: _Fit, design: FloatArray, data: _Data) -> FloatArray:
    line = design @ fit.parameters + data.offset
    return np.asarray(np.exp(line) if data.family == "poisson" else line)


DESIGN = Design(
    name=_NAME,
    title="Segmented regression, level change",
    run=interrupted_time_series,
    order=9,
    naive=True,
)
