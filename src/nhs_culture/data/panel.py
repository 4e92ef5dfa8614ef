"""The panel: every published figure as one table of observations.

``data/raw`` holds one tidy table per publication; :func:`build` puts them under each other, gives
every period its first and last day, derives what can be derived, checks the whole and writes
``data/processed/panel.parquet``. The same raw tables give the same bytes.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pandas as pd

from nhs_culture import periods
from nhs_culture.errors import Fault, RegisterError
from nhs_culture.files import replacing
from nhs_culture.loaders.tidy import AREAS, read_table
from nhs_culture.paths import Project, cache_folder
from nhs_culture.register import Register, read_register

__all__ = ["DERIVED", "build", "load_panel", "panel_file"]

DERIVED = {"agency_bank_share": ("agency_bank_cost", "staff_cost")}
"""Shares that no table holds, in percent, each with the measures of its two figures."""

_KEY = ["measure", "org_code", "subgroup", "period", "source_id"]
_TEXT = ["org_code", "period", "measure", "subgroup", "source_id", "note"]
_FINGERPRINT = b"nhs_culture.raw_sha256"


def build(project: Project) -> pd.DataFrame:
    """Build the panel from the raw tables and write it.

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
    panel = _assembled(project)
    _write(panel, project.panel, _fingerprint(project))
    return panel


def load_panel(project: Project) -> pd.DataFrame:
    """Read the panel, building it first where it is missing or older than the raw tables.

    Returns
    -------
    DataFrame
        As :func:`build` returns it.
    """
    import pyarrow.parquet as pq

    # One thread, and none left behind: a process that has read the panel can still be forked.
    table = pq.ParquetFile(panel_file(project), pre_buffer=False).read(use_threads=False)
    panel: pd.DataFrame = table.to_pandas(use_threads=False)
    return panel


def panel_file(project: Project) -> Path:
    """Return the file of the panel, built first where it is missing or older than the raw tables.

    Where the project cannot be written to, the file is in the user's cache, named after the tables
    that it was made of.
    """
    current = _fingerprint(project)
    elsewhere = cache_folder() / "panels" / f"{current.decode()}.parquet"
    for path in (project.panel, elsewhere):
        if _is_made_of(current, path):
            return path
    panel = _assembled(project)
    try:
        return _write(panel, project.panel, current)
    except OSError:
        return _write(panel, elsewhere, current)


def _assembled(project: Project) -> pd.DataFrame:
    """Return the panel made of the raw tables, checked."""
    from nhs_culture.register.schemas import validate

    register = read_register(project.register)
    validate(register, project.register)
    if not project.tables:
        expected = "tables of figures: run `nhs-culture import FILE...` first"
        raise RegisterError(Fault(project.raw, "no tables", expected))
    read = [read_table(p, register).assign(source_id=p.parent.name) for p in project.tables]
    panel = pd.concat(read, ignore_index=True)
    derived = [_share(panel, name, register) for name in DERIVED]
    panel = _with_days(pd.concat([panel, *derived], ignore_index=True), register)
    _check(panel, project, register)
    panel = panel.sort_values(_KEY, ignore_index=True)
    panel[_TEXT] = panel[_TEXT].astype("category")
    return panel


def _share(panel: pd.DataFrame, name: str, register: Register) -> pd.DataFrame:
    """Return a derived share wherever one source has both of its figures."""
    key = ["org_code", "period", "subgroup", "source_id"]
    part, whole = (panel[panel["measure"] == one].set_index(key)["value"] for one in DERIVED[name])
    both = pd.concat({"numerator": part, "denominator": whole}, axis=1).dropna().reset_index()
    share = 100 * both["numerator"] / both["denominator"]
    return both.assign(
        measure=name,
        value=share.round(int(register.measure(name)["decimals"])),
        note=f"derived: {' over '.join(DERIVED[name])}",
    )


def _with_days(panel: pd.DataFrame, register: Register) -> pd.DataFrame:
    panel = panel.assign(frequency=panel["measure"].map(register.figured["frequency"]))
    pairs = panel[["period", "frequency"]].drop_duplicates()
    days = [periods.bounds(*pair) for pair in pairs.itertuples(index=False)]
    pairs[["period_start", "period_end"]] = pd.DataFrame(days, index=pairs.index)
    return panel.merge(pairs, on=["period", "frequency"]).drop(columns="frequency")


def _check(panel: pd.DataFrame, project: Project, register: Register) -> None:
    known = {
        "trusts": ("org_code", {*register.organisations["org_code"], *AREAS}),
        "sources": ("source_id", {*register.sources["source_id"]}),
    }
    for table, (column, words) in known.items():
        unknown = sorted(set(panel[column]) - words)
        if unknown:
            path = project.register / f"{table}.csv"
            raise RegisterError(Fault(path, f"no row for {', '.join(unknown)}", "a row for each"))
    limits = register.figured[["lower", "upper"]]
    lower, upper = (panel["measure"].map(limits[side]) for side in ("lower", "upper"))
    _refuse(panel, ~panel["value"].between(lower, upper), project, "a value as measures.csv allows")
    _refuse(panel, panel.duplicated(_KEY), project, "each figure once")


def _refuse(panel: pd.DataFrame, wrong: pd.Series[bool], project: Project, expected: str) -> None:
    if wrong.any():
        row = panel[wrong].iloc[0]
        found = f"{row['measure']} of {row['org_code']} in {row['period']} is {row['value']}"
        raise RegisterError(Fault(project.raw / str(row["source_id"]), found, expected))


def _fingerprint(project: Project) -> bytes:
    digest = sha256()
    for path in [*project.tables, *sorted(project.register.glob("*.csv"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest().encode()


def _is_made_of(fingerprint: bytes, path: Path) -> bool:
    import pyarrow.parquet as pq

    return path.is_file() and pq.read_schema(path).metadata.get(_FINGERPRINT) == fingerprint


def _write(panel: pd.DataFrame, destination: Path, fingerprint: bytes) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(panel, preserve_index=False)
    table = table.replace_schema_metadata({**table.schema.metadata, _FINGERPRINT: fingerprint})
    with replacing(destination) as temporary:
        pq.write_table(table, temporary, compression="zstd")
    return destination
