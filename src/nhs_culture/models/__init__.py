"""Designs: one module each, one frozen result each."""

from nhs_culture.models.interrupted_time_series import interrupted_time_series
from nhs_culture.models.synthetic_control import synthetic_control

__all__ = ["interrupted_time_series", "synthetic_control"]
