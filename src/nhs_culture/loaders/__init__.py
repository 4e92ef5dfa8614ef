"""Loaders: one module per publication, an official file in, a tidy table out."""
