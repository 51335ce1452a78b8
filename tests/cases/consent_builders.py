"""An assessment of which every item says which one it is, and what of it somebody can read on every path."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pypdfium2

from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.cases.models.course import AssessmentReview, PlanAction, TeamMeeting, TeamMeetingInvitation
from app.cases.models.forms import FormAction, FormAnswer, FormCompletion, SavedSection
from app.cases.models.triage import AllocationAgency
from app.cases.queries.chronology import chronology
from app.cases.queries.record_parts import FamilyRecord
from app.cases.rules.consent_items import ITEM_OF, ConsentItem
from app.cases.rules.course import Attendance
from app.cases.rules.form import Content, PlannedAction
from app.cases.rules.form_boxes import FormSection, boxes_of
from app.cases.rules.form_frozen import frozen
from app.cases.services import course, families, forms
from app.db import transaction
from app.errors import DomainError
from tests.cases.builders import an_agency
from tests.cases.sharing_builders import Led, saved

SAVED_AT = datetime(2013, 6, 28, 9, 0, tzinfo=UTC)
NOBODY = UUID(int=999)


def words_of(item: ConsentItem) -> str:
    """What stands wherever an item of the assessment has words."""
    return f"words of {item.value} end"


def fill(led: Led) -> UUID:
    """Fill every item of the family's assessment with words of its own. Returns a completion of its form."""
    contents = {
        section: Content({box: words_of(ITEM_OF[box]) for box in boxes_of(section)})
        for section in FormSection
    }
    plan = words_of(ConsentItem.PLAN)
    contents[FormSection.PLAN] = Content(actions=(PlannedAction(plan, plan, plan, "1/9/2013"),))
    with transaction(SYSTEM) as session:
        for section, content in contents.items():
            kept = SavedSection(
                assessment_id=led.assessment, section=section, saved_at=SAVED_AT, saved_by=NOBODY
            )
            session.add(kept)
            session.flush()
            session.add_all(
                FormAnswer(section_id=kept.id, box=box, words=words) for box, words in content.texts.items()
            )
            session.add_all(
                FormAction(
                    section_id=kept.id,
                    position=1,
                    desired_outcome=row.desired_outcome,
                    action=row.action,
                    who=row.who,
                    by_when=row.by_when,
                    by_on=row.by_on,
                )
                for row in content.actions
            )
        meeting = TeamMeeting(assessment_id=led.assessment, meets_on=date(2013, 5, 1), held=True)
        completion = FormCompletion(
            assessment_id=led.assessment,
            completed_on=date(2013, 6, 1),
            completed_at=SAVED_AT,
            completed_by=NOBODY,
            content=frozen(contents),
        )
        session.add_all([meeting, completion])
        session.flush()
        session.add_all(
            [
                TeamMeetingInvitation(
                    meeting_id=meeting.id,
                    agency_id=led.school,
                    role=words_of(ConsentItem.TEAM_MEETINGS),
                    attendance=Attendance.ATTENDED,
                ),
                AssessmentReview(
                    assessment_id=led.assessment,
                    reviewed_on=date(2013, 6, 3),
                    works_well=words_of(ConsentItem.REVIEWS),
                    worries=words_of(ConsentItem.REVIEWS),
                    childs_words=words_of(ConsentItem.CHILDS_WORDS),
                    next_review_on=date(2013, 9, 2),
                ),
                PlanAction(
                    assessment_id=led.assessment,
                    what=plan,
                    who=plan,
                    agreed_on=date(2013, 6, 3),
                    due_on=date(2013, 9, 2),
                ),
            ]
        )
    return completion.id


def a_second_agency(led: Led, code: str = "YOT") -> Actor:
    """A manager of an agency to which the family is allocated too, after the one that leads."""
    agency = an_agency(code)
    saved(AllocationAgency(allocation_id=led.allocation, agency_id=agency, position=2))
    return Actor(UUID(int=205), frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({agency}))


def items_read(led: Led, completion: UUID, actor: Actor, on: date) -> set[ConsentItem]:
    """The items of which somebody reads a word, on any path that there is."""
    read = "\n".join(_everything(led, completion, actor, on))
    return {item for item in ConsentItem if words_of(item) in read}


def _everything(led: Led, completion: UUID, actor: Actor, on: date) -> Iterator[str]:
    given = {"actor": actor, "today": on}
    paper = {**given, "organisation": "Synthetic Council"}
    for read in (
        lambda: _record(families.open_record(led.family, **given)),
        lambda: repr(course.open_course(led.family, led.assessment, **given)),
        lambda: repr(forms.open_form(led.assessment, **given)),
        lambda: printed(forms.print_form(led.assessment, **paper).content),
        lambda: printed(forms.print_completion(led.assessment, completion, **paper).content),
    ):
        try:
            yield read()
        except DomainError:
            continue


def _record(record: FamilyRecord) -> str:
    return f"{record} {chronology(record)}"


def printed(pdf: bytes) -> str:
    """The words of a PDF on one line, so that a line that ends within them does not matter."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
