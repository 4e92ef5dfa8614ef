"""Designs: one module each, one frozen result each."""

from nhs_culture.designs.interrupted_time_series import interrupted_time_series
from nhs_culture.designs.peer_change import peer_change
from nhs_culture.designs.smallest_detectable import smallest_detectable
from nhs_culture.designs.specification_curve import specification_curve
from nhs_culture.designs.synthetic_control import synthetic_control

__all__ = [
    "interrupted_time_series",
    "peer_change",
    "smallest_detectable",
    "specification_curve",
    "synthetic_control",
]
