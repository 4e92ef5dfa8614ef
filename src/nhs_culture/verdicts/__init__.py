"""Verdicts: from results to one of a few fixed words, by written rules.

Each question has a module with its rules (:mod:`~nhs_culture.verdicts.figures`: is the figure
right; :mod:`~nhs_culture.verdicts.changes`: did it move more than elsewhere;
:mod:`~nhs_culture.verdicts.course`: from the date on; :mod:`~nhs_culture.verdicts.lasting`: did it
last), and they are never mixed. The words stand in :mod:`~nhs_culture.verdicts.labels`. Each answer
is one of them, with the rule that gave it and the reason in a sentence; none says what brought
anything about.
"""
