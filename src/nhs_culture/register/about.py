"""What the register says about one organisation: all that a page about it may depend on."""

from __future__ import annotations

from nhs_culture.register.tables import OTHER_BODIES, Register

__all__ = ["BY_ORGANISATION", "text_about"]

BY_ORGANISATION = ("claims", "evidence")
"""Tables of which a page about a trust reads the rows about it and about England only."""


def text_about(register: Register, code: str = "") -> str:
    """Return the rows of :data:`BY_ORGANISATION` about an organisation and about England.

    Parameters
    ----------
    register
        The tables.
    code
        Of the organisation; all rows where empty.
    """
    claims, evidence = register.claims, register.evidence
    if code:
        claims = claims[claims["org_code"].isin([code, *OTHER_BODIES])]
        evidence = evidence[evidence["claim_id"].isin(claims["claim_id"])]
    return claims.to_csv(index=False) + evidence.to_csv(index=False)
