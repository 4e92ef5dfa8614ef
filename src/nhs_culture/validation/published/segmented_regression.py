"""Interrupted time series, and the errors and counts that they rest on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nhs_culture.designs.interrupted_time_series import interrupted_time_series
from nhs_culture.designs.regression import hac_covariance, quasi_poisson
from nhs_culture.validation.case import Reproduction, example

__all__ = ["CASES"]


def _california_regression() -> dict[str, float]:
    sales = example("california_prop99.csv", "year")
    result = interrupted_time_series(sales, "California", 1989)
    return {
        "intercept": result.intercept.estimate,
        "slope before": result.pre_slope.estimate,
        "level change": result.level_change.estimate,
        "slope after": result.pre_slope.estimate + result.slope_change.estimate,
    }


def _green_regression() -> dict[str, float]:
    before = [50, 60, 45, 47, 50, 55, 53, 51, 48, 50, 47, 48]
    after = [55, 60, 63, 67, 65, 69, 72, 68, 74, 71, 76, 70]
    panel = pd.DataFrame({"calls": before + after}, index=range(1, 25))
    result = interrupted_time_series(panel, "calls", 13)
    return {
        # the source counts months from 1 and puts the level a month before the intervention
        "intercept": result.intercept.estimate - result.pre_slope.estimate,
        "month": result.pre_slope.estimate,
        "post": result.level_change.estimate - result.slope_change.estimate,
        "monthpost": result.slope_change.estimate,
    }


def _newey_west() -> dict[str, float]:
    from statsmodels.datasets import macrodata
    from statsmodels.regression.linear_model import OLS

    data = macrodata.load_pandas().data
    growth = {name: 400 * np.diff(np.log(data[name])) for name in ("realinv", "realgdp")}
    design = np.column_stack(
        [growth["realgdp"], data["realint"].to_numpy()[:-1], np.ones(len(data) - 1)]
    )
    fit = OLS(growth["realinv"], design).fit()
    scores_ = design * np.asarray(fit.resid)[:, None]
    covariance = hac_covariance(np.asarray(fit.normalized_cov_params), scores_, 4, len(design))
    names = ("g_realgdp", "L.realint", "_cons")
    errors = np.sqrt(np.diag(covariance))
    return {f"se of {name}": float(error) for name, error in zip(names, errors, strict=True)}


def _dobson() -> dict[str, float]:
    counts = np.array([18, 17, 15, 20, 10, 20, 25, 13, 12], dtype=float)
    place = np.arange(9)
    factors = [place % 3 == 1, place % 3 == 2, place // 3 == 1, place // 3 == 2]
    design = np.column_stack([np.ones(9), *factors]).astype(float)
    fit = quasi_poisson(counts, design, np.zeros(9))
    errors = np.sqrt(np.diag(fit.covariance))
    return {
        "outcome2": float(fit.parameters[1]),
        "outcome3": float(fit.parameters[2]),
        "se of outcome2": float(errors[1]),
        "se of outcome3": float(errors[2]),
        "se of treatment2": float(errors[3]),
        "dispersion": fit.dispersion,
    }


CASES = {
    "Segmented regression: California": Reproduction(
        "Linden 2015, Stata Journal 15, 480-500 (cigarette sales, intervention 1989), with the "
        "digits that the help of his power command multi_itsa prints",
        {
            "intercept": 132.2258,
            "slope before": -1.779474,
            "level change": -20.0581,
            "slope after": -3.274126,
        },
        5e-5,
        _california_regression,
    ),
    "Segmented regression: 24 months": Reproduction(
        "Green, Global Health Research: Design + Methods; data and coefficients are printed in "
        "gabriellajg.github.io/R_Book_QuasiExperiments, chapter 8",
        {"intercept": 52.5606, "month": -0.3427, "post": 9.6876, "monthpost": 1.7832},
        5e-5,
        _green_regression,
    ),
    "Newey-West errors: lag 4": Reproduction(
        "Stata, newey g_realinv g_realgdp L.realint, lag(4), on the macrodata of statsmodels; "
        "printed in statsmodels' own tests",
        {
            "se of g_realgdp": 0.33125644884286,
            "se of L.realint": 0.29582347593197,
            "se of _cons": 1.1859338087713,
        },
        1e-9,
        _newey_west,
    ),
    "Quasi-Poisson regression: Dobson's trial": Reproduction(
        "R, glm(counts ~ outcome + treatment, family = quasipoisson()), an example of its help; "
        "data: Dobson 1990, page 93",
        {
            "outcome2": -0.4543,
            "outcome3": -0.2930,
            "se of outcome2": 0.2299,
            "se of outcome3": 0.2192,
            "se of treatment2": 0.2274,
            "dispersion": 1.2933,
        },
        5e-5,
        _dobson,
    ),
}
"""Name -> published result."""
