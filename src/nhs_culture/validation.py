"""The published numbers that the statistics must reproduce.

Each case computes, with the project's own functions, figures that a paper, a manual or another
package prints. The tests hold every figure within its tolerance, and ``python -m
nhs_culture.validation`` writes them, value for value, into ``docs/validation.md``.

Tolerances are half of the last digit printed, unless the case says why not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from nhs_culture.designs.callaway_santanna import CallawaySantAnna, callaway_santanna
from nhs_culture.designs.difference_in_differences import difference_in_differences
from nhs_culture.designs.interrupted_time_series import interrupted_time_series
from nhs_culture.designs.regression import hac_covariance, quasi_poisson
from nhs_culture.designs.synthetic_control import SyntheticControl, synthetic_control
from nhs_culture.designs.synthetic_did import SyntheticDiD, synthetic_did
from nhs_culture.designs.trend_sensitivity import largest_bias
from nhs_culture.errors import SourceError
from nhs_culture.files import write_text
from nhs_culture.metrics import likelihood, proportions, scores, spc
from nhs_culture.paths import find_project

__all__ = ["CASES", "Case", "results", "write_section", "write_table"]


@dataclass(frozen=True)
class Case:
    """One published result.

    Attributes
    ----------
    source
        Where the numbers are printed, and the data.
    published
        Label -> the number as printed.
    tolerance
        Largest distance of ours from a printed number.
    compute
        Returns label -> our number, with the same labels.
    """

    source: str
    published: Mapping[str, float]
    tolerance: float
    compute: Callable[[], Mapping[str, float]]


def results() -> pd.DataFrame:
    """Return every case, one row per number: published, ours, tolerance, agrees, source."""
    rows: list[dict[str, object]] = []
    for name, case in CASES.items():
        ours = case.compute()
        rows.extend(
            {
                "case": name,
                "what": what,
                "published": published,
                "ours": ours[what],
                "tolerance": case.tolerance,
                "agrees": abs(ours[what] - published) <= case.tolerance,
                "source": case.source,
            }
            for what, published in case.published.items()
        )
    return pd.DataFrame(rows)


def write_table(path: Path) -> None:
    """Write the published numbers beside ours as a section of a Markdown page."""
    table = results()
    lines = [
        "## Published numbers",
        "",
        f"{int(table['agrees'].sum())} of {len(table)} published numbers are reproduced within "
        "the tolerance given. This section is written by `nhs-culture validate`.",
    ]
    for name, rows in table.groupby("case", sort=False):
        lines += ["", f"### {name}", "", f"Source: {rows['source'].iloc[0]}", ""]
        lines += ["| what | published | ours | tolerance | agrees |", "|---|---:|---:|---:|---|"]
        lines += [
            f"| {row.what} | {row.published:.10g} | {row.ours:.7g} | {row.tolerance:g} | "
            f"{'yes' if row.agrees else 'NO'} |"
            for row in rows.itertuples()
        ]
    write_section(path, "published-numbers", "\n".join(lines))


def write_section(path: Path, name: str, text: str) -> None:
    """Write a named section of a Markdown page, and leave the page's other sections alone.

    Parameters
    ----------
    path
        The page; it is made with a title if it is not there.
    name
        Marks the section, so that the next call replaces it.
    text
        Markdown of the section, heading included.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    page = path.read_text(encoding="utf-8") if path.exists() else "# Validation\n"
    section = f"{begin}\n\n{text.strip()}\n\n{end}"
    before, found, rest = page.partition(begin)
    kept_after = rest.partition(end)[2] if found else "\n"
    write_text(path, f"{before.rstrip()}\n\n{section}{kept_after}")


def _read(name: str, index: str) -> pd.DataFrame:
    path = find_project().root / "tests" / "validation" / name
    if not path.exists():
        raise SourceError(f"{path} is not there; it comes with the project's tests")
    return pd.read_csv(path, index_col=index)


def _california() -> SyntheticControl:
    return synthetic_control(_read("california_prop99.csv", "year"), "California", 1989)


def _california_gap() -> dict[str, float]:
    return {"mean gap 1989-2000": _california().estimate}


def _california_placebos() -> dict[str, float]:
    result = _california()
    return {"rank by RMSPE ratio, of 39": result.as_far + 1, "p": result.p_value}


def _california_weights() -> dict[str, float]:
    states = ("Utah", "Montana", "Nevada", "Connecticut", "New Hampshire", "Colorado")
    weights = _california().weights
    return {f"weight of {state}": float(weights[state]) for state in states}


def _california_differences() -> dict[str, float]:
    panel = _read("california_prop99.csv", "year")
    return {"change": difference_in_differences(panel, "California", 1989).estimate}


def _california_did() -> SyntheticDiD:
    return synthetic_did(_read("california_prop99.csv", "year"), "California", 1989)


def _california_synthetic_did() -> dict[str, float]:
    return {"change": _california_did().estimate}


def _california_placebo_error() -> dict[str, float]:
    return {"standard error by placebo": _california_did().standard_error}


QUOTAS = {"Tanzania": 2000, "Swaziland": 2005, "Kenya": 2010, "Algeria": 2012, "Samoa": 2013}
"""The countries that were alone in the year of their quota."""


def _quotas() -> dict[str, float]:
    share = _read("women_in_parliament.csv", "year")
    never = share.drop(columns=[*QUOTAS, "Djibouti", "Jordan", "Morocco", "Rwanda"])
    return {
        f"{country} {year}": synthetic_did(never.join(share[country]), country, year).estimate
        for country, year in QUOTAS.items()
    }


def _minimum_wage() -> CallawaySantAnna:
    counties = _read("minimum_wage_counties.csv", "county")
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


def _bends() -> dict[str, float]:
    times = np.array([2012, 2013, 2014])
    return {"per bend of 1": largest_bias(np.array([1.0, -2.0, 1.0]), times)}


def _california_regression() -> dict[str, float]:
    sales = _read("california_prop99.csv", "year")
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


def _xmr_screened() -> dict[str, float]:
    chart = spc.xmr([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    return {"upper": chart.upper, "mean": chart.mean, "lower": chart.lower}


def _xmr_plain() -> dict[str, float]:
    # the values as the snapshot prints them
    start = [-0.560, -0.230, 1.56, 0.0705, 0.129, 1.72, 0.461, -1.27, -0.687, -0.446]
    rest = [1.22, 0.360, 0.401, 0.111, -0.556, 1.79, 0.498, -1.97, 0.701, -0.473]
    chart = spc.xmr(start + rest)
    return {"upper": chart.upper, "mean": chart.mean, "lower": chart.lower}


def _wilson() -> dict[str, float]:
    ours: dict[str, float] = {}
    for successes, n in ((81, 263), (15, 148), (0, 20), (1, 29)):
        lower, upper = proportions.interval(successes, n)
        ours |= {f"{successes}/{n} lower": lower, f"{successes}/{n} upper": upper}
    return ours


def _newcombe() -> dict[str, float]:
    ours: dict[str, float] = {}
    for a, n_a, b, n_b in ((56, 70, 48, 80), (9, 10, 3, 10)):
        lower, upper = proportions.difference(a, n_a, b, n_b)
        name = f"{a}/{n_a} less {b}/{n_b}"
        ours |= {f"{name} lower": lower, f"{name} upper": upper}
    return ours


def _koopman(counts: tuple[int, int, int, int]) -> Callable[[], dict[str, float]]:
    def compute() -> dict[str, float]:
        result = likelihood.relative_likelihood(*counts)
        return {"lower": result.interval.lower, "upper": result.interval.upper}

    return compute


def _kent_and_medway() -> dict[str, float]:
    # the totals that 1.2% and 0.7% imply
    result = likelihood.relative_likelihood(9, 750, 17, 2429)
    return {"ratio": result.ratio}


def _old_scale() -> dict[str, float]:
    return {f"{score} on 1-5": scores.to_ten_point(score) for score in (4.01, 3.85)}


def _engagement() -> dict[str, float]:
    answers = _read("staff_survey_2024_distributions.csv", "org_code")
    return {
        str(code): scores.engagement(
            {str(row[0]): [float(share) for share in row[1:]] for row in rows.to_numpy()}
        )
        for code, rows in answers.groupby(level="org_code")
    }


_ABADIE = "Abadie, Diamond and Hainmueller 2010, data of the R packages Synth and synthdid"

_DID = (
    "R package did and Python package csdid, example data mpdta (Callaway and Sant'Anna 2021): "
    "teen employment, 500 counties, 2003-2007"
)

CASES: Final[Mapping[str, Case]] = {
    "Synthetic control: California": Case(
        f"exact optimum on the outcomes of 1970-1988; {_ABADIE}",
        {"mean gap 1989-2000": -19.5136},
        5e-5,
        _california_gap,
    ),
    "Synthetic control: California among its placebos": Case(
        f"post/pre ratio of RMSPE, every state in turn; {_ABADIE}",
        {"rank by RMSPE ratio, of 39": 3, "p": 0.077},
        0.0005,
        _california_placebos,
    ),
    "Synthetic control: weights of California's donors": Case(
        f"R package Synth, whose optimiser stops short of the optimum by up to 0.003; {_ABADIE}",
        {
            "weight of Utah": 0.396,
            "weight of Montana": 0.229,
            "weight of Nevada": 0.204,
            "weight of Connecticut": 0.109,
            "weight of New Hampshire": 0.046,
            "weight of Colorado": 0.015,
        },
        0.004,
        _california_weights,
    ),
    "Difference in differences: California": Case(
        f"R package synthdid; {_ABADIE}",
        {"change": -27.349111},
        5e-7,
        _california_differences,
    ),
    "Synthetic difference-in-differences: California": Case(
        "R package synthdid and Arkhangelsky and others 2021, whose solver stops short of the "
        f"optimum by up to 0.002; {_ABADIE}",
        {"change": -15.604},
        0.002,
        _california_synthetic_did,
    ),
    "Synthetic difference-in-differences: California's standard error": Case(
        "Stata command sdid, by 100 placebos drawn at random (9.88; other draws give 8 to 11), "
        f"where ours takes each state once; {_ABADIE}",
        {"standard error by placebo": 9.88},
        0.5,
        _california_placebo_error,
    ),
    "Synthetic difference-in-differences: quotas for women in parliament": Case(
        "Clarke, Pailañir, Athey and Imbens 2024, Stata Journal 24, and the Python package "
        "synthdid, whose solvers stop when a step gains less than 1e-5 of the noise: with that "
        "rule the data give their numbers to every digit, and the optimum is up to 0.013 away",
        {
            "Tanzania 2000": 8.388868,
            "Swaziland 2005": -3.450543,
            "Kenya 2010": 2.749035,
            "Algeria 2012": 21.762715,
            "Samoa 2013": -0.820324,
        },
        0.015,
        _quotas,
    ),
    "Callaway and Sant'Anna: minimum wages, group and time": Case(
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
    "Callaway and Sant'Anna: minimum wages, averages": Case(
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
    "Callaway and Sant'Anna: minimum wages, standard errors": Case(
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
    "Sensitivity to trends: largest bias of a bend": Case(
        "R package HonestDiD, README: from M = 0.03 to M = 0.05 the interval for the first year of "
        "Medicaid expansion grows from -0.00714 to -0.0271 downwards, by 1.00 for each unit of M",
        {"per bend of 1": 1.0},
        0.005,
        _bends,
    ),
    "Segmented regression: California": Case(
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
    "Segmented regression: 24 months": Case(
        "Green, Global Health Research: Design + Methods; data and coefficients are printed in "
        "gabriellajg.github.io/R_Book_QuasiExperiments, chapter 8",
        {"intercept": 52.5606, "month": -0.3427, "post": 9.6876, "monthpost": 1.7832},
        5e-5,
        _green_regression,
    ),
    "Newey-West errors: lag 4": Case(
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
    "Quasi-Poisson regression: Dobson's trial": Case(
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
    "XmR chart: moving ranges screened": Case(
        "NHSRplotthedots 0.2.2, vignette on deviations from Excel; NHS England, Making Data Count",
        {"upper": 4.60, "mean": 1.94, "lower": -0.72},
        0.005,
        _xmr_screened,
    ),
    "XmR chart: 20 values": Case(
        "NHSRplotthedots, snapshot of ptd_spc_standard; its values are printed to 3 digits",
        {"upper": 3.29, "mean": 0.142, "lower": -3.01},
        0.01,
        _xmr_plain,
    ),
    "Proportion: Wilson's interval": Case(
        "Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3",
        {
            "81/263 lower": 0.2553,
            "81/263 upper": 0.3662,
            "15/148 lower": 0.0624,
            "15/148 upper": 0.1605,
            "0/20 lower": 0.0,
            "0/20 upper": 0.1611,
            "1/29 lower": 0.0061,
            "1/29 upper": 0.1718,
        },
        5e-5,
        _wilson,
    ),
    "Difference of proportions: Newcombe's interval": Case(
        "Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10",
        {
            "56/70 less 48/80 lower": 0.0524,
            "56/70 less 48/80 upper": 0.3339,
            "9/10 less 3/10 lower": 0.1705,
            "9/10 less 3/10 upper": 0.8090,
        },
        5e-5,
        _newcombe,
    ),
    "Ratio of proportions: 7/34 to 1/34": Case(
        "R package PropCIs, riskscoreci(7, 34, 1, 34, 0.95), printed in statsmodels' own tests; "
        "Fagerland, Lydersen and Laake 2015 print 1.21 to 43",
        {"lower": 1.220853, "upper": 42.575718},
        1e-6,
        _koopman((7, 34, 1, 34)),
    ),
    "Ratio of proportions: 36/40 to 16/80": Case(
        "Koopman 1984, as printed by Nam 1995",
        {"lower": 2.940, "upper": 7.152},
        0.0005,
        _koopman((36, 40, 16, 80)),
    ),
    "WRES indicator 3: Kent and Medway 2020": Case(
        "Kent and Medway NHS and Social Care Partnership Trust, WRES 2020-2022, indicator 3: 0.7% "
        "of white and 1.2% of BAME staff, from 17 and 9 people",
        {"ratio": 1.7},
        0.05,
        _kent_and_medway,
    ),
    "Staff engagement: the old scale": Case(
        "NHS Staff Survey, (x - 1) x 2.5",
        {"4.01 on 1-5": 7.525, "3.85 on 1-5": 7.125},
        1e-9,
        _old_scale,
    ),
    "Staff engagement 2024": Case(
        "NHS Staff Survey 2024, detailed spreadsheets, sheet THEMES. The official score is "
        "computed respondent by respondent, so that 0.01 is the agreement to expect",
        {"RA7": 7.1039, "REN": 7.3873, "RM3": 6.6586, "RP1": 7.3054, "RRF": 6.7669},
        0.01,
        _engagement,
    ),
}
"""Name -> published result."""
