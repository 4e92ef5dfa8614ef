import pytest

from nhs_culture.designs.lasting import Lasting, LaterStretch
from nhs_culture.designs.permutation import Standing
from nhs_culture.verdicts.labels import FADED, LASTED, NOT_KNOWN_YET, REVERSED
from nhs_culture.verdicts.lasting import LASTING_RULES, lasting_verdict


def after(estimate, p_value, window=14.0, interval=(-12.0, 13.0)):
    def standing(value, p):
        return Standing(value, interval, p, 10, 113, None)

    latest = LaterStretch(
        name="latest",
        first="2024",
        last="2024",
        n_periods=1,
        change=standing(estimate, p_value),
        within_window=window,
        since_window=standing(estimate - window, 0.3),
    )
    return Lasting(treated="RRF", intervention="2012", stretches=(latest,))


@pytest.mark.parametrize(
    ("found", "label"),
    [
        (after(12, 0.02), LASTED),
        (after(-12, 0.02, window=-14), LASTED),
        (after(-12, 0.02), REVERSED),
        (after(0.9, 0.86), FADED),
        (after(-3, 0.7), FADED),
        (after(7, 0.3), NOT_KNOWN_YET),
        (after(0.9, 0.86, interval=(-15.0, 17.0)), NOT_KNOWN_YET),
        (after(6.9, 0.3), FADED),
        (after(-10, 0.1, window=-14), NOT_KNOWN_YET),
        (after(0.9, 0.86, interval=None), NOT_KNOWN_YET),
        (Lasting(treated="RRF", intervention="2012", stretches=()), NOT_KNOWN_YET),
    ],
)
def test_the_verdict_follows_the_rules_in_their_order(found, label):
    verdict = lasting_verdict(found)
    assert verdict.label == label
    assert verdict.rule in {rule.name for rule in LASTING_RULES if rule.label == label}


def test_the_reason_has_the_numbers():
    assert "In 2024 6% is left, p = 0.860." in lasting_verdict(after(0.9, 0.86)).reason
