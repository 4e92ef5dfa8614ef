"""The fixtures of the synthetic site, shared by the tests of pages and browser."""

from synthetic_site import cells, context, finding, kind, outcomes, page, provenance, reports

__all__ = ["cells", "context", "finding", "kind", "outcomes", "page", "provenance", "reports"]
