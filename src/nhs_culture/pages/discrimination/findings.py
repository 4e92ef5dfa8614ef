"""What is recorded of the page for the summary and for findings.csv."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nhs_culture.claims import Judged
from nhs_culture.claims.wres import PrintedShare
from nhs_culture.data.access import Data
from nhs_culture.english import short_name, signed
from nhs_culture.exhibits import Finding, Group
from nhs_culture.metrics.proportions import Interval
from nhs_culture.pages.discrimination.asked import NO_PEERS, NOTEBOOK, claim_of, lay, of_staff
from nhs_culture.pages.groups_over_time import surveys_held
from nhs_culture.studies.by_ethnicity import Apart
from nhs_culture.studies.printed_wres import IMPROVED, RATIO, PrintedWres
from nhs_culture.units import PERCENT, PERCENTAGE_POINTS
from nhs_culture.units import RATIO as TIMES
from nhs_culture.verdicts.changes import refused

__all__ = ["findings", "groups_finding", "points", "share_finding"]


def findings(printed: PrintedWres, entries: Sequence[Judged], data: Data) -> Group:
    """Return a finding for each claim beside the one that the page opens with."""
    told = [share_finding(printed, share, data) for share in printed.shares[1:]]
    if printed.ratios:
        told.append(_ratio_finding(printed, entries))
    if printed.chance_of_as_many is not None:
        reason = (
            f"{printed.improved} of {printed.of} indicators are said to have improved: were each "
            f"as likely to rise as to fall, {printed.improved} or more would improve "
            f"{printed.chance_of_as_many:.0%} of the time, and more often if they move together."
        )
        told.append(_of_claim(claim_of(entries, lambda e: e.measure == IMPROVED), reason))
    return Group(*told)


def share_finding(printed: PrintedWres, share: PrintedShare, data: Data) -> Finding:
    """Return what is recorded of one printed share."""
    entry = claim_of(lay(data, printed.trust), lambda entry: entry.claim_id == share.claim)
    lower, upper = share.difference(share.fewest, share.likely)
    return replace(
        _of_claim(entry, _share_in_words(printed, share, data)),
        unit=PERCENTAGE_POINTS.code,
        estimate=share.change,
        lower=lower,
        upper=upper,
        sources=("staff_survey_2019",),
    )


def _share_in_words(printed: PrintedWres, share: PrintedShare, data: Data) -> str:
    name = short_name(data.register.trust(printed.trust)["name"])
    phrase = data.register.measure(share.measure)["phrase"]
    what = of_staff("BME", phrase).format(trust=name)
    many, few = (_size(share.difference(n, share.likely)) for n in (share.likely, share.fewest))
    return (
        f"{what[0].upper()}{what[1:]} is printed as {share.start:g}% in {share.first} and "
        f"{share.end:g}% in {share.last}: a {'fall' if share.change < 0 else 'rise'} of "
        f"{many} {PERCENTAGE_POINTS.name} (95% interval) if {share.likely} of them answered each "
        f"time, and of {few} if only {share.fewest} did in {share.first}."
    )


def _size(interval: Interval) -> str:
    """Return the interval of a change without its sign, or with it where it holds no change."""
    if interval.lower <= 0 <= interval.upper:
        return points(interval)
    return " to ".join(f"{bound:.0f}" for bound in sorted(map(abs, interval)))


def points(interval: Interval) -> str:
    """Return an interval in whole points."""
    return " to ".join(signed(bound, 0) for bound in interval)


def _ratio_finding(printed: PrintedWres, entries: Sequence[Judged]) -> Finding:
    earlier, later = printed.ratios
    spans = [
        f"{i.lower:.1f} to {i.upper:.1f}" for i in (r.interval(r.cases) for r in printed.ratios)
    ]
    most = printed.fall_of_ratio
    tells = "includes" if most.lower <= 1 <= most.upper else "leaves out"
    reason = (
        f"With one in 200 to one in 50 staff disciplined a year, {earlier.value:g} times as likely "
        f"can stand for {spans[0]} and {later.value:g} times for {spans[1]}; even with the most "
        f"cases the later over the earlier is {most.lower:.2f} to {most.upper:.2f}, which {tells} "
        "no change."
    )
    return replace(
        _of_claim(claim_of(entries, lambda entry: entry.measure == RATIO), reason),
        estimate=later.value / earlier.value,
        lower=most.lower,
        upper=most.upper,
        sources=("staff_survey_2019", "workforce_2009_2025"),
    )


def _of_claim(entry: Judged, reason: str) -> Finding:
    """Return the ledger's finding, with what sampling error says and no peers to judge a move."""
    verdict = refused(NO_PEERS)
    return replace(
        entry.finding(),
        notebook=NOTEBOOK,
        reason=reason,
        change_verdict=verdict.label,
        rule=f"{entry.rule}; {verdict.rule}",
    )


def groups_finding(two: Apart, data: Data) -> Finding:
    """Return what is recorded of two groups that one survey sets apart."""
    trust_name = data.register.trust(two.trust)["name"]
    verdict = refused(surveys_held(data, two.trust, two.measure))
    ratio, at = two.likelihood, two.place
    what = of_staff("BME", data.register.measure(two.measure)["phrase"])
    return Finding(
        trust=two.trust,
        trust_name=trust_name,
        measure=two.measure,
        subgroup="BME",
        unit=TIMES.code,
        design="description",
        status="exploratory",
        notebook=NOTEBOOK,
        estimate=ratio.ratio,
        lower=ratio.interval.lower,
        upper=ratio.interval.upper,
        n_peers=at.of - 1,
        rank=at.at,
        change_verdict=verdict.label,
        rule=verdict.rule,
        reason=f"{what[0].upper()}{what[1:].format(trust=short_name(trust_name))} was "
        f"{PERCENT.value(two.bme.percent)} in {two.period}, beside "
        f"{PERCENT.value(two.white.percent)} of white staff: {ratio.ratio:.1f} times as high (95% "
        f"interval {ratio.interval.lower:.1f} to {ratio.interval.upper:.1f}), the "
        f"{at.words('highest ratio')} trusts.",
        sources=(two.source,),
    )
