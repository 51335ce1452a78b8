"""What looks wrong in the data, and how it is mended."""

from flask import render_template

from app import clock, govuk
from app.access.policies import may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.rules.register_search import RegisterStatus
from app.cases.services import checking

IN_THE_REGISTER = {
    "assessment-long-open": RegisterStatus.LONG_OPEN,
    "assessment-without-lead": RegisterStatus.WITHOUT_LEAD,
    "assessment-review-due": RegisterStatus.REVIEW_DUE,
}
"""What the CAF register is narrowed to for the assessments that a check finds."""


@pages.get("/data-quality")
def data_quality() -> str:
    """Every check that finds something, with the first records that it finds."""
    found = checking.find_faults(actor=govuk.actor(), today=clock.today())
    in_the_register = IN_THE_REGISTER if may(govuk.actor(), Action.SEE_CAF_REGISTER) else {}
    return render_template("cases/data_quality.html", faults=found, in_the_register=in_the_register)
