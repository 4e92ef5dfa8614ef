"""Verdicts: from results to one of a few fixed words, by written rules."""
