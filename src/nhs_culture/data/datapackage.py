"""``data/raw`` described for others: a Frictionless data package, made and never hand-kept.

The descriptor names every table with its columns, types, allowed values, key, size and checksum,
the publication that it is from and the licence of that. Any tool that reads data packages can check
the tables without this project.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nhs_culture.files import checksum, write_together
from nhs_culture.loaders.tidy import COLUMNS, COUNCIL_CODE, KEY, ODS_CODE
from nhs_culture.paths import Project
from nhs_culture.register import NUMERIC
from nhs_culture.register.sources import RECORD, Record, read_record, record_of

__all__ = ["datapackage_file", "datapackage_text", "panel_package_text", "write_datapackage"]

_NOTHING: Mapping[Path, str] = MappingProxyType({})
_PROFILES = {"profile": "tabular-data-package", "name": "nhs-culture"}
_TITLE = "Published figures on staff and culture in English NHS trusts"
_OPEN_GOVERNMENT = {
    "name": "OGL-UK-3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "title": "Open Government Licence v3.0",
}
_PERIOD = r"\d{4}(-\d{2}(/\d{4}-\d{2})?|-\d{4}|/\d{2}(-H[12]|-Q[1-4])?)?"
_FIELDS: dict[str, dict[str, Any]] = {
    "org_code": {
        "type": "string",
        "description": "ODS code of an NHS trust, R1F1 to R1F4 for the sectors of the Isle of "
        "Wight; ONS code of an upper-tier council; ENG for England",
        "constraints": {"required": True, "pattern": f"ENG|{ODS_CODE}|{COUNCIL_CODE}"},
    },
    "period": {
        "type": "string",
        "description": "A year or survey (2019), a month (2013-04), a financial year (2022/23) or "
        "half or quarter of one (2022/23-H1, 2022/23-Q1), three years (2009-2011) or twelve "
        "months (2010-04/2011-03), by the frequency of the measure",
        "constraints": {"required": True, "pattern": _PERIOD},
    },
    "measure": {
        "type": "string",
        "description": "Identifier in register/measures.csv",
        "constraints": {"required": True},
    },
    "subgroup": {
        "type": "string",
        "description": "all, or a staff group",
        "constraints": {"required": True, "pattern": "[a-z0-9_]+"},
    },
    "value": {
        "type": "number",
        "description": "In the unit of the measure; percentages from 0 to 100",
        "constraints": {"required": True},
    },
    "numerator": {
        "type": "number",
        "description": "What the value was made of, where known",
        "constraints": {"minimum": 0},
    },
    "denominator": {
        "type": "number",
        "description": "Base of a survey share, FTE days available of an absence rate, where known",
        "constraints": {"minimum": 0},
    },
    "note": {"type": "string", "description": "A short remark"},
}
_OF_THE_PANEL: dict[str, dict[str, Any]] = {
    "source_id": {"type": "string", "description": "Publication, as in register/sources.csv"},
    "period_start": {"type": "date", "description": "First day of the period"},
    "period_end": {"type": "date", "description": "Last day of the period"},
}
"""Columns that the panel adds to those of a publication."""

_REGISTER_KEYS = {
    "trusts": ["org_code"],
    "councils": ["org_code"],
    "interventions": ["intervention_id"],
    "measures": ["measure"],
    "claims": ["claim_id"],
    "evidence": ["claim_id"],
    "sources": ["source_id"],
    "case_studies": ["org_code"],
    "front_page": ["claim_id"],
    "programmes": ["programme_id"],
}
_REGISTER_LINKS = {
    "claims": {"document": "sources", "measure": "measures"},
    "evidence": {"claim_id": "claims"},
    "interventions": {"document": "sources"},
    "breaks": {"document": "sources"},
    "analysis_plan": {"measure": "measures"},
    "case_studies": {"org_code": "trusts"},
    "front_page": {"claim_id": "claims"},
    "programme_members": {"programme_id": "programmes"},
}
"""Columns of the register that hold the key of another of its tables."""


def datapackage_file(project: Project) -> Path:
    """Return where the descriptor stands, beside the tables."""
    return project.raw / "datapackage.json"


def write_datapackage(
    project: Project, texts: Mapping[Path, str] = _NOTHING, gone: Iterable[Path] = ()
) -> Path:
    """Write tables and the descriptor that they have from then on: all of it, or nothing.

    Parameters
    ----------
    project
        Whose tables are described; the same tables give the same bytes.
    texts
        Tables and records of ``data/raw`` that change -> their text.
    gone
        Tables that are removed.

    Raises
    ------
    RegisterError
        When a table or the record of a source cannot be read.
    """
    path, obsolete = datapackage_file(project), tuple(gone)
    write_together({**texts, path: datapackage_text(project, texts, obsolete)}, obsolete)
    return path


def datapackage_text(
    project: Project, texts: Mapping[Path, str] = _NOTHING, gone: Iterable[Path] = ()
) -> str:
    """Return the descriptor of the tables of a project, once some of them have other texts."""
    tables = _contents(project, texts, gone)
    records = {
        folder: record_of(texts[folder / RECORD], folder / RECORD)
        if folder / RECORD in texts
        else read_record(folder / RECORD)
        for folder in dict.fromkeys(path.parent for path in tables)
        if folder != project.register
    }
    sources = [path for path in tables if path.parent in records]
    resources = [_source_table(path, tables[path], records[path.parent]) for path in sources]
    resources += [
        _register_table(path, tables[path]) for path in tables if path.parent not in records
    ]
    package = {
        **_PROFILES,
        "title": _TITLE,
        "description": "One tidy table per publication, and the register: what documents claim, "
        "what was done and when, what each measure is. A missing figure is a missing row.",
        "licenses": [_OPEN_GOVERNMENT],
        "resources": resources,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _contents(
    project: Project, texts: Mapping[Path, str], gone: Iterable[Path]
) -> dict[Path, bytes]:
    """Return the bytes of every table as they will be, in a fixed order."""
    told = {path: text.encode() for path, text in texts.items() if path.suffix == ".csv"}
    paths = {*project.raw.glob("*/*.csv"), *told}.difference(gone)
    return {path: told[path] if path in told else path.read_bytes() for path in sorted(paths)}


def panel_package_text(*files: Path) -> str:
    """Return the descriptor of the panel, in each of the formats that it is offered in."""
    columns = {name: _FIELDS[name] for name in COLUMNS} | _OF_THE_PANEL
    resources = [
        {
            "name": f"panel.{path.suffix[1:]}",
            "path": path.name,
            "format": path.suffix[1:],
            "bytes": path.stat().st_size,
            "hash": f"sha256:{checksum(path)}",
            "schema": {"fields": [{"name": name, **columns[name]} for name in columns]},
        }
        for path in files
    ]
    package = {
        "name": "nhs-culture-panel",
        "title": _TITLE,
        "description": "Every figure that the pages are made from, a row each.",
        "licenses": [_OPEN_GOVERNMENT],
        "resources": resources,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _source_table(path: Path, content: bytes, record: Record) -> dict[str, Any]:
    compiled = f" Extracted by {record.compiled_by}." if record.compiled_by else ""
    return {
        **_resource(path, content),
        "title": record.title,
        "description": " ".join([*record.notes, *record.left_out]) + compiled,
        "sources": [{"title": f"{record.producer}: {record.title}", "path": record.url}],
        "licenses": [_OPEN_GOVERNMENT | {"title": record.licence}],
        "schema": {
            "fields": [{"name": name, **_FIELDS[name]} for name in COLUMNS],
            "missingValues": [""],
            "primaryKey": KEY,
            "foreignKeys": [_link("measure", "measures")],
        },
    }


def _register_table(path: Path, content: bytes) -> dict[str, Any]:
    name = path.stem
    columns = next(
        csv.reader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline="")), []
    )
    key = _REGISTER_KEYS.get(name, [])
    fields = [
        {
            "name": column,
            "type": "number" if column in NUMERIC.get(name, ()) else "string",
            **({"constraints": {"required": True, "unique": True}} if [column] == key else {}),
        }
        for column in columns
    ]
    links = [_link(field, table) for field, table in _REGISTER_LINKS.get(name, {}).items()]
    return {
        **_resource(path, content),
        "title": f"Register: {name.replace('_', ' ')}",
        "schema": {
            "fields": fields,
            "missingValues": [""],
            **({"primaryKey": key} if key else {}),
            **({"foreignKeys": links} if links else {}),
        },
    }


def _resource(path: Path, content: bytes) -> dict[str, Any]:
    return {
        "name": _name(path.parent.name, path.stem),
        "path": f"{path.parent.name}/{path.name}",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
    }


def _name(folder: str, table: str) -> str:
    return re.sub(r"[^a-z0-9._-]", "-", f"{folder}.{table}")


def _link(field: str, table: str) -> dict[str, Any]:
    target = _name("register", table)
    return {"fields": field, "reference": {"resource": target, "fields": _REGISTER_KEYS[table][0]}}
