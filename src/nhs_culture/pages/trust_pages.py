"""Where the row of a trust leads: to the page about it, where every site has one."""

from __future__ import annotations

from nhs_culture.register import Register

__all__ = ["trust_page"]


def trust_page(register: Register, code: str) -> str:
    """Return the page of a trust that a claim is about; of any other, its row in the overview."""
    written = code in set(register.claims["org_code"])
    return f"{code}/index.html" if written else f"index.html#q={code}"
