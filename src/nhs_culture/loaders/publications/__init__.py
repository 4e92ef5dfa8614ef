"""One module a publication: how its files are known, and how they are read.

A module put here is found by its place. It holds an ``IMPORTER``, or several ``IMPORTERS`` where
publications share a layout: each an :class:`~nhs_culture.loaders.publication.Importer`, made of

- a :class:`~nhs_culture.loaders.publication.Publication`: what stands in ``source.yml``;
- a function that recognises a file by loose signs in its content, so that a changed layout is
  still known for what it is. No other importer may recognise the same file;
- a function that reads the file strictly, through :class:`~nhs_culture.loaders.grid.Grid`, into
  parts made by :func:`~nhs_culture.loaders.tidy.figures`. Its constants of
  :mod:`nhs_culture.loaders.ranges` say what the *file* prints; what a measure may be stands in
  ``data/raw/register/measures.csv``.

Beside it go the rows of the register (``measures.csv``, ``sources.csv``, ``downloads.csv``) and a
small publication in ``tests/loaders/small_publications.py``, which the fuzzing changes in its ways.
"""
