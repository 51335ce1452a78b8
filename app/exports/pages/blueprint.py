"""The pages of exports."""

from app import govuk

pages = govuk.page_blueprint("exports_pages", __name__)
