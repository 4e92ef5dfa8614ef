"""What the article rests on as one file to deposit and cite: an RO-Crate.

The crate holds the tables with the records of their sources, the notebooks as written and as
executed, the article, the code, the locked versions, and the checksum of every file; its metadata
are for machines (schema.org in JSON-LD), written by the library of those who keep the format.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import yaml

from nhs_culture.errors import NhsCultureError
from nhs_culture.files import checksum, replacing
from nhs_culture.notebooks.executed import RUNS
from nhs_culture.paths import Project
from nhs_culture.site.jobs import jobs, stale
from nhs_culture.site.pdf import is_printed_from
from nhs_culture.site.site import ARTICLE

__all__ = ["write_archive"]

SUMS = "SHA256SUMS"
_MADE = ("findings.csv", "findings-dictionary.csv", "run.json")
_FOLDERS = ("data/raw", "docs", "notebooks", "src")
_FILES = (
    *("CITATION.cff", "LICENSE", "README.md"),
    *("environment.yml", "pyproject.toml", "requirements.lock"),
)
_WRITTEN = {
    ".bib",
    ".csv",
    ".html.j2",
    ".ipynb",
    ".j2",
    ".css",
    ".js",
    ".json",
    ".md",
    ".py",
    ".yml",
}
_FORMATS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".py": "text/x-python",
    ".yml": "application/yaml",
}


def write_archive(project: Project, reports: Path, destination: Path) -> None:
    """Write the archive as one zip file, whole or not at all.

    Parameters
    ----------
    project
        Whose tables, notebooks and code it holds.
    reports
        The folder of all reports: executed notebooks, findings and article.
    destination
        The file.

    Raises
    ------
    NhsCultureError
        When the article has not been made there, or not from these data and this code, or its PDF
        not from its page.
    OSError
        When the file cannot be written; names it.
    """
    if not (reports / f"{ARTICLE}.html").is_file():
        raise NhsCultureError(
            f"{reports / ARTICLE}.html is not there: nhs-culture article makes it"
        )
    if stale(jobs((), [ARTICLE], reports)):
        raise NhsCultureError(
            f"{reports / ARTICLE}.html was made from other data or code than are here now: "
            "nhs-culture article makes it anew"
        )
    page, pdf = (reports / f"{ARTICLE}.{kind}" for kind in ("html", "pdf"))
    if pdf.is_file() and not is_printed_from(page, pdf):
        raise NhsCultureError(
            f"{pdf} was printed from an earlier {page.name}: nhs-culture article prints it anew"
        )
    contents = {place: path for path, place in _contents(project, reports)}
    sums = {place: checksum(path) for place, path in contents.items()}
    told = "".join(f"{digest}  {place}\n" for place, digest in sums.items())
    crate = _described(project)
    for place, path in contents.items():
        crate.add_file(path, dest_path=place, properties=_properties(path, sums[place]))
    crate.add_file(io.StringIO(told), dest_path=SUMS, properties={"encodingFormat": "text/plain"})
    crate.mainEntity = crate.dereference(f"reports/{ARTICLE}.html")
    metadata = json.dumps(crate.metadata.generate(), indent=1, ensure_ascii=False)
    with replacing(destination) as temporary, ZipFile(temporary, "w", ZIP_DEFLATED) as file:
        file.writestr(crate.metadata.id, metadata)
        file.writestr(SUMS, told)
        for place, path in contents.items():
            file.write(path, place)


def _described(project: Project) -> Any:  # noqa: ANN401 - rocrate has no types
    """Return an empty crate that says what CITATION.cff says."""
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    cited = yaml.safe_load((project.root / "CITATION.cff").read_text(encoding="utf-8"))
    crate = ROCrate()
    crate.name, crate.description = cited["title"], cited["message"]
    crate.keywords, crate.datePublished = cited["keywords"], str(cited["date-released"])
    crate.license = f"https://spdx.org/licenses/{cited['license']}"
    crate.root_dataset["version"] = cited["version"]
    crate.creator = [
        crate.add(
            ContextEntity(
                crate,
                f"#author-{number}",
                properties={"@type": "Organization", "name": author["name"]},
            )
        )
        for number, author in enumerate(cited["authors"], start=1)
    ]
    return crate


def _contents(project: Project, reports: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file with its place in the archive, in a fixed order."""
    for name in _FILES:
        yield project.root / name, name
    for folder in _FOLDERS:
        for path in sorted((project.root / folder).rglob("*")):
            if path.suffix in _WRITTEN and path.is_file():
                yield path, project.place(path)
    made = [reports / name for name in (f"{ARTICLE}.html", f"{ARTICLE}.pdf", *_MADE)]
    made += sorted((reports / RUNS).glob("*/*.ipynb"))
    for path in made:
        if path.is_file():
            place = path.relative_to(reports).as_posix().replace(RUNS, "executed")
            yield path, f"reports/{place}"


def _properties(path: Path, digest: str) -> dict[str, str | int]:
    known = _FORMATS.get(path.suffix)
    told: dict[str, str | int] = {"sha256": digest, "contentSize": path.stat().st_size}
    record = path.parent / "source.yml"  # the figures of a source are under its licence, not ours
    if record.is_file():
        told["license"] = str(yaml.safe_load(record.read_text(encoding="utf-8"))["licence"])
    return told | ({"encodingFormat": known} if known else {})
