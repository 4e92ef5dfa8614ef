"""Where the project's folders are, from wherever a notebook or a command is run."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["NOTEBOOKS", "PANEL", "PROCESSED", "PROJECT", "RAW", "REGISTER", "REPORTS"]

PROJECT = Path(os.environ.get("NHS_CULTURE_PROJECT", Path(__file__).parents[2])).resolve()
RAW = PROJECT / "data" / "raw"
REGISTER = RAW / "register"
PROCESSED = PROJECT / "data" / "processed"
PANEL = PROCESSED / "panel.parquet"
NOTEBOOKS = PROJECT / "notebooks"
REPORTS = PROJECT / "reports"
