"""Consent limited to items of an assessment: nobody reads, or writes, what is not opened to their agency."""

from dataclasses import fields
from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlmodel import delete, select

from app.access.models import Establishment, Posting, UserAccount
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.models.assessments import AssessmentReason
from app.cases.models.evidence import Measurement
from app.cases.models.people import Family, HouseholdMember
from app.cases.models.sharing import ConsentAgencyItem
from app.cases.queries.course_parts import CourseOnFile
from app.cases.queries.families import FamilyFilters
from app.cases.queries.form_parts import FormOnFile
from app.cases.queries.record_parts import AssessmentOnFile, FamilyRecord
from app.cases.rules.consent_items import EVERY_ITEM, ConsentItem
from app.cases.rules.form import Content
from app.cases.rules.form_boxes import FormSection
from app.cases.rules.notes import NoteCorrection, NoteKind, OversightKind
from app.cases.rules.sharing import ConsentBy, NewConsent
from app.cases.rules.vocabulary import ConsentDecision, InitiationReason
from app.cases.services import consenting, course, families, forms, notes, plan, reviews, teaming
from app.cases.services.plan import NewAction
from app.cases.services.reviews import NewReview
from app.db import reading, transaction
from app.errors import Conflict, DomainError, Forbidden, NotFound
from app.programme.facts import MeasurementKind
from tests.cases.builders import TODAY, a_person
from tests.cases.consent_builders import SAVED_AT, a_second_agency, fill, items_read
from tests.cases.sharing_builders import a_led_family, a_posting, saved
from tests.conftest import COORDINATOR

GIVEN, LIMITED, REFUSED, WITHDRAWN = ConsentDecision
REVIEWS, PLAN, WORDS = ConsentItem.REVIEWS, ConsentItem.PLAN, ConsentItem.CHILDS_WORDS


@pytest.fixture
def led(database):
    return a_led_family()


@pytest.fixture
def completion(led):
    return fill(led)


@pytest.fixture
def joint(led):
    """The manager of the second agency of a joint allocation."""
    return a_second_agency(led)


def version_of(led):
    with reading(COORDINATOR) as session:
        return session.get_one(Family, led.family).version


def given(led, **more):
    return {"version": version_of(led), "actor": led.lead, "today": TODAY, **more}


def join(led, posting=None):
    place = posting or led.teachers_posting
    teaming.add_to_team(led.family, place, starts_on=TODAY, ends_on=None, **given(led))


def decide(led, decision, limits=None):
    new = NewConsent(decision, TODAY, limits or {})
    by = {"decided_by": ConsentBy.BOTH, "present": None}
    consenting.record_consent(led.family, led.assessment, new, **by, **given(led))


def limit(led, limits):
    decide(led, LIMITED, {agency: frozenset(items) for agency, items in limits.items()})


class TestWhatIsRead:
    @pytest.mark.parametrize("item", ConsentItem)
    def test_an_item_opens_its_own_words_and_no_others(self, led, completion, joint, item):
        join(led)
        limit(led, {None: {item}})

        for actor in (led.member, joint):
            assert items_read(led, completion, actor, TODAY) == {item}
        assert items_read(led, completion, led.lead, TODAY) == EVERY_ITEM

    def test_every_decision_acts_on_the_next_request_on_every_path(self, led, completion, joint):
        join(led)
        (agency,) = joint.managed_agencies
        steps = [
            (GIVEN, {}, EVERY_ITEM, EVERY_ITEM),
            (LIMITED, {led.school: EVERY_ITEM}, EVERY_ITEM, set()),
            (LIMITED, {led.school: {PLAN}, agency: {REVIEWS, WORDS}}, {PLAN}, {REVIEWS, WORDS}),
            (LIMITED, {None: {PLAN}, agency: {REVIEWS}}, {PLAN}, {REVIEWS}),
            (WITHDRAWN, {}, set(), set()),
            (REFUSED, {}, set(), set()),
        ]

        assert items_read(led, completion, led.member, TODAY) == set()
        for decision, limits, members, managers in steps:
            decide(led, decision, {each: frozenset(items) for each, items in limits.items()})

            assert items_read(led, completion, led.member, TODAY) == members, decision
            assert items_read(led, completion, joint, TODAY) == managers, decision
            assert items_read(led, completion, led.lead, TODAY) == EVERY_ITEM

    def test_reasons_days_and_levels_follow_the_items_that_they_tell_of(self, led, completion):
        join(led)
        saved(
            AssessmentReason(assessment_id=led.assessment, reason=InitiationReason.BEHAVIOUR, is_primary=True)
        )
        limit(led, {None: {PLAN}})

        (shown,) = families.open_record(led.family, actor=led.member, today=TODAY).assessments
        opened = course.open_course(led.family, led.assessment, actor=led.member, today=TODAY)
        form = forms.open_form(led.assessment, actor=led.member, today=TODAY)

        assert (shown.primary_reason, shown.first_team_meeting_on, shown.first_reviewed_on) == (
            None,
            None,
            None,
        )
        assert (shown.items, shown.may_change, shown.is_whole) == ((PLAN,), False, False)
        assert (opened.reviews, opened.meetings, opened.levels, opened.next_review_on) == ((), (), (), None)
        assert list(form.sections) == [FormSection.PLAN]
        assert (form.missing, form.may_change) == ((), False)

    def test_a_reader_is_told_what_is_open_to_their_agency_and_not_what_is_to_others(self, led, joint):
        join(led)
        (agency,) = joint.managed_agencies
        limit(led, {led.school: {PLAN}, agency: {PLAN, REVIEWS}})

        def told(actor):
            (shown,) = families.open_record(led.family, actor=actor, today=TODAY).assessments
            return [(each.agency, each.items) for each in shown.consents[-1].limits]

        assert told(led.member) == [("SCHOOL", (PLAN,))]
        assert told(joint) == [("YOT", (PLAN, REVIEWS))]
        assert told(led.lead) == [("SCHOOL", (PLAN,)), ("YOT", (PLAN, REVIEWS))]
        limit(led, {None: {PLAN}})
        assert told(joint) == [(None, (PLAN,))]

    def test_nothing_of_it_is_written_by_those_whom_it_limits(self, led, completion, joint):
        join(led)
        limit(led, {None: EVERY_ITEM - {PLAN}})
        elsewhere = Actor(UUID(int=204), frozenset({Role.LEAD_PROFESSIONAL}), led.teacher)
        review = NewReview(TODAY, "Well", "Worries", TODAY + timedelta(30), "This")

        for actor in (led.member, elsewhere, joint):
            as_them = given(led, actor=actor)
            read = {"actor": actor, "today": TODAY}
            for attempt in (
                partial(reviews.record_review, led.family, led.assessment, review, **as_them),
                partial(plan.agree_action, led.family, led.assessment, NewAction("Ring"), **as_them),
                partial(
                    forms.save_section, led.assessment, FormSection.PLAN, Content(), now=SAVED_AT, **as_them
                ),
                partial(consenting.consent_to_record, led.family, led.assessment, **read),
                partial(course.open_to_go_on, led.family, led.assessment, again=True, **read),
            ):
                with pytest.raises((Forbidden, NotFound)):
                    attempt()

    def test_a_line_without_items_opens_nothing(self, led, completion):
        join(led)
        limit(led, {led.school: {PLAN}})
        with transaction(SYSTEM) as session:
            session.exec(delete(ConsentAgencyItem))

        assert items_read(led, completion, led.member, TODAY) == set()

    def test_the_trail_says_what_was_limited_and_a_refused_limit_leaves_nothing(self, led):
        limit(led, {None: {PLAN, REVIEWS}, led.school: EVERY_ITEM})
        with pytest.raises(DomainError, match="Choose what may be shared"):
            limit(led, {led.school: set()})

        with reading(COORDINATOR) as session:
            (event,) = session.exec(
                select(AuditEvent).where(AuditEvent.action == "assessment.consent-recorded")
            ).all()
        assert (event.details["agencies"], event.details["is_for_others_too"]) == (1, True)
        assert event.details["items"] == " ".join(sorted(ConsentItem))


class TestPostings:
    @staticmethod
    def move(led, *, ends_on, to=None):
        """The teacher's posting ends on a day; to: they are posted to an establishment from the next."""
        with transaction(SYSTEM) as session:
            session.get_one(Posting, led.teachers_posting).ends_on = ends_on
        return a_posting(led.teacher, to) if to else None

    def test_whoever_changes_agency_reads_no_more_for_the_one_that_they_were_in(self, led, completion):
        join(led)
        decide(led, GIVEN)
        assert items_read(led, completion, led.member, TODAY) == EVERY_ITEM

        now_posted = self.move(led, ends_on=TODAY - timedelta(1), to=led.clinic)

        assert items_read(led, completion, led.member, TODAY) == set()
        with pytest.raises(NotFound):
            families.open_record(led.family, actor=led.member, today=TODAY)
        assert families.list_families(FamilyFilters(), actor=led.member, today=TODAY).families == ()
        (place,) = families.open_record(led.family, actor=led.lead, today=TODAY).team
        assert (place.is_current, place.is_over) == (False, False)
        with pytest.raises(Conflict, match="Remove them"):
            join(led, now_posted)
        teaming.remove_from_team(led.family, place.id, **given(led))
        assert families.open_record(led.family, actor=led.lead, today=TODAY).team[0].is_over

    def test_whoever_moves_within_the_agency_reads_on(self, led, completion):
        join(led)
        decide(led, GIVEN)
        other_school = saved(Establishment(import_key="E-other", agency_id=led.school, name="Oak Example"))

        self.move(led, ends_on=TODAY - timedelta(1), to=other_school)

        assert items_read(led, completion, led.member, TODAY) == EVERY_ITEM

    @pytest.mark.parametrize(("days", "reads"), [(0, True), (-1, False)])
    def test_a_posting_holds_until_its_last_day(self, led, completion, days, reads):
        join(led)
        decide(led, GIVEN)

        self.move(led, ends_on=TODAY + timedelta(days))

        assert bool(items_read(led, completion, led.member, TODAY)) is reads


class TestNotes:
    @staticmethod
    def write(led, actor, text):
        return notes.write_note(
            led.family, kind=NoteKind.HOME_VISIT, happened_on=TODAY, text=text, actor=actor, today=TODAY
        )

    def test_a_second_agency_reads_notes_only_while_consent_opens_all_of_every_assessment(self, led, people):
        lead, manager, joint = people
        self.write(led, lead, "Told of the review.")
        notes.write_oversight(
            led.family,
            kind=OversightKind.SUPERVISION,
            held_on=TODAY,
            direction="Go on.",
            actor=manager,
            today=TODAY,
        )

        def told(actor):
            record = families.open_record(led.family, actor=actor, today=TODAY)
            return len(record.notes), len(record.oversight)

        for decision, limits, opens in (
            (None, None, False),
            (GIVEN, None, True),
            (LIMITED, {None: EVERY_ITEM - {WORDS}}, False),
            (LIMITED, dict.fromkeys(joint.managed_agencies, EVERY_ITEM), True),
            (WITHDRAWN, None, False),
        ):
            if decision:
                decide(led, decision, limits)
            assert told(joint) == ((1, 1) if opens else (0, 0)), decision
            assert told(led.lead) == told(led.manager) == (1, 1)

    def test_their_own_notes_they_read_and_a_note_that_they_cannot_read_they_do_not_correct(
        self, led, people
    ):
        lead, _, joint = people
        hidden = self.write(led, lead, "Told of the review.")
        own = self.write(led, joint, "Their own.")
        correct = partial(
            notes.correct_note,
            led.family,
            kind=NoteKind.HOME_VISIT,
            happened_on=TODAY,
            text="Mended.",
            correction=NoteCorrection.MISTYPED,
            today=TODAY,
        )

        with pytest.raises(NotFound):
            correct(hidden, actor=joint)
        mended = correct(own, actor=joint)

        record = families.open_record(led.family, actor=joint, today=TODAY)
        assert {note.id for note in record.notes} == {own, mended}
        correct(mended, actor=lead)
        assert families.open_record(led.family, actor=joint, today=TODAY).notes == ()

    @pytest.fixture
    def people(self, led, joint):
        """The lead, their manager and the second agency's manager, each with an account to write with."""
        for user, name in ((led.lead, "Lee"), (led.manager, "Manager"), (joint, "Second manager")):
            saved(
                UserAccount(
                    id=user.user_id,
                    email=f"{name}@example.org".lower(),
                    display_name=name,
                    created_at=SAVED_AT,
                )
            )
        return led.lead, led.manager, joint


class TestMeasurements:
    LEFT = date(2013, 3, 31)

    @pytest.mark.parametrize(
        ("first", "last", "shown"),
        [
            pytest.param(date(2013, 1, 7), date(2013, 3, 28), True, id="while they lived there"),
            pytest.param(date(2010, 6, 1), LEFT, True, id="from their first day to their last"),
            pytest.param(date(2010, 5, 31), date(2010, 7, 1), False, id="begun before they came"),
            pytest.param(date(2013, 1, 7), date(2013, 4, 1), False, id="over after they left"),
            pytest.param(date(2013, 4, 15), date(2013, 7, 1), False, id="after they left"),
            pytest.param(date(2012, 1, 7), None, False, id="going on"),
        ],
    )
    def test_of_who_has_left_only_what_fell_within_their_membership_is_shown(self, led, first, last, shown):
        left, stays = a_person(led.family, "Tansy"), a_person(led.family, "Rowan")
        for person in (left, stays):
            saved(
                Measurement(
                    person_id=person,
                    kind=MeasurementKind.OUT_OF_WORK_BENEFIT,
                    starts_on=first,
                    ends_on=last,
                    value=1,
                    source="A synthetic source",
                    extract_on=TODAY,
                )
            )
        with transaction(SYSTEM) as session:
            session.exec(
                select(HouseholdMember).where(HouseholdMember.person_id == left)
            ).one().ends_on = self.LEFT

        record = families.open_record(led.family, actor=led.lead, today=TODAY)

        assert {taken.person_id for taken in record.measurements} == ({left, stays} if shown else {stays})


CONSIDERED = {
    FamilyRecord: """id seen_as reference status ward identified_on identified_how attached_on
        funded_elsewhere not_workable_reason version updated_at people residences criteria decisions
        allocations assessments plan measurements notes oversight team opened corrections withdrawn merges
        holds_record""",
    AssessmentOnFile: """id kind stage initiated_on initiating_agency primary_reason secondary_reasons
        children lead lead_agency consented_on assessment_started_on assessment_completed_on
        first_team_meeting_on first_reviewed_on closed_on closure_reason consents sharings items
        may_change may_add""",
    CourseOnFile: """family_id reference version assessment children goes_on next_review_on level meetings
        actions plan_changes reviews levels reopenings""",
    FormOnFile: """assessment_id family_id reference kind initiated_on started_on completed_on closed_on
        consent consent_on lead lead_agency address people sections completions may_change was_saved
        items version""",
}


@pytest.mark.parametrize("part", CONSIDERED, ids=lambda part: part.__name__)
def test_of_every_part_of_a_record_it_is_decided_whether_it_follows_consent(part):
    """A new part fails here until queries/within.py, or what builds the record, has been asked about it."""
    assert {each.name for each in fields(part)} == set(CONSIDERED[part].split())
