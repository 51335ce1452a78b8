"""Team Around the Family meetings on their page: who is invited, who came."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import course_standing as standing
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
from app.clashes import Page, Standing
from app.errors import NotFound
from app.govuk import Form
from app.questions import Kind, Question, filled

Team = list[tuple[str, str, Attendance]]
"""Those whom the form offers to begin with: how it names each, what they are called, whether they came."""

MEETS_ON = Question("meets_on", "Day of the meeting", Kind.DATE)
CAME = words.offered(Attendance)
GONE = "Somebody who has left"

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

    def act() -> None:
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

    def done(_: None) -> AnyResponse:
        flash("The team meeting has been recorded.")
        return redirect(
            url_for("cases_pages.assessment", family_id=family_id, assessment_id=assessment_id), 303
        )

    return clashes.take(
        act,
        shown=lambda form: _page(family_id, assessment_id, meeting_id, form),
        standing=lambda: _standing(family_id, assessment_id, meeting_id),
        done=done,
        field_of=FIELD_OF,
    )


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
) -> str:
    course, choices, meeting = _opened(family_id, assessment_id, meeting_id, again=form is not None)
    team = _team(course, choices, meeting)
    if form is None:
        form = _begun(team, meeting)
    else:
        team = _with_those_sent(team, form, course, choices)
        form = Form({**form.entered, **_attendances(team)}, form.errors)
    return render_template(
        "cases/course/team_meeting.html",
        course=course,
        meeting=meeting,
        name=family_name(course.reference),
        form=form,
        version=form.value("version") or course.version,
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


def _team(course: CourseOnFile, choices: Choices, meeting: TeamMeetingOnFile | None) -> Team:
    """Whom the form offers to begin with: this meeting's people, else those of the last, else the lead."""
    if meeting is not None:
        return [(_text_of(each), each.name, each.attendance) for each in meeting.people][: len(KNOWN_PEOPLE)]
    if course.meetings:
        people = course.meetings[0].people[: len(KNOWN_PEOPLE)]
        return [(_text_of(each), each.name, Attendance.INVITED) for each in people]
    leads = [each for each in choices.practitioners if each.id == choices.me]
    return [(f"p:{each.id}", each.name, Attendance.INVITED) for each in leads]


def _opened(
    family_id: UUID, assessment_id: UUID, meeting_id: UUID | None, *, again: bool
) -> tuple[CourseOnFile, Choices, TeamMeetingOnFile | None]:
    """The assessment as it stands now with one of its meetings. Raises NotFound("meeting")."""
    course, choices = services.open_to_go_on(
        family_id, assessment_id, again=again, actor=govuk.actor(), today=clock.today()
    )
    meeting = next((each for each in course.meetings if each.id == meeting_id), None)
    if meeting_id is not None and meeting is None:
        raise NotFound("meeting", "There is no such team meeting of this assessment.")
    return course, choices, meeting


def _sent(form: Form) -> dict[str, Attendance]:
    """Those of the team so far whom a form that was sent names, with what it says of each."""
    found = {}
    for row in KNOWN_PEOPLE:
        text, came = form.value(f"known_{row}"), form.value(f"known_{row}_attendance")
        if text:
            found[text] = Attendance(came) if came in list(Attendance) else Attendance.INVITED
    return found


def _with_those_sent(team: Team, form: Form, course: CourseOnFile, choices: Choices) -> Team:
    """The people of a form that was sent, each as it says, and after them any that were added meanwhile.

    Whoever is named by a row of the form is not whom that row would name now, if somebody else has changed
    the meeting.
    """
    sent = _sent(form)
    if not sent:
        return team
    names = _names(course, choices)
    known = [(text, _name_of(text, names), came) for text, came in sent.items()]
    return [*known, *(each for each in team if each[0] not in sent)][: len(KNOWN_PEOPLE)]


def _names(course: CourseOnFile, choices: Choices) -> dict[str, str]:
    """What those who may stand in a form are called, by how it names them."""
    posted = {f"p:{each.id}": each.name for each in choices.practitioners}
    met = {_text_of(each): each.name for meeting in course.meetings for each in meeting.people}
    return {**posted, **met}


def _name_of(text: str, names: Mapping[str, str]) -> str:
    """What somebody is called whom a form names; who is on no list any more, by their role."""
    role = text.split(":", 2)[2:]
    return names.get(text) or (role[0] if role else GONE)


def _attendances(team: Team) -> dict[str, list[str]]:
    return {f"known_{row}_attendance": [each[2].value] for row, each in enumerate(team, 1)}


def _standing(family_id: UUID, assessment_id: UUID, meeting_id: UUID | None) -> Standing:
    """A meeting as it is recorded now, one question a person; of a new one, that of the same day."""
    course, choices, meeting = _opened(family_id, assessment_id, meeting_id, again=True)
    form = clashes.entered()
    day = MEETS_ON.answer(form)
    recorded = meeting or next(
        (each for each in course.meetings if govuk.long_date(each.meets_on) == day), None
    )
    came = {_text_of(each): each.attendance.value for each in recorded.people} if recorded else {}
    sent = _sent(form)
    names = _names(course, choices)
    people = [(text, _name_of(text, names)) for text in {**sent, **came}]
    return standing.meeting(
        course,
        f"Team meeting of {govuk.long_date(meeting.meets_on)}" if meeting else "Record a team meeting",
        (
            MEETS_ON,
            *(Question(text, name, Kind.RADIOS, choices=CAME) for text, name in people),
            *(question for row in NEW_PEOPLE for question in _others(row, choices)),
            Question("next_review_on", "Day of the next review, if it changes", Kind.DATE),
        ),
        recorded=filled({"meets_on": recorded.meets_on, **came}) if recorded else Form(),
        mine=_mine(form, sent),
        adds=meeting is None,
    )


def _mine(form: Form, sent: Mapping[str, Attendance]) -> Form:
    """What was entered, under those whom the rows of the form name; rows for nobody say nothing."""
    nobody = {
        f"new_{row}_attendance"
        for row in NEW_PEOPLE
        if not form.value(f"new_{row}_practitioner_id") and not form.value(f"new_{row}_agency_id")
    }
    rest = {name: values for name, values in form.entered.items() if name not in nobody}
    return Form({**rest, **{text: [came.value] for text, came in sent.items()}})


def _others(row: int, choices: Choices) -> tuple[Question, ...]:
    """What is asked about somebody who was not in the team so far."""
    who = f"Somebody else, {row}"
    practitioners, agencies = words.practitioners_offered(choices), words.agencies_offered(choices)
    return (
        Question(f"new_{row}_practitioner_id", who, Kind.SELECT, choices=practitioners),
        Question(f"new_{row}_agency_id", f"{who}: agency", Kind.SELECT, choices=agencies),
        Question(f"new_{row}_role", f"{who}: role"),
        Question(f"new_{row}_attendance", f"{who}: attendance", Kind.SELECT, choices=CAME),
    )


def _begun(team: Team, meeting: TeamMeetingOnFile | None) -> Form:
    entered = _attendances(team)
    entered |= {f"new_{row}_attendance": [Attendance.INVITED.value] for row in NEW_PEOPLE}
    meets_on = meeting.meets_on if meeting else clock.today()
    return Form({**entered, **govuk.form_of_dates(meets_on=meets_on).entered})
