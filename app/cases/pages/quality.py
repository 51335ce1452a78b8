"""What looks wrong in the data, and how it is mended."""

from flask import render_template

from app import clock, govuk
from app.cases.pages.blueprint import pages
from app.cases.services import checking


@pages.get("/data-quality")
def data_quality() -> str:
    """Every check that finds something, with the first records that it finds."""
    found = checking.find_faults(actor=govuk.actor(), today=clock.today())
    return render_template("cases/data_quality.html", faults=found)
