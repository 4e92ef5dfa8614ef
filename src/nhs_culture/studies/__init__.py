"""One measure of one trust around one date: the question, the data that bear on it, the answer.

A notebook asks a :func:`question`, whose defaults are a row of the analysis plan, and gets an
:class:`Answer`: the figures, the designs that could be computed, the verdict and the finding. All
notebooks go this way, so that every page means the same by the same words.
"""

from nhs_culture.studies.answer import Answer, answer, family
from nhs_culture.studies.compared import compared
from nhs_culture.studies.examined import Examined, examined
from nhs_culture.studies.question import Question, question

__all__ = [
    "Answer",
    "Examined",
    "Question",
    "answer",
    "compared",
    "examined",
    "family",
    "question",
]
