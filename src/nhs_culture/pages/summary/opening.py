"""What moved further at a trust than elsewhere, and how what is printed about it fares."""

from __future__ import annotations

from nhs_culture.claims import headlined, tally
from nhs_culture.english import capitalised, counted, listed, lower_first, number_word
from nhs_culture.exhibits import Finding, Headline, Reply
from nhs_culture.pages.documents import NOTHING_PRINTED
from nhs_culture.pages.summary.known import Summary, named
from nhs_culture.units import unit
from nhs_culture.verdicts.labels import CHANGE, DISTINGUISHABLE, FIGURE

__all__ = ["headline"]

_STANDS_OUT = lower_first(CHANGE.answer(DISTINGUISHABLE))


def headline(about: Summary) -> Headline:
    """Return what moved further than elsewhere, what did not and what cannot be told."""
    return Headline(
        sentence=_sentence(about),
        replies=tuple(filter(None, (_moved(about), _right(about)))),
        context=_no_programme(about),
        trust=about.trust,
        trust_name=about.trust_name,
    )


def _sentence(about: Summary) -> str:
    moved, same, untold = about.moved.values()
    if not about.concluded.findings:
        return f"No notebook about {about.name} has been run yet, so nothing is concluded here."
    if not moved and not same:
        return _nothing_tested(about, len(untold))
    rest = f"; {number_word(len(untold))} more could not be tested" if untold else ""
    n = len(moved) + len(same)
    tested = f"{counted(n, 'measure', in_words=True)} that could be tested at {about.name}"
    if not moved and n == 1:
        return f"The {tested} does not {_STANDS_OUT.replace('stands', 'stand', 1)}{rest}."
    if not moved:
        return f"Of {tested}, none {_STANDS_OUT}{rest}."
    opens = f"The {tested}" if n == 1 else f"Of {tested}, {number_word(len(moved))}"
    which = listed(f"{lower_first(named(about, one))} ({_size(one)})" for one in moved)
    stands = _STANDS_OUT if len(moved) == 1 else _STANDS_OUT.replace("stands", "stand", 1)
    return f"{opens} {stands}: {which}{rest}."


def _nothing_tested(about: Summary, untold: int) -> str:
    which = (
        f"none of the {counted(untold, 'measure', in_words=True)} with figures has"
        if untold > 1
        else "its figures do not have"
    )
    return (
        f"Whether anything moved further at {about.name} than elsewhere cannot be told: {which} "
        "enough periods before and after a date, enough peers and no merger in between."
    )


def _moved(about: Summary) -> Reply | None:
    """Return on how many measures it moved more than elsewhere, and which could not be tested."""
    moved, same, untold = about.moved.values()
    verdict = next((label for label, found in about.moved.items() if found), "")
    if not verdict:
        return None
    told = (
        (f"{CHANGE.answer(DISTINGUISHABLE)}:", moved),
        ("Could be chance:", same),
        ("Not tested, for want of figures, peers or a date, or because of a merger:", untold),
    )
    n = len(moved) + len(same)
    return Reply(
        question=CHANGE.question,
        verdict=verdict,
        words=f"{capitalised(number_word(len(moved)))} of the {counted(n, 'measure')} tested"
        if n
        else "Cannot be told",
        numbers=" ".join(
            f"{what} {listed(lower_first(named(about, one)) for one in which)}."
            for what, which in told
            if which
        ),
    )


def _right(about: Summary) -> Reply:
    """Return how the facts about outcomes fare that documents print about the trust."""
    counts = tally(headlined(about.claims))
    if not counts.outcomes:
        return NOTHING_PRINTED
    found = {label: number for label, number in counts.verdicts.items() if number}
    told = (f"{number} {lower_first(FIGURE.cell(label))}" for label, number in found.items())
    return Reply(
        question=FIGURE.question,
        verdict=next(iter(found)),
        words=f"{capitalised(counted(counts.outcomes, 'printed fact', in_words=True))}",
        numbers=f"{capitalised(listed(told))}.",
    )


def _no_programme(about: Summary) -> str:
    if not about.concluded.findings:
        return ""
    if about.trust in set(about.data.register.interventions["org_code"]):
        return ""
    return (
        "No programme is registered for this trust: it is asked about the years that the plan "
        "fixes for every trust, and nothing is known to have been done in them."
    )


def _size(finding: Finding) -> str:
    if finding.estimate is None:
        return "size not estimated"
    return f"{unit(finding.unit).change(finding.estimate)} against theirs"
