"""Small pieces of HTML: ids, and addresses that may become links."""

from __future__ import annotations

import json
import re

__all__ = ["data_block", "safe_href", "slug"]


def slug(text: str) -> str:
    """Return lower-case letters, digits and hyphens: an id or the stem of a file name.

    >>> slug("RP1 recommend_work trend")
    'rp1-recommend-work-trend'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "item"


def data_block(content: object, name: str = "") -> str:
    """Return values as a block of data that the page's script reads; nothing where there are none.

    >>> data_block({"when": ["2019"]})
    '<script type="application/json">{"when":["2019"]}</script>'
    """
    if not content:
        return ""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    safe = written.replace("<", "\\u003c")  # no text can end the block
    named = f' id="{name}"' if name else ""
    return f'<script type="application/json"{named}>{safe}</script>'


def safe_href(address: str) -> str:
    """Return a web or relative address as it is, and nothing for any other scheme."""
    scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", address)
    return address if scheme is None or scheme[1].lower() in {"http", "https"} else ""
