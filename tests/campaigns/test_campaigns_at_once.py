"""Two people answer the same cases at the same moment, over connections of their own: one is told so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select

from app import embedded
from app.access.policies import Actor
from app.access.roles import Responsibility, Role
from app.campaigns.models import CampaignAnswer, CampaignRow
from app.campaigns.rules.answers import Given
from app.campaigns.rules.sending import Decided, Place
from app.campaigns.rules.vocabulary import CampaignKind, PointDecision, RowAnswer
from app.campaigns.services import answering, deciding, running
from app.campaigns.services.answering import AnswerSent
from app.campaigns.services.deciding import DecisionSent
from app.cases.models.assessments import Assessment
from app.cases.rules.course import ReopeningReason
from app.cases.rules.vocabulary import ClosureReason
from app.cases.services import closing
from app.db import reading
from app.errors import Conflict, DomainError
from tests.cases.builders import (
    TODAY,
    a_family,
    a_person,
    a_practitioner,
    an_agency,
    an_assessment,
    an_establishment,
)
from tests.cases.sharing_builders import a_posting
from tests.lengths import IS_LONG, examples

COORDINATOR = Actor(UUID(int=302), frozenset({Role.PROGRAMME_COORDINATOR}))
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)
CLOSED_ON = date(2013, 7, 1)
ROUNDS = 6
ANSWERS = {
    RowAnswer.STILL_OPEN: Given(RowAnswer.STILL_OPEN),
    RowAnswer.NOT_OURS: Given(RowAnswer.NOT_OURS, words="The school"),
    RowAnswer.CLOSE_IT: Given(RowAnswer.CLOSE_IT, CLOSED_ON, ClosureReason.NEEDS_MET),
}


def old_assessments(number: int) -> list[UUID]:
    agency = an_agency(f"AGENCY-{uuid4()}")
    family = a_family(listed_on=None)
    return [
        an_assessment(
            family,
            a_person(family, f"Tansy{place}"),
            agency_id=agency,
            initiated_on=date(2011, 1, 10),
            started_on=None,
            first_team_meeting_on=None,
        )
        for place in range(number)
    ]


def opened(campaign: UUID) -> answering.ListOpened:
    return answering.open_list(campaign, with_settled=True, actor=COORDINATOR, today=TODAY)


def started() -> UUID:
    return running.start_campaign(
        CampaignKind.LONG_OPEN, date(2013, 8, 9), None, actor=COORDINATOR, today=TODAY
    )


def test_of_two_who_answer_at_once_one_is_saved_and_the_other_is_told(
    separate_database: embedded.Urls,
) -> None:
    old_assessments(ROUNDS)
    campaign = started()

    def answers(row: answering.RowRead, given: Given, ready: Barrier) -> str:
        sent = AnswerSent(given, row.version, row.assessment.record_version)
        ready.wait()
        try:
            answering.answer_row(campaign, row.id, sent, actor=COORDINATOR, today=TODAY, now=NOW)
        except Conflict as refused:
            return refused.code
        return given.answer.value

    for row_id in [row.id for row in opened(campaign).rows]:
        row = answering.open_case(campaign, row_id, actor=COORDINATOR, today=TODAY)
        ready = Barrier(2)
        with ThreadPoolExecutor(2) as both:
            asked = [
                both.submit(answers, row, ANSWERS[answer], ready)
                for answer in (RowAnswer.CLOSE_IT, RowAnswer.NOT_OURS)
            ]
        said = sorted(each.result() for each in asked)

        with reading(COORDINATOR) as session:
            kept = session.exec(select(CampaignAnswer).where(CampaignAnswer.row_id == row_id)).one()
            closed_on = session.get_one(Assessment, row.assessment.id).closed_on
        assert said == sorted(["changed-meanwhile", kept.answer.value])
        assert (closed_on is not None) is (kept.answer is RowAnswer.CLOSE_IT)


def test_of_two_campaigns_of_a_kind_that_are_started_at_once_one_is_refused(
    separate_database: embedded.Urls,
) -> None:
    old_assessments(1)
    ready = Barrier(2)

    def start() -> str:
        ready.wait()
        try:
            started()
        except Conflict as refused:
            return refused.code
        return "started"

    with ThreadPoolExecutor(2) as both:
        said = [both.submit(start) for _ in range(2)]

    assert sorted(each.result() for each in said) == ["campaign-open", "started"]


WHO, WHICH = st.integers(0, 1), st.integers(0, 1)
ANEW = st.sampled_from([True, True, False])
WORDS = st.sampled_from(["Please look.", None])


class Answering(RuleBasedStateMachine):
    """Two people with the same two cases open, each as they last saw them; what holds is kept beside.

    Both may decide what becomes of a case that was said not to be theirs.
    """

    @initialize()
    def the_campaign_starts(self) -> None:
        with reading(COORDINATOR) as session:
            going = (
                session.execute(sa.text("select id from campaign where closed_on is null")).scalars().all()
            )
        for campaign in going:
            running.close_campaign(campaign, actor=COORDINATOR, today=TODAY)
        ours = old_assessments(2)
        self.campaign = started()
        with reading(COORDINATOR) as session:
            found = select(CampaignRow.id).where(
                CampaignRow.campaign_id == self.campaign, col(CampaignRow.assessment_id).in_(ours)
            )
            self.rows = list(session.exec(found.order_by(CampaignRow.number)))
        self.history: dict[UUID, list[RowAnswer | PointDecision]] = {row: [] for row in self.rows}
        first = AnswerSent(ANSWERS[RowAnswer.NOT_OURS], version=0)
        answering.answer_row(self.campaign, self.rows[0], first, actor=COORDINATOR, today=TODAY, now=NOW)
        self.history[self.rows[0]].append(RowAnswer.NOT_OURS)
        self.seen = [self._look(), self._look()]
        self.asked: dict[UUID, list[UUID]] = {row: [] for row in self.rows}
        self.places = [an_agency(f"AGENCY-{uuid4()}") for _ in range(2)]
        for place in self.places:
            a_posting(
                a_practitioner("Chris Example"), an_establishment(place), responsibility=Responsibility.AGENCY
            )

    def _look(self) -> dict[UUID, answering.RowRead]:
        only = frozenset(self.rows)
        found = answering.open_list(self.campaign, only=only, actor=COORDINATOR, today=TODAY)
        return {row.id: row for row in found.rows}

    @rule(who=WHO, which=WHICH, answer=st.sampled_from([RowAnswer.NOT_OURS, *sorted(ANSWERS)]), anew=ANEW)
    def somebody_answers(self, *, who: int, which: int, answer: RowAnswer, anew: bool) -> None:
        row = self._seen_by(who, self.rows[which], anew=anew)
        sent = AnswerSent(ANSWERS[answer], row.version, row.assessment.record_version)
        try:
            answering.answer_row(self.campaign, row.id, sent, actor=COORDINATOR, today=TODAY, now=NOW)
        except DomainError:
            return
        assert row.version == len(self.history[row.id]), "a step that was not seen was written over"
        self.history[row.id].append(answer)

    @precondition(lambda self: self.disowned)
    @rule(who=WHO, which=WHICH, to=st.sampled_from([0, 1, None]), words=WORDS, anew=ANEW)
    def somebody_sends_it_on_or_closes_the_point(
        self, *, who: int, which: int, to: int | None, words: str | None, anew: bool
    ) -> None:
        row = self._seen_by(who, self.disowned[which % len(self.disowned)], anew=anew)
        place = None if to is None else Place(self.places[to])
        decided = Decided(PointDecision.CLOSE if place is None else PointDecision.SEND_ON, place, words)
        sent = DecisionSent(decided, row.version)
        try:
            deciding.decide_row(self.campaign, row.id, sent, actor=COORDINATOR, today=TODAY, now=NOW)
        except DomainError:
            return
        assert row.version == len(self.history[row.id]), "a step that was not seen was written over"
        if place is not None:
            assert words or place.agency_id not in self.asked[row.id], "it was sent back, and not said why"
            self.asked[row.id].append(place.agency_id)
        self.history[row.id].append(decided.decision)

    @property
    def disowned(self) -> list[UUID]:
        """The cases of which the last thing said is that they are not theirs."""
        return [row for row, steps in self.history.items() if steps[-1:] == [RowAnswer.NOT_OURS]]

    def _seen_by(self, who: int, row: UUID, *, anew: bool) -> answering.RowRead:
        """A case as somebody sees it, who may have opened the list anew or not."""
        if anew:
            self.seen[who] = self._look()
        return self.seen[who][row]

    @rule(which=st.integers(0, 1))
    def the_assessment_is_opened_again(self, which: int) -> None:
        held = self._look()[self.rows[which]].assessment
        try:
            closing.reopen_assessment(
                held.family_id,
                held.id,
                ReopeningReason.CLOSED_BY_MISTAKE,
                version=held.record_version,
                actor=COORDINATOR,
                today=TODAY,
            )
        except DomainError:
            return

    @invariant()
    def every_answer_is_kept_in_order_and_nothing_else_closes(self) -> None:
        if not hasattr(self, "history"):
            return
        with reading(COORDINATOR) as session:
            for row, given in self.history.items():
                kept = session.exec(
                    select(CampaignAnswer.answer)
                    .where(CampaignAnswer.row_id == row)
                    .order_by(col(CampaignAnswer.version))
                ).all()
                assert list(kept) == [step for step in given if isinstance(step, RowAnswer)]
                asked = session.get_one(CampaignRow, row).agency_id
                assert [asked] == (self.asked[row][-1:] or [asked])
                if PointDecision.CLOSE in given:
                    assert given[-1] is PointDecision.CLOSE, "a closed point was answered"
        for row in self._look().values():
            if row.assessment.closed_on is not None:
                assert RowAnswer.CLOSE_IT in self.history[row.id]

    @invariant()
    def nothing_that_was_disowned_is_out_of_sight(self) -> None:
        if not hasattr(self, "history"):
            return
        found = deciding.open_disowned(self.campaign, actor=COORDINATOR, today=TODAY).cases
        waiting = {each.id for each in found if each.waits}
        for row in self._look().values():
            steps = self.history[row.id]
            assert row.version == len(steps)
            is_open = row.assessment.closed_on is None
            last = steps[-1] if steps else None
            assert (row.id in waiting) is (last is RowAnswer.NOT_OURS and is_open)
            if last is PointDecision.SEND_ON:
                assert row.latest is None
                assert row.is_settled is not is_open, "it is to be answered anew"
            if PointDecision.SEND_ON in steps or PointDecision.CLOSE in steps:
                assert [each.answer or each.decision for each in row.history] == steps


@pytest.mark.usefixtures("database")
def test_no_answer_is_ever_written_over_unseen() -> None:
    run_state_machine_as_test(
        Answering,
        settings=settings(
            max_examples=examples(4),
            stateful_step_count=10,
            deadline=None,
            derandomize=not IS_LONG,
            suppress_health_check=list(HealthCheck),
        ),
    )
