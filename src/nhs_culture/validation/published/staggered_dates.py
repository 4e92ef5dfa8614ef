"""Many units with dates of their own: minimum wages after Callaway and Sant'Anna."""

from __future__ import annotations

from nhs_culture.designs.callaway_santanna import CallawaySantAnna, callaway_santanna
from nhs_culture.validation.case import Reproduction, example

__all__ = ["CASES"]


def _minimum_wage() -> CallawaySantAnna:
    counties = example("minimum_wage_counties.csv", "county")
    employment = counties.drop(columns="first_treated").T
    joined = counties["first_treated"][counties["first_treated"] > 0]
    return callaway_santanna(employment, {str(code): str(year) for code, year in joined.items()})


def _group_times() -> dict[str, float]:
    rows = _minimum_wage().effects[["group", "period", "estimate"]].itertuples(index=False)
    return {f"{group} in {period}": estimate for group, period, estimate in rows}


def _group_time_averages() -> dict[str, float]:
    result = _minimum_wage()
    by_time = result.by_time["estimate"]
    return {
        "simple": result.simple.estimate,
        "dynamic, overall": result.over_time.estimate,
        **{f"dynamic, {since}": float(by_time[since]) for since in range(-3, 4)},
    }


def _group_time_errors() -> dict[str, float]:
    result = _minimum_wage()
    errors = result.by_time["error"]
    return {
        "dynamic, overall": result.over_time.error,
        **{f"dynamic, {since}": float(errors[since]) for since in range(-3, 4)},
    }


_DID = (
    "R package did and Python package csdid, example data mpdta (Callaway and Sant'Anna 2021): "
    "teen employment, 500 counties, 2003-2007"
)

CASES = {
    "Callaway and Sant'Anna: minimum wages, group and time": Reproduction(
        f"{_DID}: att_gt without covariates, never-treated counties as comparison",
        {
            "2004 in 2004": -0.0105,
            "2004 in 2005": -0.0704,
            "2004 in 2006": -0.1373,
            "2004 in 2007": -0.1008,
            "2006 in 2004": 0.0065,
            "2006 in 2005": -0.0028,
            "2006 in 2006": -0.0046,
            "2006 in 2007": -0.0412,
            "2007 in 2004": 0.0305,
            "2007 in 2005": -0.0027,
            "2007 in 2006": -0.0311,
            "2007 in 2007": -0.0261,
        },
        0.00005,
        _group_times,
    ),
    "Callaway and Sant'Anna: minimum wages, averages": Reproduction(
        f"{_DID}: aggte, types simple and dynamic",
        {
            "simple": -0.0400,
            "dynamic, overall": -0.0772,
            "dynamic, -3": 0.0305,
            "dynamic, -2": -0.0006,
            "dynamic, -1": -0.0245,
            "dynamic, 0": -0.0199,
            "dynamic, 1": -0.0510,
            "dynamic, 2": -0.1373,
            "dynamic, 3": -0.1008,
        },
        0.00005,
        _group_time_averages,
    ),
    "Callaway and Sant'Anna: minimum wages, standard errors": Reproduction(
        f"{_DID}: aggte, type dynamic; theirs are drawn by a bootstrap of 1,000 and change from "
        "draw to draw, ours are analytic: within a tenth of each other",
        {
            "dynamic, overall": 0.0207,
            "dynamic, -3": 0.0146,
            "dynamic, -2": 0.0129,
            "dynamic, -1": 0.0141,
            "dynamic, 0": 0.0117,
            "dynamic, 1": 0.0154,
            "dynamic, 2": 0.0366,
            "dynamic, 3": 0.0337,
        },
        0.002,
        _group_time_errors,
    ),
}
"""Name -> published result."""
