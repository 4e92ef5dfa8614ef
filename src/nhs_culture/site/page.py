"""The page of one executed notebook, or the sentence that says why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from nhs_culture.exhibits import Chart, Headline, Table, read
from nhs_culture.exhibits.markup import data_block, slug
from nhs_culture.files import write_text
from nhs_culture.notebooks.executed import bundles, load
from nhs_culture.site.context import PageContext
from nhs_culture.site.first_use import FirstUse
from nhs_culture.site.numbering import numbered
from nhs_culture.site.sections import closed
from nhs_culture.site.templates import FOLDER, SITE_NAME, assets, fill
from nhs_culture.site.words import Heading, Words

__all__ = ["render", "render_failure"]


_EMPTY: Mapping[str, Any] = {
    "cell_type": "code",
    "id": "last",
    "execution_count": None,
    "metadata": {},
    "outputs": [],
    "source": "",
}


@dataclass
class _Lead:
    """The first screen: taken out of the notebook, so that it stands above everything else."""

    headline: str = ""
    chart: str = ""
    context: str = ""
    contents: list[Heading] = field(default_factory=list)


def render(executed: Path, destination: Path, context: PageContext) -> None:
    """Write the page of an executed notebook, whole or not at all.

    The first headline and the first chart become the first screen; the rest follows in the order
    of the notebook, its code folded, and sections tagged ``detail`` with it. Cells tagged
    ``record`` leave findings for ``findings.csv`` and are not shown. Where there are references,
    these, the charts and the tables are numbered, and every chart keeps its place.

    Parameters
    ----------
    executed
        A notebook that was run to its end.
    destination
        The HTML file.
    context
        Where the page stands and what it was made from.

    Raises
    ------
    ValueError
        When the file is no notebook, or one that stopped with an error:
        :func:`render_failure` makes the page of that.
    """
    notebook = _node(load(executed))
    _refuse_errors(notebook, executed)
    _name_apart(notebook, f"{context.trust} {context.notebook}")
    numbers = numbered(notebook)
    lead = _take_lead(notebook, with_chart=not numbers.names)
    notebook.cells = _folded([cell for cell in notebook.cells if not _for_the_record(cell)])
    words = Words()  # an article of numbered parts defines its terms itself
    glossary = "" if numbers.names else context.glossary
    terms = FirstUse(glossary, f"{context.root}glossary.html")
    lead.headline, lead.context = terms.linked(lead.headline), terms.linked(lead.context)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = terms.linked(words.html(cell.source))
    notebook.cells = closed(notebook.cells)
    lead.contents = words.headings
    resources = {
        "page": context,
        "lead": lead,
        "assets": assets("page.js", "charts.js", "tables.js"),
        "site_name": SITE_NAME,
        "names": data_block(_names(notebook, context), "trusts"),
    }
    html, _ = _exporter().from_notebook_node(notebook, resources={"nhs_culture": resources})
    write_text(destination, numbers.linked(html.rstrip()) + "\n")


def render_failure(
    destination: Path,
    context: PageContext,
    *,
    sentence: str,
    log_href: str = "",
    heading: str = "This page could not be made.",
) -> None:
    """Write a page that says in one sentence what failed and links to its log.

    Parameters
    ----------
    destination
        The HTML file.
    context
        Of the page that should have been.
    sentence
        What failed, in words for a reader: no traceback.
    log_href
        The log, relative to the page.
    heading
        What the reader is told first.
    """
    first_line = sentence.strip().partition("\n")[0]
    write_text(
        destination,
        fill(
            "failure.html.j2",
            page=context,
            heading=heading,
            sentence=first_line,
            log_href=log_href,
        ),
    )


@cache
def _exporter() -> Any:  # noqa: ANN401 - nbconvert has no types
    """Return nbconvert's exporter with the project's template; made once, it is slow to make."""
    from nbconvert.exporters import TemplateExporter
    from traitlets.config import Config

    exporter = TemplateExporter(  # type: ignore[no-untyped-call]
        config=Config(),
        template_name="nhs_culture",
        template_file="index.html.j2",
        extra_template_basedirs=[str(FOLDER)],
        filters={"shown": _shown},
    )
    exporter.environment.autoescape = True
    return exporter


def _node(content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - nbformat has no types
    import nbformat  # slow to import, and not needed where no page is made

    return nbformat.from_dict(content)  # type: ignore[no-untyped-call]


def _for_the_record(cell: Any) -> bool:  # noqa: ANN401
    return "record" in cell.metadata.get("tags", [])


def _refuse_errors(notebook: Any, executed: Path) -> None:  # noqa: ANN401
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise ValueError(f"{executed} stopped with {output.ename} in its cell {number}")


def _name_apart(notebook: Any, page: str) -> None:  # noqa: ANN401
    """Give each chart and table a name of its own, which its id and its file have; and a subject.

    The page's is the subject of those that have none.
    """
    taken: Counter[str] = Counter()
    for bundle in bundles(notebook):
        for kind in (Chart, Table):
            if kind.MIME in bundle:
                record = bundle[kind.MIME]
                record["about"] = record["about"] or page
                stem = slug(f"{record['about']} {record['name']}")
                taken[stem] += 1
                if taken[stem] > 1:
                    record["name"] = f"{record['name']}-{taken[stem]}"


def _names(notebook: Any, context: PageContext) -> dict[str, list[str]]:  # noqa: ANN401
    """Return the names of the trusts whose figures the charts of a page hold, by code.

    The name that is shown, and what else a trust is found by where there is anything.
    """
    readings = (bundle.get(Chart.MIME, {}).get("reading") or {} for bundle in bundles(notebook))
    held = (one.get("codes", "") for one in readings if isinstance(one, Mapping))
    codes = dict.fromkeys(code for line in held for code in line.split())
    return {
        code: [name, *filter(None, [context.also.get(code)])]
        for code in codes
        if (name := context.names.get(code))
    }


def _take_lead(notebook: Any, *, with_chart: bool) -> _Lead:  # noqa: ANN401
    """Take the title, the first headline and, unless numbered, the first chart out of it."""
    lead = _Lead()
    for cell in notebook.cells:
        kept = []
        for output in cell.get("outputs", []):
            exhibit = read(output.get("data", {}))
            if isinstance(exhibit, Headline) and not lead.headline:
                lead.headline, lead.context = exhibit.html(), exhibit.context_html()
            elif with_chart and isinstance(exhibit, Chart) and not lead.chart:
                lead.chart = exhibit.html()
            else:
                kept.append(output)
        if "outputs" in cell:
            cell.outputs = kept
    _drop_title(notebook)
    return lead


def _drop_title(notebook: Any) -> None:  # noqa: ANN401
    """Drop the notebook's own first-level heading: the page has one already."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.lstrip().startswith("# "):
            cell.source = cell.source.lstrip().partition("\n")[2]
            return


def _folded(cells: list[Any]) -> list[Any]:
    """Join code cells that show nothing with the next one, so that code is folded in one place."""
    joined: list[Any] = []
    waiting: list[str] = []
    for cell in cells:
        if cell.cell_type != "code":
            joined.append(cell)
            continue
        waiting.append(cell.source.strip())
        if any(_shown(output) for output in cell.outputs):
            joined.append(_with_code(cell, waiting))
            waiting = []
    if waiting and any(waiting):
        joined.append(_with_code(_node(_EMPTY), waiting))
    return joined


def _with_code(cell: Any, sources: list[str]) -> Any:  # noqa: ANN401
    cell.source = "\n\n".join(source for source in sources if source)
    return cell


def _shown(output: Mapping[str, Any]) -> str:
    """Return the HTML of one output where it is an exhibit.

    Frames and other values are for whoever opens the notebook; a page shows exhibits.
    """
    exhibit = read(output.get("data", {}))
    return "" if exhibit is None else exhibit.html()
