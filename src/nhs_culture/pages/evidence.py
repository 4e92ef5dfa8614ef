"""The change of a trust beside those of its peers, by every design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd

from nhs_culture import charts
from nhs_culture.designs import DESIGNS, Refused, Result
from nhs_culture.designs.peer_change import PeerChange
from nhs_culture.designs.synthetic_control import SyntheticControl
from nhs_culture.english import counted, number_word, short_name
from nhs_culture.exhibits import Chart, Note, Table
from nhs_culture.pages.subject import about, marks, refused, source_line, subject
from nhs_culture.pages.words import as_far_in_words, words_of
from nhs_culture.studies.answer import Answer

__all__ = ["designs", "placebos", "synthetic"]


def placebos(answer: Answer, change: PeerChange | Refused | None = None) -> Chart | Note:
    """Return the trust's difference among the same statistic for every peer, or the refusal.

    Parameters
    ----------
    answer
        To a question about a trust.
    change
        What the primary design says on a panel of one's own; that behind the answer if not given.
    """
    change = change or answer.change
    if isinstance(change, Refused):
        return refused("The comparison with peers", answer, change.error)
    name = short_name(answer.question.trust_name)
    chart = charts.placebos(
        subject(answer, answer.estimate_unit),
        change.estimate,
        change.peers["on_its_scale"],
        title=f"{as_far_in_words(name, change)}, measured by how much each usually moves",
        interval=change.interval,
        p_value=change.p_value,
    )
    return replace(chart, subtitle=f"{chart.subtitle}, {_scale_and_left_out(answer)}")


def _scale_and_left_out(answer: Answer) -> str:
    broken = len(answer.left_out.keys() - set(answer.data.register.parts))
    told = "put on this trust’s scale by how much each usually moves"
    if not broken:
        return told
    return f"{told}. {counted(broken, 'trust')} with a merger or a transfer in these years left out"


def designs(answer: Answer, given: Mapping[str, Result | Refused] | None = None) -> Table | None:
    """Return what every design says, the primary one first; nothing where none was asked.

    Parameters
    ----------
    answer
        To a question about a trust.
    given
        What designs say on a panel of one's own, by name; those behind the answer stand for the
        others.
    """
    if not answer.tested:
        return None
    given = given or {}
    found = {name: given.get(name) or answer.result(name) for name in DESIGNS} | {**given}
    rows = [
        result.table().assign(title=_label(name), says=_says(answer, result))
        for name, result in found.items()
    ]
    columns = ["title", "estimate", "lower", "upper", "p_value", "says"]
    return Table(
        name="designs",
        about=about(answer),
        unit=answer.estimate_unit.name,
        caption=f"The same question put to {number_word(len(rows))} designs "
        f"({answer.estimate_unit.name})",
        data=pd.concat(rows, ignore_index=True)[columns].replace([np.inf, -np.inf], np.nan),
        source=source_line(answer),
        formats={
            **dict.fromkeys(("estimate", "lower", "upper"), "+.2f"),
            "p_value": ".3f",
        },
        headers={
            "title": "Design",
            "estimate": "Difference",
            "lower": "95% from",
            "upper": "to",
            "p_value": "p",
            "says": "In words",
        },
    )


def _label(name: str) -> str:
    """Return what a table calls a design: a design of the reader's own by the name it has there."""
    return DESIGNS[name].label if name in DESIGNS else name


def _says(answer: Answer, result: Result | Refused) -> str:
    """Return the sentence of a result, whoever is in a mix by name."""
    if isinstance(result, SyntheticControl):
        trust = answer.data.register.trust
        named = result.weights.rename(lambda code: short_name(trust(code)["name"]))
        result = replace(result, weights=named)
    return result.sentence(*words_of(answer))


def synthetic(
    answer: Answer, given: SyntheticControl | Refused | None = None
) -> Chart | Note | None:
    """Return how far the trust stood from its synthetic control, or why there is none.

    Parameters
    ----------
    answer
        To a question about a trust.
    given
        The synthetic control of a panel of one's own; that behind the answer if not given.
    """
    if not answer.tested:
        return None
    result = given or cast("SyntheticControl | Refused", answer.result("synthetic control"))
    if isinstance(result, Refused):
        return refused("The synthetic control", answer, result.error)
    name = short_name(answer.question.trust_name)
    return charts.gap(
        subject(answer, answer.estimate_unit),
        result.gap,
        result.placebo_gaps,
        title=(
            f"{name} stood {answer.estimate_unit.size(result.estimate)} "
            f"{'above' if result.estimate >= 0 else 'below'} its synthetic control afterwards"
        ),
        events=marks(answer),
    )
