"""Where the article meets the items of STROBE and RECORD."""

from __future__ import annotations

import pandas as pd

from nhs_culture.exhibits import Table

__all__ = ["ITEMS", "checklist"]

ITEMS = (
    ("1", "Design in the title or abstract; balanced summary", "Abstract"),
    ("RECORD 1.1", "Type of data in the abstract; each by name", "Data"),
    ("RECORD 1.2", "Region and years", "Abstract"),
    ("RECORD 1.3", "Linkage between databases: figures of organisations, by code", "Data"),
    ("2", "Background and rationale", "Background"),
    ("3", "Objectives and prespecified hypotheses", "Background"),
    ("4", "Key elements of the design", "Design"),
    ("5", "Setting, places and dates", "Data"),
    ("6", "Who is studied, how chosen, how followed", "Design"),
    ("RECORD 6.1", "How the population was selected, by which codes", "Data"),
    ("RECORD 6.2", "Validation of the codes: none, as the codes are of organisations", "Data"),
    ("RECORD 6.3", "Linkage, stage by stage", "Printed figures"),
    ("7", "Outcomes, exposures, possible confounders", "Design"),
    ("RECORD 7.1", "Complete list of codes and measures", "Data and code"),
    ("8", "Sources of data, and how comparable groups are", "Data"),
    ("9", "Efforts against bias", "Statistical analysis"),
    ("10", "Study size", "Data"),
    ("11", "How quantities were handled", "Statistical analysis"),
    ("12", "Methods, subgroups, missing data, sensitivity", "Statistical analysis"),
    ("RECORD 12.1", "Access to the databases", "Data"),
    ("RECORD 12.2", "Data cleaning", "Data"),
    ("RECORD 12.3", "Linkage at which level", "Printed figures"),
    ("13", "Numbers at each stage, and reasons for loss", "Did the case studies move more?"),
    ("RECORD 13.1", "Selection by quality, availability and linkage", "Data"),
    ("14", "Who was studied; missing data; follow-up", "Supplementary tables"),
    ("15", "Outcomes over time", "Did it last?"),
    ("16", "Estimates, intervals, what was adjusted for", "Did the case studies move more?"),
    ("17", "Other analyses", "Every trust, written about or not"),
    ("18", "Key results", "Principal findings"),
    ("19", "Limitations", "Limitations"),
    ("RECORD 19.1", "Data that were collected for another purpose", "Limitations"),
    ("20", "Cautious interpretation", "Principal findings"),
    ("21", "Generalisability", "Limitations"),
    ("22", "Funding", "Declarations"),
    ("RECORD 22.1", "Protocol, raw data and code", "Data and code"),
)
"""Item, what it asks for, and the section that meets it."""


def checklist() -> Table:
    """Return each item with the section that meets it."""
    return Table(
        name="checklist",
        caption="Items of STROBE, and of its extension RECORD, and where each is met",
        data=pd.DataFrame(ITEMS, columns=["item", "asks", "section"]),
        headers={"item": "Item", "asks": "Asks for", "section": "Section"},
    )
