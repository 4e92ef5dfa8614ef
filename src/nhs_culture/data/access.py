"""What the analyses ask of the data: one measure of one trust, of all, or of those like it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from nhs_culture.data.panel import load_panel
from nhs_culture.english import listed, lower_first
from nhs_culture.errors import DataError
from nhs_culture.loaders.tidy import AREAS
from nhs_culture.paths import Project
from nhs_culture.register import PEER_GROUPS, Register, read_register, suggest

__all__ = ["Data", "opened", "prepare"]

KEPT = 512
"""Tables kept at hand: more than there are measures, of all staff and of groups of them."""


@dataclass(frozen=True, eq=False)
class Data:
    """The register and the panel of one project.

    Attributes
    ----------
    project
        Where they are from.
    register
        The hand-written tables.
    panel
        One row per figure, as :func:`nhs_culture.data.panel.build` returns it. Shared: copy it
        before changing it.
    """

    project: Project
    register: Register
    panel: pd.DataFrame

    def wide(
        self,
        measure: str,
        *,
        also: str = "",
        subgroup: str = "all",
        sources: tuple[str, ...] = (),
    ) -> pd.DataFrame:
        """Return one measure for every trust that has it.

        Parameters
        ----------
        measure
            As in ``measures.csv``.
        also
            A part of a trust that is asked about, and so stands among the trusts.
        subgroup
            Staff group; ``all`` for all staff.
        sources
            Source identifiers in order of preference; the order of ``measures.csv`` where empty.
            For each trust and period the first source that has a figure gives it.

        Returns
        -------
        DataFrame
            Periods (labels as published, ascending, gaps left out) by ODS code, in the measure's
            unit; NaN where nothing was published. England, its regions and the parts of trusts
            (:attr:`nhs_culture.register.Register.parts`) are not among the columns.

        Raises
        ------
        DataError
            When the measure is unknown or nothing was published about it.
        """
        table = _wide(self, measure, subgroup, sources)
        return table.loc[:, ~table.columns.isin([*self.register.parts - {also}])]

    def measured(self, organisations: Iterable[str]) -> pd.DataFrame:
        """Return the rows of ``measures.csv`` of which any of these has a figure of all staff."""
        own = self.panel["org_code"].isin(list(organisations)) & (self.panel["subgroup"] == "all")
        held = self.panel.loc[own, "measure"].unique()
        return self.register.measures[self.register.measures["measure"].isin(held)]

    def holds(self, measure: str, subgroup: str = "all") -> bool:
        """Tell whether anybody has a figure of a measure, of all staff or of a group."""
        return (measure, subgroup) in _held(self)

    def group_held(self, code: str, measure: str, group: str) -> str:
        """Return the subgroup that there are figures of an organisation for, or else ``all``."""
        subgroup = group.lower()
        held = (
            self.holds(measure, subgroup)
            and not self.series(code, measure, subgroup=subgroup).empty
        )
        return subgroup if held else "all"

    def groups_alone(self, code: str, measure: str, period: str = "") -> list[str]:
        """Return the groups that an organisation has figures of, where it has none of all.

        Those of one period, or of any where it is empty.
        """
        own = (self.panel["org_code"] == code) & (self.panel["measure"] == measure)
        groups = self.panel.loc[own, ["subgroup", "period"]]
        if (groups["subgroup"] == "all").any():
            return []
        then = groups[groups["period"] == period] if period else groups
        return sorted(then["subgroup"].astype(str).unique())

    def publishers(
        self,
        measure: str,
        table: pd.DataFrame,
        *,
        subgroup: str = "all",
        sources: tuple[str, ...] = (),
    ) -> tuple[str, ...]:
        """Return the sources that the figures of a table are from, by identifier.

        Parameters
        ----------
        table
            Periods x ODS codes, as of :meth:`wide`; its cells are not looked at.
        measure, subgroup, sources
            As in :meth:`wide`.
        """
        rows = _rows(self, measure, subgroup, sources)
        shown = rows["org_code"].isin(table.columns) & rows["period"].isin(table.index)
        return tuple(sorted(rows.loc[shown, "source_id"].unique()))

    def series(
        self,
        trust: str,
        measure: str,
        *,
        column: str = "value",
        subgroup: str = "all",
        sources: tuple[str, ...] = (),
    ) -> pd.Series:
        """Return one measure of one trust over time.

        Parameters
        ----------
        trust
            ODS code, or ``ENG`` or a region (``Y60``) where the publication has it.
        column
            ``value``, ``numerator``, ``denominator``, ``source_id`` or ``note``.
        measure, subgroup, sources
            As in :meth:`wide`.

        Returns
        -------
        Series
            Named ``trust``, indexed by period, ascending; empty where the trust has no figures.

        Raises
        ------
        DataError
            When the trust or the measure is unknown; the message suggests near ones.

        Examples
        --------
        >>> from nhs_culture import open_data
        >>> open_data().series("RP1", "recommend_work").loc["2015":"2017"].round(1)
        period
        2015    61.7
        2016    56.8
        2017    65.7
        Name: RP1, dtype: float64
        """
        if trust not in AREAS:
            self.register.trust(trust)
        rows = _rows(self, measure, subgroup, sources)
        own = rows.iloc[_positions(self, measure, subgroup, sources).get(trust, [])]
        return pd.Series(own[column].array, pd.Index(own["period"]), name=trust).sort_index()

    def peers(
        self,
        trust: str,
        measure: str,
        group: str = "benchmark group",
        *,
        subgroup: str = "all",
        sources: tuple[str, ...] = (),
    ) -> pd.DataFrame:
        """Return one measure for a trust and for those that it is compared with.

        Parameters
        ----------
        group
            ``benchmark group``, ``region``, ``all``, or ODS codes separated by commas.
        trust, measure, subgroup, sources
            As in :meth:`series`.

        Returns
        -------
        DataFrame
            As :meth:`wide`, with the columns of the group and the trust itself, each where it has
            figures. A part of a trust is there where it is the trust, or named by its code.

        Raises
        ------
        DataError
            When the trust, the measure or the group is unknown; when a council is named as the peer
            of a trust, or none of those that are named has a figure.
        """
        row = self.register.trust(trust)
        table = _wide(self, measure, subgroup, sources)
        others = _group(self.register, row, group)
        if group not in PEER_GROUPS and not {*others} & {*table} - {trust}:
            what = self.register.measure(measure)["name"]
            raise DataError(f"peers {group!r}: none of them has figures on {lower_first(what)!r}")
        return table[[code for code in table if code in {trust, *others}]]


def prepare(data: Data) -> None:
    """Compute now what most questions ask for, for whoever shares this process's memory later."""
    for name, kept in vars(Register).items():
        if isinstance(kept, cached_property):
            getattr(data.register, name)
    for measure in {measure for measure, subgroup in _held(data) if subgroup == "all"}:
        with suppress(DataError):  # one without a source to take its figures from
            _wide(data, measure, "all", ())
            _positions(data, measure, "all", ())


@lru_cache(maxsize=8)
def opened(project: Project) -> Data:
    """Return the data of a project, read once; the panel is built where it is not current."""
    return Data(project, read_register(project.register), load_panel(project))


def _group(register: Register, trust: pd.Series, group: str) -> Collection[str]:
    match group:
        case "all":
            return _alike(register)
        case "benchmark group" | "region":
            column = group.replace(" ", "_")
            return _alike(register, column, trust[column])
    codes = {code.strip().upper() for code in group.split(",")}
    unknown = sorted(codes - set(register.organisations["org_code"]))
    if unknown:
        raise DataError(
            f"peers {group!r}: {unknown[0]!r} is neither an ODS code nor one of "
            f"{', '.join(PEER_GROUPS)}"
        )
    own, kind = trust["org_code"], register.kind
    for code in sorted(codes):
        if kind(code) != kind(own):
            raise DataError(
                f"peers {group!r}: {code} is a {kind(code)} and {own} a {kind(own)}; "
                f"expected {kind(own)}s"
            )
    return codes


@lru_cache(maxsize=KEPT)
def _alike(register: Register, column: str = "", value: str = "") -> frozenset[str]:
    """Return the trusts and councils that have a value in a column, or all; no parts of trusts."""
    everyone = register.organisations
    alike = everyone[everyone[column] == value] if column else everyone
    return frozenset(alike["org_code"]) - register.parts


@lru_cache(maxsize=4)
def _held(data: Data) -> frozenset[tuple[str, str]]:
    """Return each measure and group of staff of which there is a figure."""
    pairs = data.panel[["measure", "subgroup"]].drop_duplicates()
    return frozenset(pairs.itertuples(index=False, name=None))


@lru_cache(maxsize=KEPT)
def _wide(data: Data, measure: str, subgroup: str, sources: tuple[str, ...]) -> pd.DataFrame:
    rows = _rows(data, measure, subgroup, sources)
    table = rows[~rows["org_code"].isin(AREAS)].pivot_table(
        index="period", columns="org_code", values="value", observed=True
    )
    for axis in (0, 1):  # labels that Python holds are found several times sooner than Arrow's
        table = table.set_axis(table.axes[axis].astype(object), axis=axis)
    return table.sort_index()


@lru_cache(maxsize=KEPT)
def _positions(
    data: Data, measure: str, subgroup: str, sources: tuple[str, ...]
) -> Mapping[Hashable, Any]:
    """Return the positions of the figures of each trust among those of a measure."""
    return _rows(data, measure, subgroup, sources).groupby("org_code").indices


@lru_cache(maxsize=KEPT)
def _rows(data: Data, measure: str, subgroup: str, sources: tuple[str, ...]) -> pd.DataFrame:
    """Return the figures of a measure, one a trust and period: of the first source that has it."""
    entry = data.register.measure(measure)
    chosen = sources or tuple(filter(None, entry["sources"].split(";")))
    of_measure = data.panel["measure"] == measure
    rows = data.panel[of_measure & (data.panel["subgroup"] == subgroup)]
    rows = rows[rows["source_id"].isin(chosen)]
    if rows.empty:
        known = sorted(data.panel.loc[of_measure, "subgroup"].unique())
        what = (
            f"for {subgroup!r}; {suggest(subgroup, known, f'there are some for {listed(known)}')}"
            if known
            else "in the panel"
        )
        raise DataError(f"No figures on {entry['name']!r} {what}")
    preference = {source: place for place, source in enumerate(chosen)}
    rows = rows.assign(preference=rows["source_id"].astype(str).map(preference))
    rows = rows.sort_values("preference", kind="stable").drop_duplicates(["org_code", "period"])
    return rows.astype(dict.fromkeys(("org_code", "period", "source_id"), object))
