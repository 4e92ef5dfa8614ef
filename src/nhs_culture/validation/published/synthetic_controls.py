"""Synthetic control, difference in differences and their synthesis: California and quotas."""

from __future__ import annotations

from nhs_culture.designs.difference_in_differences import difference_in_differences
from nhs_culture.designs.synthetic_control import SyntheticControl, synthetic_control
from nhs_culture.designs.synthetic_did import SyntheticDiD, synthetic_did
from nhs_culture.validation.case import Reproduction, example

__all__ = ["CASES"]


def _california() -> SyntheticControl:
    return synthetic_control(example("california_prop99.csv", "year"), "California", 1989)


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
    panel = example("california_prop99.csv", "year")
    return {"change": difference_in_differences(panel, "California", 1989).estimate}


def _california_did() -> SyntheticDiD:
    return synthetic_did(example("california_prop99.csv", "year"), "California", 1989)


def _california_synthetic_did() -> dict[str, float]:
    return {"change": _california_did().estimate}


def _california_placebo_error() -> dict[str, float]:
    return {"standard error by placebo": _california_did().standard_error}


QUOTAS = {"Tanzania": 2000, "Swaziland": 2005, "Kenya": 2010, "Algeria": 2012, "Samoa": 2013}
"""The countries that were alone in the year of their quota."""


def _quotas() -> dict[str, float]:
    share = example("women_in_parliament.csv", "year")
    never = share.drop(columns=[*QUOTAS, "Djibouti", "Jordan", "Morocco", "Rwanda"])
    return {
        f"{country} {year}": synthetic_did(never.join(share[country]), country, year).estimate
        for country, year in QUOTAS.items()
    }


_ABADIE = "Abadie, Diamond and Hainmueller 2010, data of the R packages Synth and synthdid"

CASES = {
    "Synthetic control: California": Reproduction(
        f"exact optimum on the outcomes of 1970-1988; {_ABADIE}",
        {"mean gap 1989-2000": -19.5136},
        5e-5,
        _california_gap,
    ),
    "Synthetic control: California among its placebos": Reproduction(
        f"post/pre ratio of RMSPE, every state in turn; {_ABADIE}",
        {"rank by RMSPE ratio, of 39": 3, "p": 0.077},
        0.0005,
        _california_placebos,
    ),
    "Synthetic control: weights of California's donors": Reproduction(
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
    "Difference in differences: California": Reproduction(
        f"R package synthdid; {_ABADIE}",
        {"change": -27.349111},
        5e-7,
        _california_differences,
    ),
    "Synthetic difference-in-differences: California": Reproduction(
        "R package synthdid and Arkhangelsky and others 2021, whose solver stops short of the "
        f"optimum by up to 0.002; {_ABADIE}",
        {"change": -15.604},
        0.002,
        _california_synthetic_did,
    ),
    "Synthetic difference-in-differences: California's standard error": Reproduction(
        "Stata command sdid, by 100 placebos drawn at random (9.88; other draws give 8 to 11), "
        f"where ours takes each state once; {_ABADIE}",
        {"standard error by placebo": 9.88},
        0.5,
        _california_placebo_error,
    ),
    "Synthetic difference-in-differences: quotas for women in parliament": Reproduction(
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
}
"""Name -> published result."""
