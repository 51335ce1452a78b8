"""The blueprint that every page about reports hangs on, and the council that they are made for."""

from flask import current_app

from app import govuk

pages = govuk.page_blueprint("reports_pages", __name__)


def council_name() -> str:
    """The council whose figures these are, as the settings name it."""
    name: str = current_app.config["COUNCIL_NAME"]
    return name
