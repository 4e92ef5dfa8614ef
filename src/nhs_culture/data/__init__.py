"""The figures: one panel of what was published, checked, and traced to where it came from."""
