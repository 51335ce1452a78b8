"""Team Around the Family meetings on their page: who is invited, who came."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import course_words as words
from app.cases.pages.blueprint import pages
from app.cases.pages.course_forms import KNOWN_PEOPLE, NEW_PEOPLE, TeamMeetingForm
from app.cases.pages.record import family_name
from app.cases.queries.course_parts import CourseOnFile, InvitedPerson, TeamMeetingOnFile
from app.cases.rules.activity import Invited
from app.cases.rules.course import Attendance
from app.cases.services import course as services
from app.cases.services import team_meetings
from app.cases.services.course import Choices
from app.errors import Conflict, NotFound
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse

FIELD_OF = {
    "not-held-yet": "meets_on",
    "date-missing": "meets_on",
    "dates-out-of-order": "meets_on",
    "meeting-that-day": "meets_on",
    "in-the-future": "meets_on",
    "next-review-too-early": "next_review_on",
    "nobody-invited": "new_1_practitioner_id",
    "invited-unclear": "new_1_practitioner_id",
}


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/team-meetings/new")
def team_meeting_form(family_id: UUID, assessment_id: UUID) -> str:
    """The form that records a team meeting, to come or held."""
    return _page(family_id, assessment_id, None, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/team-meetings/new")
def record_team_meeting(family_id: UUID, assessment_id: UUID) -> Page:
    """Record a team meeting and go back to the assessment."""
    return _take(family_id, assessment_id, None)


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/team-meetings/<uuid:meeting_id>")
def team_meeting(family_id: UUID, assessment_id: UUID, meeting_id: UUID) -> str:
    """A team meeting, to say who came or to correct it."""
    return _page(family_id, assessment_id, meeting_id, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/team-meetings/<uuid:meeting_id>")
def change_team_meeting(family_id: UUID, assessment_id: UUID, meeting_id: UUID) -> Page:
    """Keep who came to a team meeting and go back to the assessment."""
    return _take(family_id, assessment_id, meeting_id)


def _take(family_id: UUID, assessment_id: UUID, meeting_id: UUID | None) -> Page:
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    try:
        sent = govuk.load_form(TeamMeetingForm(), request.form)
        given = (sent["meets_on"], _people(sent), sent["next_review_on"])
        asked: dict[str, Any] = {
            "version": sent["version"],
            "actor": govuk.actor(),
            "today": clock.today(),
        }
        if meeting_id is None:
            team_meetings.record_team_meeting(family_id, assessment_id, *given, **asked)
        else:
            team_meetings.change_team_meeting(family_id, assessment_id, meeting_id, *given, **asked)
    except govuk.REFUSALS as refusal:
        is_conflict = isinstance(refusal, Conflict)
        return govuk.redisplay(
            refusal,
            lambda form: _page(family_id, assessment_id, meeting_id, form, is_conflict=is_conflict),
            field_of=FIELD_OF,
        )
    flash("The team meeting has been recorded.")
    return redirect(url_for("cases_pages.assessment", family_id=family_id, assessment_id=assessment_id), 303)


def _people(sent: Mapping[str, Any]) -> list[Invited]:
    """Those whom the form names: the team so far, and others."""
    people = [
        _known(sent[f"known_{row}"], sent[f"known_{row}_attendance"])
        for row in KNOWN_PEOPLE
        if sent[f"known_{row}"]
    ]
    for row in NEW_PEOPLE:
        practitioner_id, agency_id = sent[f"new_{row}_practitioner_id"], sent[f"new_{row}_agency_id"]
        role, attendance = sent[f"new_{row}_role"], sent[f"new_{row}_attendance"]
        if practitioner_id is not None:
            people.append(Invited(attendance, practitioner_id))
        elif agency_id is not None and role:
            people.append(Invited(attendance, None, agency_id, role))
        elif agency_id is not None or role:
            raise govuk.FormRefused(
                {f"new_{row}_role": "Enter the agency and the role, or choose a practitioner."}
            )
    return people


def _known(text: str, attendance: Attendance) -> Invited:
    """Somebody of the team so far, as `_text_of` wrote them into the form."""
    kind, _, rest = text.partition(":")
    found, _, role = rest.partition(":")
    try:
        somebody = UUID(found)
    except ValueError:
        raise govuk.FormRefused({"": "The people of this form cannot be read. Open it again."}) from None
    if kind == "p":
        return Invited(attendance, somebody)
    if not role:
        raise govuk.FormRefused({"": "The people of this form cannot be read. Open it again."})
    return Invited(attendance, None, somebody, role)


def _text_of(person: InvitedPerson) -> str:
    if person.practitioner_id is not None:
        return f"p:{person.practitioner_id}"
    return f"a:{person.agency_id}:{person.role}"


def _page(
    family_id: UUID,
    assessment_id: UUID,
    meeting_id: UUID | None,
    form: Form | None,
    *,
    is_conflict: bool = False,
) -> str:
    course, choices = services.open_to_go_on(
        family_id, assessment_id, again=form is not None, actor=govuk.actor(), today=clock.today()
    )
    meeting = next((each for each in course.meetings if each.id == meeting_id), None)
    if meeting_id is not None and meeting is None:
        raise NotFound("meeting", "There is no such team meeting of this assessment.")
    team = _team(course, choices, meeting)
    if form is None:
        form = _begun(team, meeting)
    return render_template(
        "cases/course/team_meeting.html",
        course=course,
        meeting=meeting,
        name=family_name(course.reference),
        form=form,
        version=course.version if is_conflict else form.value("version") or course.version,
        team=[
            (row, text, name, words.words(Attendance, form.value(f"known_{row}_attendance")))
            for row, (text, name, _) in enumerate(team, 1)
        ],
        others=[
            {
                "row": row,
                "is_used": any(
                    form.value(f"new_{row}_{part}") or form.error(f"new_{row}_{part}")
                    for part in ("practitioner_id", "agency_id", "role")
                ),
                "practitioners": words.practitioners(
                    choices, form.value(f"new_{row}_practitioner_id"), "Nobody"
                ),
                "agencies": words.agencies(choices, form.value(f"new_{row}_agency_id"), "None"),
                "attendance": words.words(Attendance, form.value(f"new_{row}_attendance")),
            }
            for row in NEW_PEOPLE
        ],
    )


def _team(
    course: CourseOnFile, choices: Choices, meeting: TeamMeetingOnFile | None
) -> list[tuple[str, str, Attendance]]:
    """Whom the form offers to begin with: this meeting's people, else those of the last, else the lead."""
    if meeting is not None:
        return [(_text_of(each), each.name, each.attendance) for each in meeting.people][: len(KNOWN_PEOPLE)]
    if course.meetings:
        people = course.meetings[0].people[: len(KNOWN_PEOPLE)]
        return [(_text_of(each), each.name, Attendance.INVITED) for each in people]
    leads = [each for each in choices.practitioners if each.id == choices.me]
    return [(f"p:{each.id}", each.name, Attendance.INVITED) for each in leads]


def _begun(team: list[tuple[str, str, Attendance]], meeting: TeamMeetingOnFile | None) -> Form:
    entered = {f"known_{row}_attendance": [each[2].value] for row, each in enumerate(team, 1)}
    entered |= {f"new_{row}_attendance": [Attendance.INVITED.value] for row in NEW_PEOPLE}
    meets_on = meeting.meets_on if meeting else clock.today()
    return Form({**entered, **govuk.form_of_dates(meets_on=meets_on).entered})
