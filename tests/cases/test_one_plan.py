"""The form's actions in the plan: carried once, kept up to date, with what was changed kept beside."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from app import embedded, migrate
from app.cases.queries.course_parts import ActionInPlan, CourseOnFile
from app.cases.rules.form import Content, PlannedAction, ReopenReason
from app.cases.rules.form_boxes import FormSection
from app.cases.rules.plan import PlanField
from app.cases.services import course, families, form_completion, forms, plan, reviews
from app.cases.services.plan import NewAction
from app.cases.services.reviews import NewReview
from app.db import Sessions
from app.errors import RuleRefused
from tests.cases.builders import TODAY, a_family, a_person, an_assessment
from tests.conftest import COORDINATOR
from tests.rules.test_assessment_form import COMPLETE

NOW = datetime(2026, 5, 4, 9, 42, tzinfo=UTC)
SLEEP = PlannedAction("Sleeps well", "Visit at bedtime", "Health visitor", "27/9/2013")
SCHOOL = PlannedAction("Goes to school", "Walk there together", "Mum", "1/9/2013")


@pytest.fixture(autouse=True)
def _empty(request: pytest.FixtureRequest) -> None:
    """Every test has an empty database; one that migrates it, its own."""
    if "separate_database" not in request.fixturenames:
        request.getfixturevalue("database")


class Form:
    """A family's assessment whose form says these actions, completed and opened again at will."""

    def __init__(self, *rows: PlannedAction) -> None:
        self.family_id = a_family()
        self.assessment_id = an_assessment(self.family_id, a_person(self.family_id))
        for section, content in {**COMPLETE, FormSection.PLAN: Content(actions=rows)}.items():
            self.save(section, content)
        self.complete()

    def save(self, section: FormSection, content: Content) -> None:
        kept = forms.open_form(self.assessment_id, actor=COORDINATOR, today=TODAY).kept(section)
        forms.save_section(
            self.assessment_id,
            section,
            content,
            version=kept.version,
            actor=COORDINATOR,
            today=TODAY,
            now=NOW,
        )

    def complete(self) -> None:
        form = forms.open_form(self.assessment_id, actor=COORDINATOR, today=TODAY)
        form_completion.complete_form(
            self.assessment_id, version=form.version, actor=COORDINATOR, today=TODAY, now=NOW
        )

    def again(self, *rows: PlannedAction) -> None:
        form = forms.open_form(self.assessment_id, actor=COORDINATOR, today=TODAY)
        form_completion.reopen_form(
            self.assessment_id,
            ReopenReason.NEW_INFORMATION,
            version=form.version,
            actor=COORDINATOR,
            today=TODAY,
            now=NOW,
        )
        self.save(FormSection.PLAN, Content(actions=rows))
        self.complete()

    @property
    def course(self) -> CourseOnFile:
        return course.open_course(self.family_id, self.assessment_id, actor=COORDINATOR, today=TODAY)

    @property
    def actions(self) -> dict[str, ActionInPlan]:
        return {each.what: each for each in self.course.actions}

    def change(self, action: ActionInPlan, to: NewAction, done_on: date | None = None) -> None:
        plan.change_action(
            self.family_id,
            self.assessment_id,
            action.id,
            to,
            done_on,
            version=self.course.version,
            actor=COORDINATOR,
            today=TODAY,
        )


def counted(table: str) -> int:
    with Sessions() as session:
        return int(session.execute(sa.text(f"select count(*) from {table}")).scalar_one())


def test_completing_the_form_puts_its_actions_into_the_plan_with_who_and_by_when() -> None:
    form = Form(SLEEP, SCHOOL)

    found = form.actions["Visit at bedtime"]

    assert len(form.actions) == 2
    assert (found.desired_outcome, found.who, found.due_on) == (
        "Sleeps well",
        "Health visitor",
        date(2013, 9, 27),
    )
    assert (found.agreed_on, found.from_form, found.is_open) == (TODAY, True, True)
    assert form.course.plan_changes == ()


def test_an_action_whose_day_has_passed_was_agreed_on_by_that_day() -> None:
    form = Form(replace(SLEEP, by_when="1/7/2013"))

    (found,) = form.course.actions

    assert (found.agreed_on, found.due_on) == (date(2013, 7, 1), date(2013, 7, 1))


def test_the_same_form_completed_again_adds_nothing() -> None:
    form = Form(SLEEP, SCHOOL)
    before = form.actions

    form.again(SLEEP, SCHOOL)

    assert form.actions == before
    assert form.course.plan_changes == ()


def test_what_the_form_says_otherwise_is_changed_and_what_it_said_is_kept() -> None:
    form = Form(SLEEP)
    (before,) = form.course.actions

    form.again(replace(SLEEP, who="School nurse", by_when="1/8/2013"), SCHOOL)

    found = form.actions["Visit at bedtime"]
    assert (found.id, found.who, found.due_on) == (before.id, "School nurse", date(2013, 8, 1))
    assert len(form.actions) == 2
    changes = {each.field: (each.was, each.became, each.by_form) for each in form.course.plan_changes}
    assert changes == {
        PlanField.WHO: ("Health visitor", "School nurse", True),
        PlanField.DUE_ON: ("2013-09-27", "2013-08-01", True),
    }


def test_what_was_changed_in_the_plan_since_stays_unless_the_form_says_otherwise_too() -> None:
    form = Form(SLEEP)
    (before,) = form.course.actions
    form.change(before, NewAction("Visit at bedtime", date(2013, 10, 5), "Lee Example"))

    form.again(replace(SLEEP, desired_outcome="Sleeps through"))

    (found,) = form.course.actions
    assert (found.desired_outcome, found.who, found.due_on) == (
        "Sleeps through",
        "Lee Example",
        date(2013, 10, 5),
    )


def test_a_done_action_keeps_its_progress_whatever_the_form_says_since() -> None:
    form = Form(SLEEP, SCHOOL)
    form.change(
        form.actions["Visit at bedtime"], NewAction("Visit at bedtime", date(2013, 9, 27), "HV"), TODAY
    )
    before = form.actions["Visit at bedtime"]

    form.again(SCHOOL)
    form.again(replace(SLEEP, who="School nurse"), SCHOOL)

    assert form.actions["Visit at bedtime"] == before
    assert (before.done_on, len(form.actions)) == (TODAY, 2)


def test_an_action_taken_out_of_the_form_is_withdrawn_and_no_longer_followed() -> None:
    form = Form(SLEEP, SCHOOL)

    form.again(SCHOOL)

    gone = form.actions["Visit at bedtime"]
    assert (gone.withdrawn_on, gone.is_open) == (TODAY, False)
    assert [each.what for each in form.course.open_actions] == ["Walk there together"]
    record = families.open_record(form.family_id, actor=COORDINATOR, today=TODAY)
    assert [each.what for each in record.plan] == ["Walk there together"]
    due = course.due(actor=COORDINATOR, today=date(2013, 9, 25))
    assert gone.id not in {each.action_id for each in due}
    assert form.course.actions[-1] == gone, "those withdrawn come last"
    with pytest.raises(RuleRefused, match="taken out of the form"):
        form.change(gone, NewAction("Visit at bedtime", date(2013, 10, 5)))


def test_an_action_that_the_form_has_again_is_taken_up_where_it_was_left() -> None:
    form = Form(SLEEP, SCHOOL)
    before = form.actions["Visit at bedtime"]
    form.again(SCHOOL)

    form.again(SLEEP, SCHOOL)

    assert form.actions["Visit at bedtime"] == before
    assert [each.field for each in form.course.plan_changes] == [PlanField.WITHDRAWN_ON] * 2


def test_a_review_follows_the_forms_actions_and_marks_them_done() -> None:
    form = Form(SLEEP, SCHOOL)
    action = form.actions["Walk there together"]

    reviews.record_review(
        form.family_id,
        form.assessment_id,
        NewReview(TODAY, "School", "Sleep", date(2013, 9, 2), done=frozenset({action.id})),
        version=form.course.version,
        actor=COORDINATOR,
        today=TODAY,
    )

    assert form.actions["Walk there together"].done_on == TODAY
    assert [each.what for each in form.course.open_actions] == ["Visit at bedtime"]


def test_an_action_agreed_on_at_a_review_is_left_alone_by_the_form() -> None:
    form = Form(SLEEP)
    plan.agree_action(
        form.family_id,
        form.assessment_id,
        NewAction("Ring the school", date(2013, 8, 1), "Lee Example"),
        version=form.course.version,
        actor=COORDINATOR,
        today=TODAY,
    )

    form.again(SCHOOL)

    assert form.actions["Ring the school"].is_open
    assert not form.actions["Ring the school"].from_form


def test_a_change_in_the_plan_keeps_what_was_there_and_an_unchanged_one_keeps_nothing() -> None:
    form = Form(SLEEP)
    (action,) = form.course.actions
    form.change(action, NewAction("Visit at bedtime", date(2013, 9, 27), "Health visitor"))
    unchanged = counted("plan_change")

    form.change(action, NewAction("Visit at seven", date(2013, 9, 27), "Health visitor"), TODAY)

    assert unchanged == 0
    kept = {(each.field, each.was, each.became, each.by_form) for each in form.course.plan_changes}
    assert kept == {
        (PlanField.WHAT, "Visit at bedtime", "Visit at seven", False),
        (PlanField.DONE_ON, None, "2013-07-12", False),
    }
    assert form.course.plan_changes[0].what == "Visit at seven"


def test_the_plan_of_an_assessment_without_open_actions_is_empty_on_the_record() -> None:
    family = a_family()

    assert families.open_record(family, actor=COORDINATOR, today=TODAY).plan == ()


def test_forms_completed_before_there_was_one_plan_are_carried_over_once(
    separate_database: embedded.Urls,
) -> None:
    form = Form(SLEEP, SCHOOL, SCHOOL)
    form.change(
        form.actions["Visit at bedtime"], NewAction("Visit at bedtime", date(2013, 9, 27), "HV"), TODAY
    )
    before = sorted(form.course.actions, key=lambda each: str(each.id))
    with Sessions() as session, session.begin():
        session.execute(
            sa.text("delete from plan_action where what = :what and completion_row = 2"),
            {"what": SCHOOL.action},
        )

    migrate.downgrade(separate_database.owner_url, "0019-1")
    migrate.upgrade(separate_database.owner_url)

    after = sorted(form.course.actions, key=lambda each: str(each.id))
    assert [_said(each) for each in after] != []
    assert sorted(map(_said, after)) == sorted(map(_said, before))
    form.again(SLEEP, SCHOOL, SCHOOL)
    assert len(form.course.actions) == 3


def _said(action: ActionInPlan) -> tuple[str, str, str, bool]:
    return (action.what, str(action.desired_outcome), str(action.done_on), action.from_form)
