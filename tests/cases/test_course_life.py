"""The life cycle of an assessment under any sequence of moves, on the real database.

Whatever is tried, and whatever of it is refused: nothing is recorded after closure, the days are in order,
and every day has one stage, never earlier than that of the day before.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.cases.queries.course_parts import CourseOnFile
from app.cases.rules.activity import Invited
from app.cases.rules.course import Attendance, DateCorrection, ReopeningReason, StageDate
from app.cases.rules.lifecycle import AssessmentDates, assessment_stage
from app.cases.rules.vocabulary import AssessmentStage, ClosureReason
from app.cases.services import closing, dating, plan, reviews, team_meetings
from app.cases.services.plan import NewAction
from app.cases.services.reviews import NewReview
from app.errors import DomainError
from tests.cases.builders import TODAY
from tests.cases.test_course import Led
from tests.lengths import examples

ORDER = list(AssessmentStage)
DAYS = st.integers(-2, 40).map(lambda back: TODAY - timedelta(days=back))
ATTENDANCE = st.sampled_from([Attendance.INVITED, Attendance.ATTENDED, Attendance.ATTENDED])


class Life(RuleBasedStateMachine):
    """One CAF, to which anybody does anything on any day."""

    led: Led
    made: UUID
    before_closure: CourseOnFile | None

    @initialize(back=st.integers(0, 40), started=st.booleans(), met=st.booleans())
    def register(self, back: int, started: bool, met: bool) -> None:
        self.led = Led(f"AGENCY-{uuid4()}")
        self.made = self.led.registers(initiated_on=TODAY - timedelta(days=back))
        self.before_closure = None
        begun_on = TODAY - timedelta(days=back)
        if started:
            self.tries(dating.date_stage, StageDate.ASSESSMENT_STARTED, begun_on, None)
        if started and met:
            self.meet(begun_on, Attendance.ATTENDED)

    @rule(which=st.sampled_from(StageDate), day=DAYS)
    def date_a_stage(self, which: StageDate, day: date) -> None:
        self.tries(dating.date_stage, which, day, DateCorrection.MISTYPED)

    @rule(day=DAYS, attendance=ATTENDANCE)
    def meet(self, day: date, attendance: Attendance) -> None:
        self.tries(team_meetings.record_team_meeting, day, [Invited(attendance, self.led.lead)])

    @rule(day=DAYS, attendance=ATTENDANCE)
    def change_the_last_meeting(self, day: date, attendance: Attendance) -> None:
        for meeting in self.course.meetings[:1]:
            people = [Invited(attendance, self.led.lead)]
            self.tries(team_meetings.change_team_meeting, meeting.id, day, people)

    @rule(day=DAYS, all_done=st.booleans())
    def review(self, day: date, all_done: bool) -> None:
        done = frozenset(action.id for action in self.course.open_actions if all_done)
        actions = (NewAction("Ring the school"),)
        next_on = day + timedelta(days=30)
        self.tries(
            reviews.record_review, NewReview(day, "Sleep", "School", next_on, actions=actions, done=done)
        )

    @rule(day=DAYS)
    def do_an_action(self, day: date) -> None:
        for action in self.course.open_actions[:1]:
            self.tries(plan.change_action, action.id, NewAction(action.what, action.due_on), day)

    @rule(day=DAYS, reason=st.sampled_from([ClosureReason.NEEDS_MET, ClosureReason.CONSENT_WITHDRAWN]))
    def close(self, day: date, reason: ClosureReason) -> None:
        before = self.course
        if self.tries(closing.close_assessment, day, reason, 1):
            self.before_closure = before

    @rule()
    def open_again(self) -> None:
        if self.tries(closing.reopen_assessment, ReopeningReason.CLOSED_BY_MISTAKE) and self.before_closure:
            after, before = self.course, self.before_closure
            kept = ("level", "next_review_on", "meetings", "actions", "reviews")
            assert all(getattr(after, name) == getattr(before, name) for name in kept)
            assert after.assessment.stage is before.assessment.stage
            self.before_closure = None

    @invariant()
    def nothing_is_after_the_closure_and_the_days_are_in_order(self) -> None:
        course = self.course
        assessment = course.assessment
        steps = (
            assessment.initiated_on,
            assessment.assessment_started_on,
            assessment.first_team_meeting_on,
            assessment.first_reviewed_on,
        )
        reached = [day for day in steps if day]
        assert reached == sorted(reached)
        held = [meeting.meets_on for meeting in course.meetings if meeting.held]
        reviewed = [review.reviewed_on for review in course.reviews]
        done = [action.done_on for action in course.actions if action.done_on]
        assert min(held, default=None) == assessment.first_team_meeting_on
        assert min(reviewed, default=None) == assessment.first_reviewed_on
        levels = [each.decided_on for each in course.levels]
        last = assessment.closed_on or TODAY
        assert all(day <= last <= TODAY for day in (*reached, *held, *reviewed, *done, *levels))

    @invariant()
    def every_day_has_one_stage_and_none_goes_back(self) -> None:
        found = self.course.assessment
        dates = AssessmentDates(
            found.initiated_on,
            found.assessment_started_on,
            found.first_team_meeting_on,
            found.first_reviewed_on,
            found.closed_on,
        )
        days = [
            found.initiated_on + timedelta(days=each) for each in range((TODAY - found.initiated_on).days + 1)
        ]
        stages = [ORDER.index(assessment_stage(dates, day)) for day in days]
        assert stages == sorted(stages)
        assert ORDER[stages[-1]] is found.stage

    @property
    def course(self) -> CourseOnFile:
        return self.led.course(self.made)

    def tries(self, service: Any, *given: Any) -> bool:
        """Whether it was done; a refusal is an answer, anything else is a fault."""
        try:
            self.led.does(service, self.made, *given)
        except DomainError:
            return False
        return True


@pytest.mark.usefixtures("database")
def test_no_sequence_of_moves_breaks_the_course_of_an_assessment() -> None:
    counts = settings(max_examples=examples(6), stateful_step_count=10, deadline=None)

    run_state_machine_as_test(Life, settings=counts)
