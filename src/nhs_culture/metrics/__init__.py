"""Metrics: numbers in, numbers out.

One module each for control charts (:mod:`~nhs_culture.metrics.spc`), survey scores
(:mod:`~nhs_culture.metrics.scores`), proportions (:mod:`~nhs_culture.metrics.proportions`), ratios
of likelihoods (:mod:`~nhs_culture.metrics.likelihood`) and funnel limits
(:mod:`~nhs_culture.metrics.funnel`). None of them knows of trusts, panels or files.
"""
