"""Pages: executed notebooks in, self-contained HTML out."""
