"""The course of an assessment in the words its pages print: choices, rows, and links to what comes next."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for

from app import govuk
from app.cases.pages.record import NOT_SHARED
from app.cases.queries.course_parts import CourseOnFile, PlanChangeMade, PractitionerPosted
from app.cases.queries.record_parts import AssessmentOnFile
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.course import LEVELS, StageDate
from app.cases.rules.vocabulary import ClosureReason, Word
from app.cases.services.course import Choices, ToRegister
from app.cases.services.finding import Choice

Rows = list[dict[str, Any]]
Items = list[dict[str, Any]]

LEVELS_OFFERED = (
    Choice("", "Not decided"),
    *(Choice(str(level), f"Level {level}") for level in LEVELS),
)

FALLS_UNDER = {
    StageDate.FIRST_TEAM_MEETING: ConsentItem.TEAM_MEETINGS,
    StageDate.FIRST_REVIEW: ConsentItem.REVIEWS,
}
"""The item of consent that a dated step falls under; the others are for whoever may read anything of it."""


def words(values: Iterable[Word], chosen: str | None, first: str | None = None) -> Items:
    """A vocabulary to choose from. first: what stands in place of a choice."""
    return govuk.choices([*([Choice("", first)] if first else []), *offered(values)], chosen)


def offered(values: Iterable[Word]) -> list[Choice]:
    """A vocabulary as it is offered, with nothing chosen."""
    return [Choice(value.value, value.label) for value in values]


def closure_reasons(chosen: str | None) -> Items:
    """The reasons for a closure to choose from."""
    return [
        {**item, "hint": {"text": "Only once social care has decided to take the case."}}
        if item["value"] == ClosureReason.ESCALATED_TO_SOCIAL_CARE.value
        else item
        for item in words(ClosureReason, chosen)
    ]


def levels(chosen: str | None) -> Items:
    """The levels of need to choose from."""
    return govuk.choices(LEVELS_OFFERED, chosen)


def practitioners(choices: Choices, chosen: str | None, first: str) -> Items:
    """The practitioners to choose from, with where they are posted."""
    return govuk.choices([Choice("", first), *practitioners_offered(choices)], chosen)


def practitioners_offered(choices: Choices) -> list[Choice]:
    """The same as they are offered, with none chosen."""
    return [Choice(str(each.id), _posted(each)) for each in choices.practitioners]


def agencies(choices: Choices, chosen: str | None, first: str) -> Items:
    """The agencies to choose from."""
    return govuk.choices([Choice("", first), *agencies_offered(choices)], chosen)


def agencies_offered(choices: Choices) -> list[Choice]:
    """The same as they are offered, with none chosen."""
    return [Choice(str(each.id), each.name) for each in choices.agencies]


def children(found: ToRegister) -> list[Choice]:
    """The children of a household to choose from, with their dates of birth."""
    return [
        Choice(
            str(each.id),
            f"{each.name}, born {govuk.long_date(each.born_on)}" if each.born_on else each.name,
        )
        for each in found.children
    ]


def my_agency(choices: Choices) -> str:
    """The agency where whoever fills in the form is posted."""
    return next((str(each.agency_id) for each in choices.practitioners if each.id == choices.me), "")


def title(assessment: AssessmentOnFile) -> str:
    """What a page calls an assessment."""
    return f"{assessment.kind.label}, initiated {govuk.long_date(assessment.initiated_on)}"


def date_rows(assessment: AssessmentOnFile, family_id: UUID) -> Rows:
    """Every dated step of an assessment; for those who may change it with the link that does."""
    steps: list[tuple[str, StageDate, date | None]] = [
        ("Initiated", StageDate.INITIATED, assessment.initiated_on),
        ("Assessment started", StageDate.ASSESSMENT_STARTED, assessment.assessment_started_on),
        ("Assessment completed", StageDate.ASSESSMENT_COMPLETED, assessment.assessment_completed_on),
        ("First team meeting", StageDate.FIRST_TEAM_MEETING, assessment.first_team_meeting_on),
        ("First review", StageDate.FIRST_REVIEW, assessment.first_reviewed_on),
        ("Closed", StageDate.CLOSED, assessment.closed_on),
    ]
    rows = []
    for text, which, day in steps:
        value = govuk.long_date(day) or "Not yet"
        if which in FALLS_UNDER and not assessment.shows(FALLS_UNDER[which]):
            value = NOT_SHARED
        if which is StageDate.CLOSED and assessment.closure_reason:
            value = f"{value}: {assessment.closure_reason.label.lower()}"
        row: dict[str, Any] = {"key": {"text": text}, "value": {"text": value}}
        link = _step(assessment, family_id, which, day) if assessment.may_change else None
        if link:
            row["actions"] = {"items": [{**link, "visuallyHiddenText": text[0].lower() + text[1:]}]}
        rows.append(row)
    return rows


def with_dates(rows: Rows, assessment: AssessmentOnFile, family_id: UUID) -> Rows:
    """An assessment's rows on the family page, with its dates one a row, each with its link."""
    own = {"Assessment", "First team meeting", "First review", "Closed"}
    kept = [row for row in rows if row["key"]["text"] not in own]
    return [*kept, *date_rows(assessment, family_id)]


def card_links(assessment: AssessmentOnFile, family_id: UUID) -> Items:
    """What can be done about an assessment from the family page."""
    place: dict[str, Any] = {"family_id": family_id, "assessment_id": assessment.id}
    links = [{"text": "Open", "href": url_for("cases_pages.assessment", **place)}]
    if not assessment.may_change:
        return links
    if assessment.closed_on is None and assessment.first_team_meeting_on is not None:
        links.append({"text": "Record a review", "href": url_for("cases_pages.review_form", **place)})
    return links


def plan_change(change: PlanChangeMade) -> str:
    """What was changed of an action of the plan, by whom and when, in one sentence."""
    was, became = (_plan_value(change, value) for value in (change.was, change.became))
    who = f"{change.by}, " if change.by else ""
    how = ", by completing the form" if change.by_form else ""
    said = f"{change.field.label.lower()} was {was}, and became {became}"
    return f"{change.what}: {said} ({who}{govuk.at_time(change.changed_at)}{how})"


def _plan_value(change: PlanChangeMade, value: str | None) -> str:
    if value is None:
        return "nothing"
    return govuk.long_date(date.fromisoformat(value)) if change.field.is_date else f"“{value}”"


def meetings_held(course: CourseOnFile) -> list[date]:
    """The days on which the team is recorded to have met, the latest first."""
    return [meeting.meets_on for meeting in course.meetings if meeting.held]


def _step(
    assessment: AssessmentOnFile, family_id: UUID, which: StageDate, day: date | None
) -> dict[str, str] | None:
    """The link to what records a step, or corrects its day; none for a step whose turn has not come."""
    place: dict[str, Any] = {"family_id": family_id, "assessment_id": assessment.id}
    if day is not None:
        return {"text": "Correct", "href": url_for("cases_pages.stage_date_form", which=which.value, **place)}
    if assessment.closed_on is not None:
        return None
    recorded_by = {
        StageDate.ASSESSMENT_STARTED: "",
        StageDate.ASSESSMENT_COMPLETED: "",
        StageDate.FIRST_TEAM_MEETING: "cases_pages.team_meeting_form",
        StageDate.FIRST_REVIEW: "cases_pages.review_form",
        StageDate.CLOSED: "cases_pages.closure_form",
    }
    comes_after = {
        StageDate.ASSESSMENT_STARTED: assessment.initiated_on,
        StageDate.ASSESSMENT_COMPLETED: assessment.assessment_started_on,
        StageDate.FIRST_TEAM_MEETING: assessment.assessment_started_on,
        StageDate.FIRST_REVIEW: assessment.first_team_meeting_on,
        StageDate.CLOSED: assessment.initiated_on,
    }
    if comes_after[which] is None:
        return None
    text = "Close" if which is StageDate.CLOSED else "Record"
    if recorded_by[which]:
        return {"text": text, "href": url_for(recorded_by[which], **place)}
    return {"text": text, "href": url_for("cases_pages.stage_date_form", which=which.value, **place)}


def _posted(practitioner: PractitionerPosted) -> str:
    return f"{practitioner.name}, {practitioner.establishment} ({practitioner.agency})"
