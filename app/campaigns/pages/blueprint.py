"""The blueprint that every page about campaigns hangs on."""

from app import govuk

pages = govuk.page_blueprint("campaigns_pages", __name__)
