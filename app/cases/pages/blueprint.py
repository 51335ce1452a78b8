"""The blueprint that every page about cases hangs on."""

from app import govuk

pages = govuk.page_blueprint("cases_pages", __name__)
