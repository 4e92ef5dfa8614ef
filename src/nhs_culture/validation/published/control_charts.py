"""Limits of XmR charts."""

from __future__ import annotations

from nhs_culture.metrics import spc
from nhs_culture.validation.case import Reproduction

__all__ = ["CASES"]


def _xmr_screened() -> dict[str, float]:
    chart = spc.xmr([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    return {"upper": chart.upper, "mean": chart.mean, "lower": chart.lower}


def _xmr_plain() -> dict[str, float]:
    # the values as the snapshot prints them
    start = [-0.560, -0.230, 1.56, 0.0705, 0.129, 1.72, 0.461, -1.27, -0.687, -0.446]
    rest = [1.22, 0.360, 0.401, 0.111, -0.556, 1.79, 0.498, -1.97, 0.701, -0.473]
    chart = spc.xmr(start + rest)
    return {"upper": chart.upper, "mean": chart.mean, "lower": chart.lower}


CASES = {
    "XmR chart: moving ranges screened": Reproduction(
        "NHSRplotthedots 0.2.2, vignette on deviations from Excel; NHS England, Making Data Count",
        {"upper": 4.60, "mean": 1.94, "lower": -0.72},
        0.005,
        _xmr_screened,
    ),
    "XmR chart: 20 values": Reproduction(
        "NHSRplotthedots, snapshot of ptd_spc_standard; its values are printed to 3 digits",
        {"upper": 3.29, "mean": 0.142, "lower": -3.01},
        0.01,
        _xmr_plain,
    ),
}
"""Name -> published result."""
