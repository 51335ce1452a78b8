"""Loads the CAF register: assessments, the children they cover, why they began, and consent."""

from app.intake.loading.ids import derived_ids
from app.intake.loading.lists import at, spread
from app.intake.loading.work import Work, write_keyed
from app.intake.loading.writing import Rows, Tally, picked, write, write_lists
from app.intake.rules.content import Content

_AS_GIVEN = (
    "kind",
    "initiated_on",
    "consented_on",
    "assessment_started_on",
    "assessment_completed_on",
    "first_team_meeting_on",
    "first_reviewed_on",
    "closed_on",
    "closure_reason",
)


def load_assessments(work: Work, assessments: Content, tally: Tally) -> None:
    """Writes assessment, assessed_child, assessment_reason."""
    columns = {
        "family_id": work.ids.of("families", assessments["family"]),
        "initiating_agency_id": work.ids.of("agencies", assessments["initiating_agency"]),
        "lead_practitioner_id": work.ids.of("practitioners", assessments["lead"]),
        "lead_agency_id": work.ids.of("agencies", assessments["lead_agency"]),
        **{name: assessments[name] for name in _AS_GIVEN},
    }
    write_keyed(work, assessments, "assessment", "import_key", columns, tally)
    _load_children(work, assessments, tally)
    _load_reasons(work, assessments, tally)


def _load_children(work: Work, assessments: Content, tally: Tally) -> None:
    places, children = spread(assessments["children"])
    keys = at(assessments["assessment"], places)
    columns = {
        "id": derived_ids("assessed_child", keys, children),
        "assessment_id": work.ids.of("assessments", keys),
        "person_id": work.ids.of("members", children),
    }
    may_exist = work.ids.are_stored("assessments", keys)
    rows = Rows("assessed_child", ("assessment_id", "person_id"), columns, may_exist)
    write_lists(work.cursor, rows, _stored(work, assessments), tally)


def _load_reasons(work: Work, assessments: Content, tally: Tally) -> None:
    primary = assessments["primary_reason"]
    places, secondary = spread(assessments["secondary_reasons"])
    keys = [*assessments["assessment"], *at(assessments["assessment"], places)]
    reasons = [*primary, *secondary]
    columns = {
        "id": derived_ids("assessment_reason", keys, reasons),
        "assessment_id": work.ids.of("assessments", keys),
        "reason": reasons,
        "is_primary": ["yes"] * len(primary) + ["no"] * len(secondary),
    }
    may_exist = work.ids.are_stored("assessments", keys)
    rows = Rows("assessment_reason", ("assessment_id", "reason"), columns, may_exist)
    write_lists(work.cursor, rows, _stored(work, assessments), tally)


def load_consents(work: Work, consents: Content, tally: Tally) -> None:
    """Writes consent."""
    keys = consents["assessment"]
    columns = {
        "id": derived_ids("consent", keys, consents["decided_on"]),
        "sequence": ["1"]
        * len(keys),  # a file has one decision a day; others of that day were made on the site
        "assessment_id": work.ids.of("assessments", keys),
        **{name: consents[name] for name in ("decided_on", "decision", "risk_noted")},
    }
    may_exist = work.ids.are_stored("assessments", keys)
    write(
        work.cursor, Rows("consent", ("assessment_id", "decided_on", "sequence"), columns, may_exist), tally
    )


def _stored(work: Work, assessments: Content) -> list[str]:
    """The ids of the assessments that were there before, and have lists already."""
    keys = assessments["assessment"]
    return list(picked({"": work.ids.of("assessments", keys)}, work.ids.are_stored("assessments", keys))[""])
