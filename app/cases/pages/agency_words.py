"""Agencies as people call them: the records keep a code, and a page says the name."""

from flask import g

from app import govuk
from app.cases.services import finding


def agency_name(code: str) -> str:
    """What the agency of a code is called; the code itself where there is no such agency.

    All names are read once for a page, when the first is asked for.
    """
    names: dict[str, str] | None = g.get("agency_names")
    if names is None:
        names = g.agency_names = finding.agency_names(actor=govuk.actor())
    return names.get(code, code)
