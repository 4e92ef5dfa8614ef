"""Regressions on periods: errors that allow for neighbours in time, and counts that vary freely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nhs_culture.errors import DesignError
from nhs_culture.metrics.arguments import whole
from nhs_culture.metrics.checked import array, checked

__all__ = ["QuasiPoisson", "hac_covariance", "quasi_poisson"]

_ERRORS, _COUNTS = "Newey-West errors", "quasi-Poisson regression"

FloatArray = npt.NDArray[np.float64]


@checked(bread=array(2), scores=array(2))
def hac_covariance(
    bread: FloatArray, scores: FloatArray, lag: int, n_observations: int
) -> FloatArray:
    """Return Newey and West's covariance of coefficients, with the factor n / (n - k).

    Parameters
    ----------
    bread
        Inverse of the information (for least squares: of X'X), shape (k, k).
    scores
        Each period's regressors times its residual, shape (periods, k); rows of zeros where a
        period is missing, so that neighbours in the data are neighbours in time (Datta and Du
        2012).
    lag
        Last lag with a weight; weights fall linearly.
    n_observations
        Periods with a value.
    """
    from statsmodels.stats.sandwich_covariance import S_hac_simple

    k = len(bread)
    whole(lag, "lag", _ERRORS)
    whole(n_observations, "n_observations", _ERRORS, lower=k + 1)
    for name, found, shape in (("bread", bread, (k, k)), ("scores", scores, (len(scores), k))):
        _require_matrix(found, name, _ERRORS, shape)
    meat = S_hac_simple(scores, nlags=lag)
    return np.asarray(bread @ meat @ bread * n_observations / (n_observations - k))


@dataclass(frozen=True, eq=False)
class QuasiPoisson:
    """A quasi-Poisson regression.

    Attributes
    ----------
    parameters
        On the log scale, shape (k,).
    covariance
        Of the parameters, shape (k, k), with the dispersion in it.
    means
        Fitted counts, shape (n,).
    dispersion
        Pearson's chi-squared per degree of freedom.
    """

    parameters: FloatArray
    covariance: FloatArray
    means: FloatArray
    dispersion: float


@checked(counts=array(1), design=array(2), log_exposure=array(1))
def quasi_poisson(counts: FloatArray, design: FloatArray, log_exposure: FloatArray) -> QuasiPoisson:
    """Return the Poisson regression of counts with the dispersion estimated.

    Parameters
    ----------
    counts
        Shape (n,).
    design
        Shape (n, k), with its constant.
    log_exposure
        Offset, shape (n,).
    """
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    n = len(counts)
    _require_matrix(design, "design", _COUNTS, (n, np.shape(design)[-1]))
    _require_matrix(log_exposure, "log_exposure", _COUNTS, (n,))
    _require_matrix(counts, "counts", _COUNTS, (n,))
    if not (counts >= 0).all():
        reason = f"counts has {counts.min():g}; expected 0 or more"
        raise DesignError(reason, design=_COUNTS, argument="counts")
    _require_no_separation(counts, design)
    fit = GLM(counts, design, family=Poisson(), offset=log_exposure).fit(scale="X2")
    return QuasiPoisson(
        np.asarray(fit.params),
        np.asarray(fit.cov_params()),
        np.asarray(fit.fittedvalues),
        float(fit.scale),
    )


def _require_matrix(found: object, argument: str, function: str, shape: tuple[int, ...]) -> None:
    matrix = np.asarray(found, dtype=float)
    if matrix.shape != shape or not np.isfinite(matrix).all():
        reason = f"{argument} has the shape {matrix.shape}; expected numbers in the shape {shape}"
        raise DesignError(reason, design=function, argument=argument)


def _require_no_separation(counts: FloatArray, design: FloatArray) -> None:
    """Refuse counts that are zero wherever some mixture of the terms is not.

    The term could then be as large as it likes: its estimate runs off, and its error with it
    (Correia, Guimaraes and Zylkin 2019). Whether there is a direction in which only zeros move is a
    linear programme.
    """
    from scipy.optimize import linprog

    zeros, others = design[counts == 0], design[counts > 0]
    if not len(zeros):
        return
    away = linprog(
        zeros.sum(axis=0),
        A_ub=np.vstack([zeros, -zeros]),
        b_ub=np.repeat([0.0, 1.0], len(zeros)),
        A_eq=others if len(others) else None,
        b_eq=np.zeros(len(others)) if len(others) else None,
        bounds=(None, None),
    )
    if away.fun is None or away.fun < -1e-6:
        reason = "all counts are 0 where a term applies, so that it has no estimate"
        raise DesignError(reason, design=_COUNTS, argument="counts")
