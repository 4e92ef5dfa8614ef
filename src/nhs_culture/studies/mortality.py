"""Deaths observed and deaths expected: what the two say of a claim of fewer deaths, and what not.

The summary hospital-level mortality indicator (SHMI) is observed over expected, and England is set
to 1 in every release. The counts behind it are held for eleven overlapping years, the ratio alone
for those that follow.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from nhs_culture.data.access import Data
from nhs_culture.errors import DataError
from nhs_culture.metrics.place import places

__all__ = ["Deaths", "deaths", "first_and_last", "incidents", "must_have_fallen"]

_COVERAGE = 0.95


@dataclass(frozen=True)
class Deaths:
    """Deaths observed and expected in two periods of twelve months.

    Attributes
    ----------
    first, last
        Labels of the periods.
    observed, expected
        Deaths in the first and in the last.
    """

    first: str
    last: str
    observed: tuple[float, float]
    expected: tuple[float, float]

    @property
    def more(self) -> float:
        """Deaths observed in the last period less those in the first."""
        return self.observed[1] - self.observed[0]

    @property
    def more_expected(self) -> float:
        """Deaths expected in the last period less those in the first."""
        return self.expected[1] - self.expected[0]

    @property
    def ratios(self) -> tuple[float, float]:
        """Observed over expected, in the first period and in the last."""
        first, last = (o / e for o, e in zip(self.observed, self.expected, strict=True))
        return first, last

    def before(self, fewer: float) -> float:
        """Return the deaths that an earlier year must have had for so many fewer in the first."""
        return self.observed[0] + fewer


def deaths(data: Data, trust: str) -> pd.DataFrame:
    """Return the deaths of a trust in each release, observed over expected.

    Parameters
    ----------
    data
        What is held.
    trust
        ODS code.

    Returns
    -------
    DataFrame
        By period of twelve months: ``observed``, ``expected``, ``excess`` (their difference),
        ``ratio``, the ends ``lower`` and ``upper`` of the exact 95% Poisson interval of the ratio
        (chance alone, were deaths independent and the expected ones known), ``place`` from the
        highest ratio and ``of`` how many trusts. Empty where the trust is in no release.

    Notes
    -----
    Neighbouring periods share nine of their twelve months.
    """
    observed, expected = (data.series(trust, f"shmi_{part}") for part in ("observed", "expected"))
    lower, upper = _poisson(observed)
    columns = {
        "observed": observed,
        "expected": expected,
        "excess": observed - expected,
        "ratio": observed / expected,
        "lower": lower / expected,
        "upper": upper / expected,
    }
    everyone = data.wide("shmi_release")
    if trust not in everyone:
        return pd.DataFrame(columns=[*columns, "place", "of"])
    return pd.DataFrame({**columns, **places(everyone, trust)})


def first_and_last(found: pd.DataFrame) -> Deaths | None:
    """Return the first period and the last; None where there are not two that share no month."""
    if found.empty or str(found.index[-1]) < str(found.index[0]).partition("/")[2]:
        return None
    ends = found.iloc[[0, -1]]
    observed, expected = (tuple(map(float, ends[name])) for name in ("observed", "expected"))
    first, last = map(str, ends.index)
    return Deaths(first, last, (observed[0], observed[1]), (expected[0], expected[1]))


def must_have_fallen(start: float, end: float) -> float | None:
    """Return by which share the deaths expected fell at least, if fewer died under a higher ratio.

    Parameters
    ----------
    start, end
        The ratio of an earlier year and of a later one.

    Returns
    -------
    float or None
        From 0 to 1; None where the ratio did not rise, so that nothing follows.

    Examples
    --------
    >>> round(must_have_fallen(1.0, 1.25), 2)
    0.2
    """
    return 1 - start / end if end > start else None


def incidents(data: Data) -> pd.DataFrame:
    """Return the patient safety incidents reported, half-years x ODS codes; empty where none."""
    try:
        return data.wide("incidents_reported")
    except DataError:  # a project that holds another choice of publications
        return pd.DataFrame()


def _poisson(observed: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the ends of the exact interval of a count (Garwood 1936, Biometrika 28, 437-442)."""
    from scipy.stats import chi2

    tail = (1 - _COVERAGE) / 2
    lower = chi2.ppf(tail, 2 * observed) / 2
    upper = chi2.ppf(1 - tail, 2 * (observed + 1)) / 2
    return pd.Series(lower, observed.index), pd.Series(upper, observed.index)
