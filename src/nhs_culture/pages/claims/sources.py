"""How far sources lie apart, which are used, and the findings that the ledger leaves."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from nhs_culture.claims import apart
from nhs_culture.claims.judged import Judged
from nhs_culture.data.access import Data
from nhs_culture.exhibits import Group, Sources, Table
from nhs_culture.units import unit

__all__ = ["findings", "margins", "used"]


def margins(data: Data) -> Table:
    """Return how far every two sources of one measure lie apart, as far as enough are in both."""
    table = apart.sources(data)
    table = table[table["pairs"] >= apart.FEWEST_PAIRS]
    names = data.register.measures.set_index("measure")
    kinds = [unit(names.loc[measure, "unit"]) for measure in table["measure"]]
    shown = pd.DataFrame(
        {
            "measure": [names.loc[measure, "name"] for measure in table["measure"]],
            "first": [data.register.source(source).title for source in table["first"]],
            "second": [data.register.source(source).title for source in table["second"]],
            "pairs": table["pairs"].to_list(),
            "median": [k.size(x) for k, x in zip(kinds, table["median"], strict=True)],
            "within": [k.size(x) for k, x in zip(kinds, table["within"], strict=True)],
        }
    )
    return Table(
        name="margins",
        caption="How far two sources of one measure lie apart",
        folded=True,
        data=shown,
        headers={
            "measure": "Measure",
            "first": "One source",
            "second": "Another",
            "pairs": "Figures in both",
            "median": "Half lie within",
            "within": f"{apart.QUANTILE:.0%} lie within",
        },
        source="the publications named",
    )


def used(data: Data, entries: Iterable[Judged]) -> Sources:
    """Return the documents and the statistics that the ledger rests on."""
    named = {source for entry in entries for source in (entry.document, *entry.sources)}
    known = data.register.sources["source_id"]
    chosen = [data.register.source(source) for source in known[known.isin(named)]]
    return Sources(
        entries=tuple(
            {
                "title": source.title,
                "producer": source.producer,
                "url": source.url,
                "published": source.published,
                "licence": source.licence,
            }
            for source in chosen
        )
    )


def findings(entries: Iterable[Judged]) -> Group:
    """Return the finding that each claim leaves, which no page shows and ``findings.csv`` holds."""
    return Group(*(entry.finding() for entry in entries))
