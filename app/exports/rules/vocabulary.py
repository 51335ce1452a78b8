"""The words of exports: which there are, and how grave a check of one is."""

from enum import StrEnum


class ExportName(StrEnum):
    """What may be taken out of Loxley as files."""

    INSPECTION_PACK = "inspection-pack"
    LIST_TWO = "annex-a-list-2"
    SSD = "ssd-early-help"
    ADCS = "adcs-outcomes"
    EXTRACT = "pseudonymised-extract"


class Grade(StrEnum):
    """How grave a check is: an ERROR must be put right, a QUERY may stand with an explanation."""

    ERROR = "ERROR"
    QUERY = "QUERY"


MARKING = "OFFICIAL-SENSITIVE"
"""What stands on every export and every page of it."""
