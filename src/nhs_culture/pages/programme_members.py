"""Who joined a programme and when, and who of them is not compared."""

from __future__ import annotations

import pandas as pd

from nhs_culture import periods
from nhs_culture.designs.stacked_programme import StackedProgramme
from nhs_culture.english import counted, short_name
from nhs_culture.exhibits import Group, Note, Table
from nhs_culture.pages.trust_pages import trust_page
from nhs_culture.studies.programmes import Examination

__all__ = ["joinings", "not_placed", "refused"]


def joinings(one: Examination) -> Group:
    """Return every spell with the date that is printed for it, and what the list leaves open."""
    known = one.programme.members
    rows = known[(known["org_code"] != "") & (known["joined"] != "")]
    names = one.data.register.trust_names
    table = rows.assign(
        name=rows["org_code"].map(names).fillna(rows["name"]),
        joined=[periods.in_words(day) for day in rows["joined"]],
        ended=[periods.in_words(day) if day else "" for day in rows["ended"]],
        weak=["yes" if weak else "" for weak in rows["weak"]],
    )[["name", "org_code", "joined", "ended", "weak", "note"]]
    return Group(
        Table(
            name="joinings",
            caption=f"Members of {one.programme.name} with the date that is printed for each: "
            f"{counted(len(rows), 'spell')} at {counted(len(one.programme.dated), 'trust')}",
            data=table,
            headers={
                "name": "trust",
                "org_code": "code",
                "joined": "from",
                "ended": "to, where printed",
                "weak": "date doubtful",
            },
            hrefs=[trust_page(one.data.register, code) for code in rows["org_code"]],
            folded=True,
        ),
        Note(label="Of the list", text=f"{one.programme.note}."),
    )


def not_placed(one: Examination) -> Table:
    """Return the rows of the programme without a trust or a date."""
    rows = one.programme.unplaced[["org_code", "name", "joined", "note"]].copy()
    rows["joined"] = [periods.in_words(day) if day else "not known" for day in rows["joined"]]
    rows["name"] = [short_name(name) if name != "not named" else name for name in rows["name"]]
    return Table(
        name="not-placed",
        caption="Members that are not compared because the trust or the date is not known; those "
        "that are known are not among the trusts compared with either",
        data=rows,
        headers={"org_code": "code", "joined": "joined"},
    )


def refused(one: Examination) -> Table:
    """Return the dated members that could not be compared, each with the reason."""
    names = one.data.register.trust_names
    dropped = dict(one.stacked.dropped) if isinstance(one.stacked, StackedProgramme) else {}
    own = {code: why for code, why in dropped.items() if code in one.programme.dated.index}
    rows = [
        {"code": code, "trust": names.get(code, ""), "reason": why}
        for code, why in {**one.placed.left_out, **own}.items()
    ]
    return Table(
        name="left-out",
        caption=f"{one.measure_name}: members with a date that cannot be compared",
        data=pd.DataFrame(rows, columns=["code", "trust", "reason"]),
    )
