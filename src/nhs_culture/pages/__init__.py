"""What the pages say and in which order: words and exhibits made from answers.

A module that several notebooks share is named after what it shows (``lead``, ``trend``,
``evidence``, ``worth``, ``choices``, ``months``, ``documents``, ``besides``); what a single
notebook shows stands in a module with the notebook's name.
"""
