"""The panel: every published figure as one table of observations.

``data/raw`` holds one tidy table per publication; :func:`build` puts them under each other, gives
every period its first and last day, derives what can be derived, checks the whole and writes
``data/processed/panel.parquet``. The same raw tables give the same bytes.

Three questions are asked of the panel: what was published (:func:`load_panel`), how one
measure of one trust ran (:func:`series`), and how it ran at that trust and at those like it
(:func:`peers`).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pandas as pd

from nhs_culture import periods
from nhs_culture.errors import DataError, RegisterError
from nhs_culture.files import replacing
from nhs_culture.loaders.tidy import AREAS, read_table
from nhs_culture.paths import PANEL, RAW, REGISTER
from nhs_culture.register import Register, read_register, suggest

__all__ = [
    "PEER_GROUPS",
    "build",
    "load_panel",
    "peers",
    "raw_tables",
    "series",
    "wide",
]

PEER_GROUPS = ("benchmark group", "all", "region")

_KEY = ["measure", "org_code", "subgroup", "period", "source_id"]
_TEXT = ["org_code", "period", "measure", "subgroup", "source_id", "note"]
_FINGERPRINT = b"nhs_culture.raw_sha256"


def raw_tables(raw: Path = RAW) -> list[Path]:
    """Return the tidy tables below ``data/raw``, the register left out, in a fixed order."""
    return sorted(path for path in raw.glob("*/*.csv") if path.parent.name != REGISTER.name)


def build(raw: Path = RAW, destination: Path = PANEL) -> pd.DataFrame:
    """Build the panel from the raw tables and write it.

    Parameters
    ----------
    raw
        The folder of the raw tables and the register.
    destination
        The Parquet file to write, whole or not at all.

    Returns
    -------
    DataFrame
        One row per (measure, org_code, subgroup, period, source_id), sorted by these, with
        ``period_start``, ``period_end``, ``value`` in the measure's unit, ``numerator`` and
        ``denominator`` where known (a survey share's base, FTE days), and ``note``.

    Raises
    ------
    RegisterError
        When the register or a raw table breaks its schema; names file, row and column.
    """
    from nhs_culture.register.schemas import validate

    register = read_register(raw / REGISTER.name)
    validate(register, raw / REGISTER.name)
    paths = raw_tables(raw)
    if not paths:
        raise RegisterError(f"{raw}: no tables of figures; run `nhs-culture import FILE...` first")
    panel = pd.concat([read_table(p).assign(source_id=p.parent.name) for p in paths])
    panel = pd.concat([panel, _agency_bank_share(panel)], ignore_index=True)
    panel = _with_days(panel, register)
    _check(panel, register)
    panel = panel.sort_values(_KEY, ignore_index=True)
    panel[_TEXT] = panel[_TEXT].astype("category")
    _write(panel, destination, _fingerprint(raw))
    return panel


def _agency_bank_share(panel: pd.DataFrame) -> pd.DataFrame:
    key = ["org_code", "period", "subgroup", "source_id"]
    part = panel[panel["measure"] == "agency_bank_cost"].set_index(key)["value"]
    whole = panel[panel["measure"] == "staff_cost"].set_index(key)["value"]
    both = pd.concat({"numerator": part, "denominator": whole}, axis=1).dropna().reset_index()
    return both.assign(
        measure="agency_bank_share",
        value=(100 * both["numerator"] / both["denominator"]).round(4),
        note="derived: agency and bank cost over staff cost",
    )


def _with_days(panel: pd.DataFrame, register: Register) -> pd.DataFrame:
    frequency = register.measures.set_index("measure")["frequency"]
    unknown = sorted(set(panel["measure"]) - set(frequency.index))
    if unknown:
        raise RegisterError(f"measures.csv has no row for {', '.join(unknown)}")
    panel = panel.assign(frequency=panel["measure"].map(frequency))
    pairs = panel[["period", "frequency"]].drop_duplicates()
    days = [periods.bounds(*pair) for pair in pairs.itertuples(index=False)]
    pairs[["period_start", "period_end"]] = pd.DataFrame(days, index=pairs.index)
    return panel.merge(pairs, on=["period", "frequency"]).drop(columns="frequency")


def _check(panel: pd.DataFrame, register: Register) -> None:
    orphans = sorted(set(panel["org_code"]) - {*register.trusts["org_code"], *AREAS})
    if orphans:
        raise RegisterError(f"trusts.csv has no row for {', '.join(orphans)}")
    sources = sorted(set(panel["source_id"]) - set(register.sources["source_id"]))
    if sources:
        raise RegisterError(f"sources.csv has no row for {', '.join(sources)}")
    limits = register.measures.set_index("measure")[["lower", "upper"]]
    lower, upper = (panel["measure"].map(limits[side]) for side in ("lower", "upper"))
    outside = panel[(panel["value"] < lower) | (panel["value"] > upper)]
    if not outside.empty:
        row = outside.iloc[0]
        raise RegisterError(
            f"data/raw/{row['source_id']}: {row['measure']} of {row['org_code']} in "
            f"{row['period']} is {row['value']}; measures.csv allows "
            f"{limits.loc[row['measure'], 'lower']} to {limits.loc[row['measure'], 'upper']}"
        )
    twice = panel[panel.duplicated(_KEY)]
    if not twice.empty:
        row = twice.iloc[0]
        raise RegisterError(
            f"data/raw/{row['source_id']}: {row['measure']} of {row['org_code']} in "
            f"{row['period']} stands there more than once"
        )


def _fingerprint(raw: Path) -> bytes:
    digest = sha256()
    for path in [*raw_tables(raw), *sorted((raw / REGISTER.name).glob("*.csv"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest().encode()


def _write(panel: pd.DataFrame, destination: Path, fingerprint: bytes) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(panel, preserve_index=False)
    table = table.replace_schema_metadata({**table.schema.metadata, _FINGERPRINT: fingerprint})
    with replacing(destination) as temporary:
        pq.write_table(table, temporary, compression="zstd")


@lru_cache(maxsize=2)
def load_panel(path: Path = PANEL, raw: Path = RAW) -> pd.DataFrame:
    """Read the panel, building it first where it is missing or older than the raw tables.

    Returns
    -------
    DataFrame
        As :func:`build` returns it. Shared between calls: copy before changing it.
    """
    import pyarrow.parquet as pq

    current = _fingerprint(raw)
    if not path.is_file() or pq.read_schema(path).metadata.get(_FINGERPRINT) != current:
        return build(raw, path)
    return pd.read_parquet(path)


def wide(
    measure: str, *, subgroup: str = "all", sources: tuple[str, ...] = (), panel: Path = PANEL
) -> pd.DataFrame:
    """Return one measure for every trust that has it.

    Parameters
    ----------
    measure
        As in ``measures.csv``.
    subgroup
        Staff group; ``all`` for all staff.
    sources
        Source identifiers in order of preference; the order of ``measures.csv`` where empty. For
        each trust and period the first source that has a figure gives it.

    Returns
    -------
    DataFrame
        Periods (labels as published, ascending, gaps left out) by ODS code, in the measure's unit;
        NaN where nothing was published. England and its regions are not among the columns.

    Raises
    ------
    DataError
        When the measure is unknown or nothing was published about it.
    """
    rows = _rows(measure, subgroup, sources, panel)
    table = rows[~rows["org_code"].isin(AREAS)].pivot_table(
        index="period", columns="org_code", values="value", observed=True
    )
    return table.rename_axis(columns="org_code").sort_index()


def series(
    trust: str,
    measure: str,
    *,
    column: str = "value",
    subgroup: str = "all",
    sources: tuple[str, ...] = (),
    panel: Path = PANEL,
) -> pd.Series:
    """Return one measure of one trust over time.

    Parameters
    ----------
    trust
        ODS code, or ``ENG`` or a region (``Y60``) where the publication has it.
    column
        ``value``, ``numerator``, ``denominator`` or ``source_id``.
    measure, subgroup, sources
        As in :func:`wide`.

    Returns
    -------
    Series
        Named ``trust``, indexed by period, ascending; empty where the trust has no figures.

    Raises
    ------
    DataError
        When the trust or the measure is unknown; the message suggests near ones.
    """
    if trust not in AREAS:
        read_register().trust(trust)
    rows = _rows(measure, subgroup, sources, panel)
    found = rows[rows["org_code"] == trust].set_index("period")[column].sort_index()
    return found.rename(trust)


def peers(
    trust: str,
    measure: str,
    group: str = "benchmark group",
    *,
    subgroup: str = "all",
    sources: tuple[str, ...] = (),
    panel: Path = PANEL,
) -> pd.DataFrame:
    """Return one measure for a trust and for those that it is compared with.

    Parameters
    ----------
    group
        ``benchmark group``, ``region``, ``all``, or ODS codes separated by commas.
    trust, measure, subgroup, sources
        As in :func:`series`.

    Returns
    -------
    DataFrame
        As :func:`wide`, with the columns of the group and the trust itself.

    Raises
    ------
    DataError
        When the trust has no figures for the measure, or the group is unknown.
    """
    register = read_register()
    row = register.trust(trust)
    table = wide(measure, subgroup=subgroup, sources=sources, panel=panel)
    if trust not in table:
        name = register.measure(measure)["name"]
        raise DataError(f"No figures on {name!r} were published for {trust} {row['name']}")
    wanted = {trust, *_group(register, row, group)}
    return table[[code for code in table if code in wanted]]


def _group(register: Register, trust: pd.Series, group: str) -> set[str]:
    trusts = register.trusts
    match group:
        case "all":
            return set(trusts["org_code"])
        case "benchmark group" | "region":
            column = group.replace(" ", "_")
            return set(trusts.loc[trusts[column] == trust[column], "org_code"])
    codes = {code.strip().upper() for code in group.split(",")}
    unknown = sorted(codes - set(trusts["org_code"]))
    if unknown:
        raise DataError(
            f"peers {group!r}: {unknown[0]!r} is neither an ODS code nor one of "
            f"{', '.join(PEER_GROUPS)}"
        )
    return codes


@lru_cache(maxsize=64)
def _rows(measure: str, subgroup: str, sources: tuple[str, ...], panel: Path) -> pd.DataFrame:
    register = read_register()
    entry = register.measure(measure)
    chosen = sources or tuple(filter(None, entry["sources"].split(";")))
    everything = load_panel(panel)
    of_measure = everything["measure"] == measure
    rows = everything[of_measure & (everything["subgroup"] == subgroup)]
    rows = rows[rows["source_id"].isin(chosen)]
    if rows.empty:
        known = sorted(everything.loc[of_measure, "subgroup"].unique())
        what = f"for {subgroup!r}; {suggest(subgroup, known)}" if known else "in the panel"
        raise DataError(f"No figures on {entry['name']!r} {what}")
    preference = {source: place for place, source in enumerate(chosen)}
    rows = rows.assign(preference=rows["source_id"].astype(str).map(preference))
    rows = rows.sort_values("preference", kind="stable").drop_duplicates(["org_code", "period"])
    return rows.astype(dict.fromkeys(("org_code", "period", "source_id"), str))
