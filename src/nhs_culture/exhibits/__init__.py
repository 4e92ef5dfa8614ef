"""What a notebook shows: findings, headlines, charts, tables, paragraphs, references and notes.

Each exhibit is a record that shows itself twice: as HTML in a live notebook, and as JSON under a
MIME type of its own in the executed copy, from which :mod:`nhs_culture.site` makes the page.
Whatever comes from data is escaped here, once.
"""

from __future__ import annotations

from nhs_culture.exhibits.chart import Chart
from nhs_culture.exhibits.finding import Finding
from nhs_culture.exhibits.group import Exhibit, Group, bundles, read
from nhs_culture.exhibits.headline import Headline, Reply
from nhs_culture.exhibits.note import Note
from nhs_culture.exhibits.paragraph import Paragraph
from nhs_culture.exhibits.references import Reference, References
from nhs_culture.exhibits.sources import Sources
from nhs_culture.exhibits.table import Table

__all__ = [
    "Chart",
    "Exhibit",
    "Finding",
    "Group",
    "Headline",
    "Note",
    "Paragraph",
    "Reference",
    "References",
    "Reply",
    "Sources",
    "Table",
    "bundles",
    "read",
]
