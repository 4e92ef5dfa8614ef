"""What a trust is and did: names, mergers, programmes and acts, as documents date them."""

from __future__ import annotations

import pandas as pd

from nhs_culture import periods
from nhs_culture.data.access import Data
from nhs_culture.english import listed
from nhs_culture.exhibits import Group, Note, Table
from nhs_culture.register import Register
from nhs_culture.studies.question import EVERY_TRUST

__all__ = ["acts", "became", "done", "history"]


def done(data: Data, trust: str, until: str) -> Group:
    """Return what was done at a trust and in all of England, with dates and documents.

    Parameters
    ----------
    data
        What is held.
    trust
        ODS code.
    until
        Last day of the trust's figures, ``YYYY-MM-DD``: what fell on everyone later is left out.
    """
    register = data.register
    own, everywhere = acts(register, trust, until)
    name = register.trust(trust)["name"]
    return Group(
        Note(label="Nothing registered", text="No document here dates a programme of its own.")
        if own.empty
        else _acts(register, "done", f"What {name} did, as documents date it", own),
        None
        if everywhere.empty
        else _acts(register, "done-england", "What fell on every trust in England", everywhere),
    )


def acts(register: Register, trust: str, until: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of what the trust did, and of what fell on all trusts up to a day."""
    table = register.interventions
    england = (table["org_code"] == EVERY_TRUST) & (table["date"] <= until)
    return table[table["org_code"] == trust], table[england]


def _acts(register: Register, name: str, caption: str, rows: pd.DataFrame) -> Table:
    titles = register.titles
    ordered = rows.sort_values("date")
    return Table(
        name=name,
        caption=caption,
        data=pd.DataFrame(
            {
                "name": ordered["name"],
                "when": [_when(row) for _, row in ordered.iterrows()],
                "what": ordered["what"],
                "document": ordered["document"].map(titles) + ": " + ordered["place"],
                "note": ordered["note"].replace("", None),
            }
        ),
        headers={
            "name": "What",
            "when": "When",
            "what": "In a sentence",
            "document": "Document and place",
            "note": "How the date is known",
        },
    )


def _when(row: pd.Series) -> str:
    """Return a date as precisely as it is known: ``2017``, ``by 14 October 2019``."""
    digits = {"day": 10, "month": 7, "year": 4}.get(str(row["precision"]))
    if digits:
        return periods.in_words(str(row["date"])[:digits])
    if not row["date_earliest"]:
        return f"by {periods.in_words(str(row['date_latest']))}"
    first, last = (periods.in_words(str(row[f"date_{end}"])) for end in ("earliest", "latest"))
    return f"between {first} and {last}"


def history(data: Data, trust: str) -> Group:
    """Return former names, mergers and the steps that they and transfers make in the series."""
    breaks = data.register.breaks
    own = breaks[breaks["org_code"] == trust].sort_values("date")
    note = Note(label="The organisation", text=_organisation(data.register, trust))
    if own.empty:
        return Group(note)
    table = pd.DataFrame(
        {
            "date": own["date"].str[:7].map(periods.in_words),
            "what": own["what"],
            "size": own["size"].replace("", None),
        }
    )
    return Group(
        note,
        Table(
            name="breaks",
            caption="What makes a step in the trust's series",
            data=table,
            headers={"date": "Month", "what": "What", "size": "Staff in post"},
        ),
    )


def became(register: Register, trust: str) -> str:
    """Return what became of a trust that has ended, in a sentence; empty of any other code."""
    successors = register.trusts.set_index("org_code")["successors"].get(trust, "")
    return f"Became part of {_named(register, successors)}." if successors else ""


def _named(register: Register, codes: str) -> str:
    names = register.trust_names
    return listed(f"{names.get(code, code)} ({code})" for code in codes.split(";"))


def _organisation(register: Register, trust: str) -> str:
    """Return what is known of a trust's names, predecessors and successors."""
    row = register.trust(trust)
    parts = [f"{row['name']} ({trust}), {row['benchmark_group']}, {row['region']}."]
    if trust in register.parts:
        parts.append(
            f"A sector of {_named(register, row['part_of'])}, which is surveyed by sector."
        )
    if row["former_names"]:
        parts.append(f"Formerly {listed(row['former_names'].split(';'))}.")
    if row["predecessors"]:
        parts.append(f"Formed from, or joined by, {_named(register, row['predecessors'])}.")
    parts += filter(None, [became(register, trust)])
    if row["first_month"]:
        first, last = (periods.in_words(row[f"{end}_month"]) for end in ("first", "last"))
        parts.append(f"Its staff are counted from {first} to {last}.")
    if row["note"]:
        parts.append(f"{row['note']}.")
    return " ".join(parts)
