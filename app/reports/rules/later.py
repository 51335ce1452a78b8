"""What marks a field of frozen rows that came after the first releases."""

LATER = "later"
"""Marks a field that the first releases did not have: it is frozen only where it holds something."""
