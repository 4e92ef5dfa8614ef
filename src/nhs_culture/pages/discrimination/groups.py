"""White and BME staff apart, in the one survey that publishes both, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nhs_culture import charts
from nhs_culture.data.access import Data
from nhs_culture.english import counted, listed, lower_first, short_name
from nhs_culture.exhibits import Chart, Note, Table
from nhs_culture.pages.discrimination.asked import LEADING
from nhs_culture.pages.groups_over_time import share_in_words
from nhs_culture.studies.by_ethnicity import BME, WHITE, Apart, apart, ratios
from nhs_culture.units import PERCENT
from nhs_culture.units import RATIO as TIMES

__all__ = ["composition", "how_many_unknown", "of_sectors", "ratio_among_trusts", "two_groups"]


def ratio_among_trusts(two: Apart, data: Data) -> Chart:
    """Draw how many times as often BME staff say it, at every trust."""
    name = short_name(data.register.trust(two.trust)["name"])
    entry = data.register.measure(two.measure)
    subject = charts.Subject(
        trust=two.trust,
        trust_name=data.register.trust(two.trust)["name"],
        measure=two.measure,
        measure_name=f"{entry['name']}: share of BME staff over share of white staff",
        unit=TIMES,
        frequency=entry["frequency"],
        source=data.register.source(two.source).entry["title"],
        higher_is=entry["higher_is"],
    )
    ratio = two.likelihood
    return charts.distribution(
        subject,
        two.everyone,
        title=f"BME staff at {name} were {ratio.ratio:.1f} times as likely as white staff to "
        f"report {lower_first(entry['name'])} in {two.period}: the {two.place.words('highest')} "
        "trusts",
        interval=ratio.interval,
        name="ratio-among-trusts",
    )


def two_groups(data: Data, trust: str, known: Sequence[Apart]) -> Table | Note:
    """Return the shares of white and of BME staff, and their ratio with its place among trusts.

    Parameters
    ----------
    data, trust
        What is held, and the code of the trust.
    known
        The measures that hold the two groups of the trust apart; none where no survey does.
    """
    if not known:
        return _other_trusts(data, trust)
    names = data.register.measures.set_index("measure")["name"]
    table = pd.DataFrame([_row(two, names[two.measure]) for two in known])
    return Table(
        name="by-ethnicity",
        caption=f"BME and white staff apart in the survey of {known[0].period}, percent with 95% "
        "intervals, and how many times as likely BME staff were to say so. A place of 1 is the "
        "highest ratio; of acting fairly, a ratio under 1 is the worse one",
        data=table,
        source=data.register.source(known[0].source).entry["title"],
        formats={"ratio": ".2f", "place": ".0f", "of": ".0f"},
        headers={
            "what": "Share of staff who report",
            "bme": "BME staff",
            "white": "White staff",
            "ratio": "Ratio",
            "interval": "95% interval",
            "place": "Place",
            "of": "of",
        },
    )


def _row(two: Apart, name: str) -> dict[str, object]:
    ratio = two.likelihood
    told = {BME: share_in_words(two.bme), WHITE: share_in_words(two.white)}
    interval = f"{ratio.interval.lower:.2f} to {ratio.interval.upper:.2f}"
    at = two.place
    numbers = {"ratio": ratio.ratio, "interval": interval, "place": at.at, "of": at.of}
    return {"what": name, **told, **numbers}


def how_many_unknown(whom: str) -> str:
    """Return why no number of a group is printed where the published shares give too small a one.

    Parameters
    ----------
    whom
        ``BME`` or ``white``.
    """
    return (
        f"How many {whom} staff answered is not published with the shares and cannot be found "
        "from them here; twice or three times as many did as the 95% intervals are made for, which "
        "are too wide and never too narrow."
    )


def _other_trusts(data: Data, trust: str) -> Note:
    """Say what the survey that holds the two groups apart says of others, and why not of this."""
    everyone = ratios(data, LEADING)
    survey = str(everyone.name)
    bme, white = (
        float(data.wide(LEADING, subgroup=group).T[survey].median()) for group in (BME, WHITE)
    )
    return Note(
        label="Not this trust",
        text=f"White and BME staff are held apart for {counted(len(everyone), 'trust')} in the "
        f"survey of {survey} ({_kinds(data, everyone)}), and this trust is not among them."
        f"{of_sectors(data, trust)} There {PERCENT.value(bme)} of BME staff and "
        f"{PERCENT.value(white)} of white staff at the middle trust reported discrimination "
        "by a manager or colleagues. Years and kinds of trust differ, so that no figure of this "
        "trust can be judged by these.",
    )


def of_sectors(data: Data, trust: str) -> str:
    """Say which parts of a trust the two groups are held apart for; empty where none is."""
    rows = data.register.trusts
    parts = rows.loc[rows["part_of"] == trust, "org_code"]
    held = [str(code) for code in parts if apart(data, str(code), LEADING)]
    if not held:
        return ""
    return f" They are of {listed(held)}, a part that is surveyed by itself and has its own page."


def _kinds(data: Data, everyone: pd.Series) -> str:
    """Return the kinds of the trusts of a survey, in words."""
    trusts = data.register.trusts
    kinds = trusts.loc[trusts["org_code"].isin(everyone.index), "benchmark_group"]
    return listed(sorted(kind.lower() for kind in kinds.unique() if kind))


def composition(data: Data, trust: str) -> Note:
    """Return how the share of respondents from ethnic minorities changed, which moves any mean."""
    known = data.series(trust, "ethnic_minority")
    if len(known) < 2:
        return Note(label="Who answers", text="Who answered is known for one survey at most.")
    first, last = (f"{known.iloc[i]:.1f}% in {known.index[i]}" for i in (0, -1))
    return Note(
        label="Who answers",
        text=f"Of those who answered, {first} and {last} were from ethnic minorities. A figure of "
        "all staff moves with who they are, even where nobody's experience does.",
    )
