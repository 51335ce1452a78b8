"""The measures of the CAF register. Each says whether it counts CAFs or family assessments."""

from datetime import date

from app.periods import add_months
from app.reports.rules.facts import AssessmentRow
from app.reports.rules.measures import Axis, Measure
from app.reports.rules.vocabulary import CountOf

CLOSURE_REASONS = (
    "needs-met",
    "escalated-to-social-care",
    "family-disengaged",
    "consent-withdrawn",
    "moved-away",
    "other",
)

STAGES = ("consent", "assessment", "team-meeting", "review")

NO_LEAD = "none"

YEAR = Axis[AssessmentRow]("financial-year", lambda row: row.year)
CLOSED_YEAR = Axis[AssessmentRow]("financial-year", lambda row: row.closed_year)
CLOSURE_REASON = Axis[AssessmentRow](
    "reason", lambda row: (row.closure_reason,) if row.closure_reason else ()
)
INITIATING_AGENCY = Axis[AssessmentRow]("initiating-agency", lambda row: (row.initiating_agency,))
PRIMARY_REASON = Axis[AssessmentRow]("primary-reason", lambda row: (row.primary_reason,))
ANY_REASON = Axis[AssessmentRow]("any-reason", lambda row: row.reasons, overlaps=True)
LEAD_AGENCY = Axis[AssessmentRow]("lead-agency", lambda row: (row.lead_agency or NO_LEAD,))
STAGE = Axis[AssessmentRow]("stage", lambda row: _stages(row), overlaps=True)


def _stages(row: AssessmentRow) -> tuple[str, ...]:
    """The stages that an assessment has completed, each by its own date."""
    dates = (row.consented_on, row.assessment_completed_on, row.first_team_meeting_on, row.first_reviewed_on)
    return tuple(stage for stage, day in zip(STAGES, dates, strict=True) if day is not None)


def _is_caf(row: AssessmentRow) -> bool:
    return row.kind == "caf"


INITIATED = Measure[AssessmentRow](
    "cafs.initiated",
    "CAFs of a child initiated in the financial year, by initiating agency, by primary reason, and by any "
    "reason (where one CAF may stand under several).",
    _is_caf,
    (
        (),
        (YEAR,),
        (YEAR, INITIATING_AGENCY),
        (YEAR, PRIMARY_REASON),
        (YEAR, ANY_REASON),
    ),
    CountOf.ASSESSMENTS,
)

CLOSED = Measure[AssessmentRow](
    "cafs.closed",
    "CAFs of a child closed in the financial year, by the reason agreed at closure, whenever they began.",
    lambda row: _is_caf(row) and row.closed_on is not None,
    ((), (CLOSED_YEAR,), (CLOSED_YEAR, CLOSURE_REASON)),
    CountOf.ASSESSMENTS,
)

STAGES_COMPLETED = Measure[AssessmentRow](
    "cafs.stage-completed",
    "CAFs initiated in the financial year that have completed a stage: consent, assessment, the first Team "
    "Around the Family meeting, the first review. One CAF stands under every stage it has completed.",
    _is_caf,
    ((YEAR, STAGE),),
    CountOf.ASSESSMENTS,
)

OPEN = Measure[AssessmentRow](
    "cafs.open",
    "CAFs of a child not closed, by the agency of the lead professional.",
    lambda row: _is_caf(row) and row.closed_on is None,
    ((), (LEAD_AGENCY,)),
    CountOf.ASSESSMENTS,
)

FAMILY_ASSESSMENTS = Measure[AssessmentRow](
    "family-assessments.initiated",
    "Family assessments initiated in the financial year, each counted once however many children it covers.",
    lambda row: row.kind == "family-assessment",
    ((), (YEAR,)),
    CountOf.ASSESSMENTS,
)

REGISTER = (INITIATED, CLOSED, STAGES_COMPLETED, OPEN, FAMILY_ASSESSMENTS)


def open_over_two_years(as_at: date) -> Measure[AssessmentRow]:
    """CAFs open for more than two years on a day."""
    limit = add_months(as_at, -24)
    return Measure[AssessmentRow](
        "cafs.open-over-two-years",
        "CAFs of a child initiated more than two years before and not closed.",
        lambda row: _is_caf(row) and row.closed_on is None and row.initiated_on < limit,
        ((),),
        CountOf.ASSESSMENTS,
    )


def open_never_reviewed(as_at: date) -> Measure[AssessmentRow]:
    """CAFs open on a day, more than six months past the first team meeting and never reviewed.

    The effect of a data-cleansing campaign is measured by it; the board report does not print it.
    """
    limit = add_months(as_at, -6)
    return Measure[AssessmentRow](
        "cafs.open-never-reviewed",
        "CAFs of a child not closed, more than six months past the first team meeting without a review.",
        lambda row: (
            _is_caf(row)
            and row.closed_on is None
            and row.first_reviewed_on is None
            and row.first_team_meeting_on is not None
            and row.first_team_meeting_on < limit
        ),
        ((),),
        CountOf.ASSESSMENTS,
    )
