"""What the article cites: ``docs/references.bib``, formatted by pybtex.

BibTeX is what those who write about it keep their references in, and pybtex reads and formats it
without TeX; a processor of CSL styles would bring an XML library and a file of styles besides.
"""

from __future__ import annotations

import re

from nhs_culture.exhibits import Reference, References
from nhs_culture.paths import Project

__all__ = ["references"]

_STYLE, _BACKEND = "unsrt", "plaintext"


def references(project: Project) -> References:
    """Return every entry of the bibliography, in the order of the file."""
    from pybtex.database import parse_file
    from pybtex.plugin import find_plugin

    entries = parse_file(str(project.docs / "references.bib")).entries
    style = find_plugin("pybtex.style.formatting", _STYLE)()
    backend = find_plugin("pybtex.backends", _BACKEND)()
    formatted = style.format_entries(list(entries.values()))
    dois = {key: entry.fields.get("doi", "") for key, entry in entries.items()}
    return References(
        entries=tuple(
            Reference(
                key=one.key,
                text=_in_short(one.text.render(backend)),
                url=f"https://doi.org/{dois[one.key]}" if dois[one.key] else "",
            )
            for one in formatted
        )
    )


def _in_short(text: str) -> str:
    """Return an entry without its DOI, which becomes its link, and with et al for the others."""
    return re.sub(r"\s*doi:\S+$", "", text).replace(", and others.", ", et al.")
