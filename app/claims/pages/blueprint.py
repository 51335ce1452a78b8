"""The blueprint that every page about claims hangs on."""

from app import govuk

pages = govuk.page_blueprint("claims_pages", __name__)
