"""The notebooks as files: which of them make pages, and what their executed copies hold."""

from __future__ import annotations

from nhs_culture.notebooks.catalogue import Notebook, catalogue
from nhs_culture.notebooks.conclusions import Concluded, Extract, concluded
from nhs_culture.notebooks.executed import executed_copy

__all__ = ["Concluded", "Extract", "Notebook", "catalogue", "concluded", "executed_copy"]
