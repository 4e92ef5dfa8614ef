"""The published numbers, a module a kind of statistic: a new file here is a new case."""
