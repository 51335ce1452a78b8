"""The days that tests are set in."""

from datetime import date

TODAY = date(2013, 7, 12)
"""The demonstration's day."""
