"""What stands around the notebook on a page: names, ways to other pages, from what it was made."""

from __future__ import annotations

import subprocess
from functools import cache
from importlib.metadata import version

from nhs_culture import open_data
from nhs_culture.batch import Job
from nhs_culture.english import short_name
from nhs_culture.files import checksum
from nhs_culture.paths import find_project
from nhs_culture.site.context import Link, PageContext, Provenance, navigation
from nhs_culture.site.jobs import catalogue, notebook_of
from nhs_culture.site.site import TrustEntry

__all__ = ["context_of", "document", "every_trust", "provenance"]

_LIBRARIES = ("nhs-culture", "pandas", "numpy", "scipy", "statsmodels", "matplotlib", "papermill")


def context_of(job: Job) -> PageContext:
    """Return where the page of a job stands and what it was made from."""
    notebook, trust = notebook_of(job), str(job.parameters.get("trust", ""))
    register = open_data().register
    siblings = [one for one in catalogue() if one.scope == notebook.scope]
    links = [Link(one.menu, one.page(trust)) for one in siblings]
    place = siblings.index(notebook)
    return PageContext(
        title=notebook.title,
        here=notebook.page(trust),
        provenance=provenance(),
        notebook=notebook.path.stem,
        parameters=job.parameters,
        trust=trust,
        trust_name=register.trust(trust)["name"] if trust else "",
        former_names=register.trust(trust)["former_names"] if trust else "",
        trust_href=f"{trust}/index.html" if trust else "",
        names=_names(),
        also=_also(),
        glossary=document("glossary"),
        trust_pages=tuple(links) if trust else (),
        previous=links[place - 1] if place else None,
        next=links[place + 1] if place + 1 < len(links) else None,
        navigation=_navigation(),
    )


@cache
def _names() -> dict[str, str]:
    """Return every trust's name without its legal form, by code."""
    names = open_data().register.trust_names
    return {str(code): short_name(name) for code, name in names.items()}


@cache
def _also() -> dict[str, str]:
    """Return what else each trust is or was called, by code."""
    return {one.code: " ".join(filter(None, (one.also, one.formerly))) for one in every_trust()}


@cache
def every_trust() -> tuple[TrustEntry, ...]:
    """Return every trust as the overview lists it."""
    register = open_data().register
    short = register.case_studies.set_index("org_code")["short_name"]
    return tuple(
        TrustEntry(
            code=str(row["org_code"]),
            name=str(row["name"]),
            region=str(row["region"]),
            benchmark_group=str(row["benchmark_group"]),
            former_names=str(row["former_names"]),
            note=str(row["note"]),
            short_name=str(short.get(row["org_code"], "")),
        )
        for _, row in register.trusts.iterrows()
    )


def _navigation() -> tuple[Link, ...]:
    return navigation(Link(one.menu, one.page("")) for one in catalogue() if one.scope == "site")


def document(name: str) -> str:
    """Return a document, its links to others those of their pages."""
    text = (find_project().docs / f"{name}.md").read_text(encoding="utf-8")
    return text.replace("(methods.md)", "(methods.html)")


@cache
def provenance() -> Provenance:
    """Return from what pages are made now: commit, data, libraries, checksums."""
    commit, date = _commit()
    project = find_project()
    return Provenance(
        commit=commit,
        code_date=date,
        data_date=_data_date(),
        versions={name: version(name) for name in _LIBRARIES},
        checksums={project.place(path): checksum(path) for path in project.tables},
    )


def _commit() -> tuple[str, str]:
    """Return the commit of the code and its date, ``unknown`` outside a repository."""
    command = ["git", "-C", str(find_project().root), "log", "-1", "--format=%h %cs"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        return "unknown", "unknown"
    return told[0], told[1]


def _data_date() -> str:
    periods = open_data().panel.groupby("measure", observed=True)["period"]
    newest = periods.agg(lambda p: max(p.astype(str)))
    return (
        f"Staff Survey {newest['engagement']}, sickness absence to {newest['sickness_absence']}, "
        f"staff in post to {newest['staff_fte']}"
    )
