"""What was done at a trust, and what became of it."""

from __future__ import annotations

from nhs_culture.exhibits import Group
from nhs_culture.pages import organisation
from nhs_culture.pages.summary.known import Summary

__all__ = ["done", "history"]


def done(about: Summary) -> Group:
    """Return what was done at the trust and in all of England, with dates and documents."""
    return organisation.done(about.data, about.trust, about.last_day)


def history(about: Summary) -> Group:
    """Return former names, mergers and the steps that they and transfers make in the series."""
    return organisation.history(about.data, about.trust)
