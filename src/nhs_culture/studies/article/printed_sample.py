"""What a sample of figures printed about any trust comes to."""

from __future__ import annotations

from dataclasses import dataclass

from nhs_culture.studies.printed import Direction, Median, Printed

__all__ = ["Sample", "sample"]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What a sample of figures printed about any trust comes to.

    Attributes
    ----------
    figures, facts, trusts, pages
        Its size.
    levels, agreeing
        Levels of the staff survey with an official figure, and those that agree as closely as they
        are printed.
    shares, within_a_point
        Levels in percent, and those within a point of the official figure.
    directions
        Printed changes, for the better and for the worse: of all, then of each kind of source, the
        most frequent first.
    changes, percentile
        Changes with official figures at both ends, and their median place among all trusts.
    nine_in_ten, of_england, beyond
        Those larger than at nine in ten trusts, those of which England's own movement makes half or
        more, and those beyond what trusts from the same level show.
    followed, lasting
        Those that can be followed for three years, and those with half of their lead left.
    good_year
        Median place of a printed year among the trust's own.
    """

    figures: int
    facts: int
    trusts: int
    pages: int
    levels: int
    agreeing: int
    shares: int
    within_a_point: int
    directions: tuple[Direction, ...]
    changes: int
    percentile: Median
    nine_in_ten: int
    of_england: int
    beyond: int
    followed: int
    lasting: int
    good_year: Median


def sample(found: Printed) -> Sample:
    """Return what the sample of printed figures comes to."""
    return Sample(
        figures=len(found.claims),
        facts=found.facts,
        trusts=found.trusts,
        pages=found.pages,
        levels=len(found.levels),
        agreeing=found.agreeing,
        shares=len(found.percentages),
        within_a_point=found.within_a_point,
        directions=found.by_kind,
        changes=len(found.changes),
        percentile=found.percentile,
        nine_in_ten=found.nine_in_ten,
        of_england=found.of_england,
        beyond=found.beyond,
        followed=found.followed,
        lasting=found.lasting,
        good_year=found.year_of(""),
    )
