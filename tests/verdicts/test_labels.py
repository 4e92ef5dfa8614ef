"""Every rule of every question gives one of its words, and no word is left over."""

import pytest

from nhs_culture.verdicts.changes import CHANGE_RULES
from nhs_culture.verdicts.course import COURSE_RULES
from nhs_culture.verdicts.figures import FIGURE_RULES
from nhs_culture.verdicts.labels import CHANGE, COURSE, FIGURE, INDEPENDENT, LASTING
from nhs_culture.verdicts.lasting import LASTING_RULES

QUESTIONS = [
    (FIGURE, FIGURE_RULES),
    (CHANGE, CHANGE_RULES),
    (COURSE, COURSE_RULES),
    (LASTING, LASTING_RULES),
]


@pytest.mark.parametrize(("asked", "rules"), QUESTIONS)
def test_rules_have_names_of_their_own_and_use_every_word(asked, rules):
    assert len({rule.name for rule in rules}) == len(rules)
    assert {rule.label for rule in rules} == set(asked.labels)


def test_no_word_answers_two_questions():
    words = [word for asked, _ in QUESTIONS for word in asked.labels]
    assert len(set(words)) == len(words)
    assert set(INDEPENDENT) < set(FIGURE.labels)


@pytest.mark.parametrize(("asked", "rules"), QUESTIONS)
def test_no_rule_and_no_legend_speaks_of_causes(asked, rules):
    for text in [asked.legend, *(rule.sentence for rule in rules)]:
        assert not {"caused", "effect", "led", "because", "impact"} & set(text.lower().split())


def test_the_legend_has_every_word_with_its_meaning():
    for label, means in FIGURE.labels.items():
        assert f"{FIGURE.cell(label)}: {means}." in FIGURE.legend


def test_no_answer_promises_what_later_figures_have_not_told():
    for asked, _ in QUESTIONS:
        assert not [label for label in asked.labels if " yet" in asked.answer(label)]
