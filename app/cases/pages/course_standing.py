"""What is recorded of the course of an assessment, for whoever was overtaken in recording more of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from flask import request, url_for

from app import govuk
from app.cases.pages import course_words as words
from app.cases.pages.course_forms import NEW_ACTIONS
from app.cases.pages.record import family_name
from app.cases.queries.course_parts import ActionInPlan, CourseOnFile, LevelDecided, ReviewOnFile
from app.cases.rules.course import DateCorrection, NeedMoment, ReopeningReason, StageDate
from app.cases.rules.vocabulary import AssessmentKind, ClosureReason, InitiationReason
from app.cases.services import dating as stages
from app.cases.services.course import Choices, ToRegister
from app.cases.services.finding import Choice
from app.clashes import Standing
from app.errors import NotFound
from app.govuk import Form
from app.questions import Kind, Question, filled

LEVEL = Question("level", "Level of need", Kind.SELECT, choices=words.LEVELS_OFFERED)
FOUND = (
    Question("works_well", "What works well"),
    Question("worries", "What people worry about"),
    Question("needs_to_happen", "What needs to happen"),
    Question("childs_words", "The child’s own words"),
)
NEXT_REVIEW = Question("next_review_on", "Day of the next review", Kind.DATE)
WHAT = Question("what", "What is to be done")
BY_WHEN = Question("due_on", "By when", Kind.DATE)


def registering(found: ToRegister) -> Standing:
    """An assessment that somebody else may have registered meanwhile of one of the same children."""
    sent = set(request.form.getlist("children"))
    known = [each for each in found.known if each.is_open and str(each.child_id) in sent]
    recorded = (
        filled(
            {
                "kind": each.kind.value,
                "children": [str(other.child_id) for other in known if other.kind is each.kind],
                "initiated_on": each.initiated_on,
            }
        )
        for each in known
    )
    reasons = words.offered(InitiationReason)
    return Standing(
        (
            Question("kind", "What kind", Kind.RADIOS, choices=words.offered(AssessmentKind)),
            Question("children", "Whom it is about", Kind.TICKS, choices=words.children(found)),
            Question("initiated_on", "Day of initiation", Kind.DATE),
            Question("primary_reason", "Primary reason", Kind.SELECT, choices=reasons),
            Question("secondary_reasons", "Secondary reasons", Kind.TICKS, choices=reasons),
            Question(
                "initiating_agency_id",
                "Initiating agency",
                Kind.SELECT,
                choices=words.agencies_offered(found.choices),
            ),
            Question(
                "lead_practitioner_id",
                "Lead professional",
                Kind.SELECT,
                choices=words.practitioners_offered(found.choices),
            ),
            LEVEL,
        ),
        next(recorded, Form()),
        found.version,
        "Register an assessment",
        family_name(found.reference),
        url_for("cases_pages.family", family_id=found.family_id, _anchor="assessments"),
        adds=True,
    )


def reviewing(course: CourseOnFile) -> Standing:
    """The latest review on record, beside the one that was entered."""
    last = course.reviews[0] if course.reviews else None
    recorded = recorded_review(course, last) if last else Form()
    actions = tuple(
        question
        for row in NEW_ACTIONS
        for question in (
            Question(f"action_{row}_what", f"New action {row}"),
            Question(f"action_{row}_who", f"New action {row}: who"),
            Question(f"action_{row}_due_on", f"New action {row}: by when", Kind.DATE),
        )
    )
    done = tuple(Choice(str(action.id), action.what) for action in course.actions)
    return _of(
        course,
        "Record a review",
        (
            Question("reviewed_on", "Day of the review", Kind.DATE),
            *FOUND,
            Question("done", "Actions that are done", Kind.TICKS, choices=done),
            *actions,
            LEVEL,
            NEXT_REVIEW,
        ),
        recorded,
        adds=True,
        now=_closed(course),
    )


def correcting_review(course: CourseOnFile, review_id: UUID) -> Standing:
    """What a review says now."""
    review = review_of(course, review_id)
    return _of(
        course,
        f"Review of {govuk.long_date(review.reviewed_on)}",
        (*FOUND, LEVEL, NEXT_REVIEW),
        recorded_review(course, review),
        now=_closed(course),
    )


def adding_action(course: CourseOnFile) -> Standing:
    """An action of the same words that somebody else may have added meanwhile."""
    said = request.form.get("what", "").strip().casefold()
    same = (each for each in course.actions if each.what.strip().casefold() == said)
    recorded = (
        filled({"what": each.what, "who": each.who, "due_on": each.due_on, "done_on": each.done_on})
        for each in same
    )
    return _of(
        course,
        "Add an action",
        (WHAT, Question("who", "Who"), BY_WHEN),
        next(recorded, Form()),
        adds=True,
        now=_closed(course),
    )


def changing_action(course: CourseOnFile, choices: Choices, action_id: UUID) -> Standing:
    """An action of the plan as it stands now."""
    action = action_of(course, action_id)
    withdrawn = action.withdrawn_on
    said = f"The form has it no more since {govuk.long_date(withdrawn)}." if withdrawn else ""
    return _of(
        course,
        "Change an action",
        (
            Question("done_on", "Done on", Kind.DATE),
            WHAT,
            Question("practitioner_id", "Who", Kind.SELECT, choices=words.practitioners_offered(choices)),
            Question("who", "Somebody else instead"),
            BY_WHEN,
        ),
        recorded_action(action),
        now=said or _closed(course),
    )


def dating(course: CourseOnFile, which: StageDate) -> Standing:
    """The day of a stage as it is recorded now."""
    return _of(
        course,
        which.label,
        (
            Question("day", "The day", Kind.DATE),
            Question(
                "reason",
                "Why the recorded day was wrong",
                Kind.RADIOS,
                choices=words.offered(DateCorrection),
                is_recorded=False,
            ),
        ),
        filled({"day": _day_of(course, which)}),
    )


def closing(course: CourseOnFile) -> Standing:
    """How an assessment was closed by somebody else, if it was."""
    closed_on, reason = course.assessment.closed_on, course.assessment.closure_reason
    return _of(
        course,
        "Close the assessment",
        (
            Question("closed_on", "Closed on", Kind.DATE),
            Question("reason", "Why", Kind.RADIOS, choices=words.offered(ClosureReason)),
            LEVEL,
        ),
        filled(
            {
                "closed_on": closed_on,
                "reason": reason.value if reason else None,
                "level": str(course.level) if course.level else None,
            }
        ),
        now=_closed(course) or "It is open now.",
    )


def reopening(course: CourseOnFile) -> Standing:
    """Why somebody else opened an assessment again, if they did."""
    is_open = course.assessment.closed_on is None
    last = course.reopenings[0] if is_open and course.reopenings else None
    return _of(
        course,
        "Open the assessment again",
        (Question("reason", "Why it is opened again", Kind.RADIOS, choices=words.offered(ReopeningReason)),),
        filled({"reason": last.reason.value if last else None}),
        now="It is open again already." if is_open else _closed(course),
    )


def meeting(
    course: CourseOnFile,
    heading: str,
    questions: Sequence[Question],
    *,
    recorded: Form,
    mine: Form,
    adds: bool,
) -> Standing:
    """A team meeting as it is recorded now. mine: what was entered, by the names of the questions."""
    found = _of(course, heading, questions, recorded, adds=adds, now=_closed(course))
    return replace(found, mine=mine)


def review_of(course: CourseOnFile, review_id: UUID) -> ReviewOnFile:
    """One of an assessment's reviews. Raises NotFound("review")."""
    review = next((each for each in course.reviews if each.id == review_id), None)
    if review is None:
        raise NotFound("review", "There is no such review of this assessment.")
    return review


def action_of(course: CourseOnFile, action_id: UUID) -> ActionInPlan:
    """One of the actions of an assessment's plan. Raises NotFound("action")."""
    action = next((each for each in course.actions if each.id == action_id), None)
    if action is None:
        raise NotFound("action", "There is no such action of this assessment.")
    return action


def recorded_review(course: CourseOnFile, review: ReviewOnFile) -> Form:
    """A review as the form has it."""
    level = next((each.level for each in course.levels if _is_of(each, review)), "")
    return filled(
        {
            "reviewed_on": review.reviewed_on,
            "works_well": review.works_well,
            "worries": review.worries,
            "needs_to_happen": review.needs_to_happen,
            "childs_words": review.childs_words,
            "level": str(level),
            "next_review_on": review.next_review_on,
        }
    )


def recorded_action(action: ActionInPlan) -> Form:
    """An action as the form has it."""
    return filled(
        {
            "what": action.what,
            "who": None if action.practitioner_id else action.who,
            "practitioner_id": str(action.practitioner_id) if action.practitioner_id else None,
            "due_on": action.due_on,
            "done_on": action.done_on,
        }
    )


def _of(
    course: CourseOnFile,
    heading: str,
    questions: Sequence[Question],
    recorded: Form,
    *,
    adds: bool = False,
    now: str = "",
) -> Standing:
    return Standing(
        questions,
        recorded,
        course.version,
        heading,
        f"{family_name(course.reference)}: {', '.join(course.children)}",
        url_for("cases_pages.assessment", family_id=course.family_id, assessment_id=course.assessment.id),
        adds=adds,
        now=now,
    )


def _closed(course: CourseOnFile) -> str:
    closed_on = course.assessment.closed_on
    return f"The assessment was closed on {govuk.long_date(closed_on)}." if closed_on else ""


def _day_of(course: CourseOnFile, which: StageDate) -> date | None:
    day: date | None = getattr(course.assessment, stages.COLUMNS[which])
    return day


def _is_of(level: LevelDecided, review: ReviewOnFile) -> bool:
    return level.moment is NeedMoment.REVIEW and level.decided_on == review.reviewed_on
